using System.Diagnostics;
using Examples;
using MLNetCompact.RealData;

namespace MLNetCompact.Benchmarks;

/// <summary>The structure that one number finds: what every layer bears.</summary>
public sealed class UnifyAuto : IBenchmark
{
    private static readonly double[] s_errors = [0.002, 0.005, 0.01, 0.02, 0.05];

    public string Name => "unify-auto";

    public string Description => "LeNet-5 and the perceptron 784-500-300-10 on MNIST (the dense networks of ssl-lenet and ssl-mlp, seed 1) with MaxOutputError alone: 2,000 training images without labels, no retraining; accuracy on the 10,000 test images, mean of three draws.";

    public Measurement Run(CancellationToken cancel)
    {
        var (rows, claims, digits) = (new List<IReadOnlyDictionary<string, object>>(), new List<Claim>(), Mnist.Load());
        foreach (var (name, trials) in new (string, MnistTrials)[] { ("LeNet-5", new PruneLeNet5()), ("784-500-300-10", new SparseMlp()) })
        {
            TrialRunner.Ensure(trials, [MnistTrials.Base], [1], cancel);
            var dense = trials.Folder(MnistTrials.Base, choosing: false).Network(MnistTrials.Base, 1);
            var whole = Accuracy(dense);
            rows.Add(new Dictionary<string, object> { ["network"] = name, ["way"] = "dense", ["accuracy %, mean"] = Math.Round(whole, 2), ["structure per draw"] = Structure(dense) });
            foreach (var error in s_errors)
            {
                var clock = Stopwatch.StartNew();
                var draws = UnifyRuns.Draws.Select(draw => UnifyRuns.Fit(dense, new() { MaxOutputError = error, Rows = 2000 }, LabelledDigit.From(digits.Train), draw, cancel)).ToArray();
                var seconds = clock.Elapsed.TotalSeconds / draws.Length;
                double[] accuracies = [.. draws.Select(Accuracy)];
                var row = UnifyRuns.Row("own structure", dense, draws, accuracies, ("MaxOutputError", error));
                (row["network"], row["structure per draw"], row["s, data included"]) = (name, string.Join(", ", draws.Select(Structure)), Math.Round(seconds, 1));
                rows.Add(row);
                if (error == 0.01)
                    claims.Add(Claim.AtMost($"{name}, MaxOutputError 0.01 (the default): points of accuracy lost", Math.Round(whole - accuracies.Average(), 2), 0.5, "goal"));
            }
        }
        return new Measurement(UnifyRuns.Draws, rows, claims);

        double Accuracy(Network network) => 100 * UnifyRuns.Accuracy(network, digits, cancel);
    }

    /// <summary>The filters and neurons of the layers but the last.</summary>
    private static string Structure(Network network) => string.Join("-", network.Nodes.Where(n => LinearView.Of(n, network) is not null).SkipLast(1).Select(n => LinearView.Of(n, network)!.Rows));
}
