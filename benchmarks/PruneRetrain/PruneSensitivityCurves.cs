using Examples;
using MLNetCompact.RealData;
using Microsoft.ML;

namespace MLNetCompact.Benchmarks;

/// <summary>Han et al. 2015, figure 6: how much each layer bears.</summary>
public sealed class PruneSensitivityCurves : IBenchmark
{
    private static readonly double[] s_shown = [0.5, 0.3, 0.2, 0.1, 0.05, 0.02];

    public string Name => "prune-sensitivity";

    public string Description => "Accuracy of LeNet-5 and LeNet-300-100 (seed 1) on 5,000 of the training images when a share of the weights of one layer alone stays, without retraining. The paper (AlexNet, figure 6): the first convolution is the most sensitive layer.";

    public Measurement Run(CancellationToken cancel)
    {
        var (rows, claims) = (new List<IReadOnlyDictionary<string, object>>(), new List<Claim>());
        foreach (var (name, trials) in new (string, PruneTrials)[] { ("LeNet-300-100", new PruneLeNet300()), ("LeNet-5", new PruneLeNet5()) })
        {
            TrialRunner.Ensure(trials, [MnistTrials.Base], trials.Seeds, cancel);
            var sensitivity = Measure(trials.Folder(MnistTrials.Base, choosing: false).Network(MnistTrials.Base, 1), cancel);
            foreach (var curve in sensitivity.Curves)
            {
                var row = new Dictionary<string, object> { ["network"] = name, ["layer"] = curve.Layer, ["100 %"] = Percent(curve.Points[0].Metric) };
                foreach (var share in s_shown)
                    row[FormattableString.Invariant($"{100 * share:0} %")] = Percent(curve.Points.Single(p => p.Kept == share).Metric);
                rows.Add(row);
            }
            if (name != "LeNet-5")
                continue;
            ResultFiles.WriteFigure(Name, sensitivity.ToSvg());
            var at = sensitivity.Curves.ToDictionary(c => c.Layer, c => c.Points.Single(p => p.Kept == 0.1).Metric);
            claims.Add(Claim.AtMost("LeNet-5: layers that suffer more than the first convolution when 10 % stay", at.Count(c => c.Value < at["conv1"]), 0, "Han et al. 2015, figure 6"));
        }
        return new Measurement([1], rows, claims);
    }

    private static PruneSensitivity Measure(Network network, CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("prune-sensitivity-");
        try
        {
            var ml = new MLContext(seed: 1);
            var options = new PruneRetrainOptions { Kept = 0.5, Rounds = 1, Retraining = new() { Epochs = 0 }, SensitivityFolder = folder.FullName };
            using var model = ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Compaction(new() { ValidationFraction = 0, CancellationToken = cancel }).From(network).PruneRetrain(options))
                .Fit(ml.Data.LoadFromEnumerable(LabelledDigit.From(Mnist.Load().Train.Slice(0, 5000))));
            return PruneSensitivity.Load(folder.GetFiles("*.json").Single().FullName);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static double Percent(double share) => Math.Round(100 * share, 2);
}
