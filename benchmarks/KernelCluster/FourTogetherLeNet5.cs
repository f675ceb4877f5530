using FourTogether;

namespace MLNetCompact.Benchmarks;

/// <summary>How small the four methods together make LeNet-5.</summary>
public sealed class FourTogetherLeNet5 : FourTrials
{
    public override string Name => "four-together";

    public override string Description => "The four methods one after the other (examples/FourTogether), chosen for the smallest files at an error of at most 1.0 %: LeNet-5 on MNIST, whole .onnx and model.zip. "
        + "ONNX Runtime with one thread, seed 1, against the dense network in the same run.";

    protected override string DenseName => "lenet";

    protected override TrainingOptions Training => LeNetTraining.Dense;

    protected override IReadOnlyList<TrialPoint> Points { get; } = [new("four", FourSteps.LeNet5(6), 1.0, "the project's own")];

    protected override Network Fresh(int seed) => Networks.LeNet5(seed: seed);

    protected override IEnumerable<Claim> Structure(TrialPoint point, IReadOnlyList<Network> networks) =>
        [Claim.AtMost("bytes of the .onnx file, mean", Math.Round(networks.Average(n => n.ToOnnx().LongLength)), 10_500, "deep-compression: LeNet-5 100x")];
}
