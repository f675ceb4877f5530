using FourTogether;

namespace MLNetCompact.Benchmarks;

/// <summary>How small the four methods together make a multi-layer perceptron.</summary>
public sealed class FourTogetherMlp : FourTrials
{
    public override string Name => "four-together-mlp";

    public override string Description => "The four methods one after the other (examples/FourTogether --mlp), chosen for the smallest files at no more than the error that the paper's dense network has, 1.43 %: a multi-layer perceptron 784-500-300-10 on MNIST, "
        + "whole .onnx and model.zip. ONNX Runtime with one thread, seed 1, against the dense network in the same run.";

    protected override string DenseName => "mlp";

    protected override TrainingOptions Training => SparseMlp.DenseTraining;

    protected override IReadOnlyList<TrialPoint> Points { get; } = [new("four", FourSteps.Mlp(8), 1.43, "Wen et al. 2016, section 4.1: the dense network")];

    protected override Network Fresh(int seed) => FourSteps.Perceptron(seed);

    protected override IEnumerable<Claim> Structure(TrialPoint point, IReadOnlyList<Network> networks) =>
        [Claim.AtMost("bytes of the .onnx file, mean", Math.Round(networks.Average(n => n.ToOnnx().LongLength)), 20_000, "the project's own: a hundredth of the dense one")];
}
