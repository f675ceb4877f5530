using FourTogether;

namespace MLNetCompact.Benchmarks;

/// <summary>How small the four methods together make LeNet-5.</summary>
public sealed class FourTogetherLeNet5 : MnistTrials
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

    protected override void Measure(IReadOnlyDictionary<string, Network[]> networks, List<IReadOnlyDictionary<string, object>> rows, List<Claim> claims, CancellationToken cancel)
    {
        var names = networks.Keys.ToArray();
        foreach (var name in names)
        {
            rows.Add(new Dictionary<string, object>
            {
                ["point"] = name, ["part"] = "files", [".onnx, bytes"] = (long)networks[name].Average(n => n.ToOnnx().LongLength), ["model.zip, bytes"] = (long)networks[name].Average(ZipSize.Of),
            });
        }
        var whole = names.Select(n => networks[n][0]).ToArray();
        foreach (var batch in new[] { 64, 1 })
        {
            var seconds = new OnnxTimer(1, cancel).Time(whole, batch);
            for (var i = 0; i < names.Length; i++)
                rows.Add(new Dictionary<string, object> { ["point"] = names[i], ["part"] = "network", ["batch"] = batch, ["ms per image"] = Math.Round(1000 * seconds[i] / batch, 4), ["times as fast as dense"] = Math.Round(seconds[0] / seconds[i], 2) });
        }
    }
}
