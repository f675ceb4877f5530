using System.Globalization;
using MLNetCompact.RealData;
using QuickStart;

namespace MLNetCompact.Benchmarks;

/// <summary>LeNet-300-100 on Fashion-MNIST without its neurons, not retrained: the setting of Neuron Merging (Kim et al. 2020).</summary>
public sealed class UnifyLeNet300 : ITrials
{
    /// <summary>Shares of neurons removed, the loss in points that each may cost, and what Neuron Merging's own loss is from its base of 89.80 %.</summary>
    private static readonly (double Removed, double MostLoss, double? Merging)[] s_points = [(0.5, 0.25, 1.11), (0.6, 0.55, 2.88), (0.7, 1.2, 7.05), (0.8, 2.3, 9.78), (0.9, 10, null)];

    private static readonly (string Name, NeuronUnifyOptions Options)[] s_ways =
    [
        ("same share of each layer", new() { Spread = UnifySpread.Evenly }), ("own allocation", new()), ("pairs", new() { Spread = UnifySpread.Evenly, Update = UnifyUpdate.Pairs }),
        ("magnitude, refitted", new() { Spread = UnifySpread.Evenly, Selection = UnifySelection.Magnitude }), ("random, refitted", new() { Spread = UnifySpread.Evenly, Selection = UnifySelection.Random }),
        ("magnitude alone", new() { Spread = UnifySpread.Evenly, Selection = UnifySelection.Magnitude, Update = UnifyUpdate.None }),
    ];

    public string Name => "unify-lenet300-fashion";

    public string Description => "LeNet-300-100 on Fashion-MNIST with a share of its 400 hidden neurons removed, without labels and without retraining: accuracy on the 10,000 test images, mean of three draws of 5,000 training images to look at. "
        + "Neuron Merging (Kim et al. 2020, weights only) from a base of 89.80 %: 88.69, 86.92, 82.75, 80.02 % at 50 to 80 %.";

    public IReadOnlyList<int> Seeds { get; } = [1];

    public IReadOnlyList<IReadOnlyList<string>> Rounds { get; } = [[MnistTrials.Base]];

    public TrialFolder Folder(string point, bool choosing) => new("dense-lenet300-fashion", new { LeNet300.Dense }, choosing);

    public Measurement Run(CancellationToken cancel) => TrialRunner.Run(this, cancel);

    public void Train(string point, int seed, bool choosing, CancellationToken cancel) =>
        new MnistTraining(Folder(point, choosing), choosing, 60_000, cancel, FashionMnist.Load()).Run(point, seed, catalog => catalog.NeuralNetwork(LeNet300.Fresh(seed), LeNet300.Dense));

    public Measurement Summary(IReadOnlyList<Trial> trials, CancellationToken cancel)
    {
        var (rows, claims, images) = (new List<IReadOnlyDictionary<string, object>>(), new List<Claim>(), FashionMnist.Load());
        var network = Folder(MnistTrials.Base, choosing: false).Network(MnistTrials.Base, 1);
        var whole = 100 * (1 - trials[0].Error);
        rows.Add(new Dictionary<string, object> { ["way"] = "dense", ["accuracy %, mean"] = Math.Round(whole, 2) });
        foreach (var (removed, mostLoss, merging) in s_points)
        {
            var means = new Dictionary<string, double>();
            foreach (var (way, options) in s_ways)
            {
                var draws = UnifyRuns.Draws.Select(draw => UnifyRuns.Fit(network, options with { Removed = removed, Rows = 5000 }, LabelledDigit.From(images.Train), draw, cancel)).ToArray();
                double[] accuracies = [.. draws.Select(d => 100 * UnifyRuns.Accuracy(d, LabelledDigit.From(images.Test).Select(i => (i.Features, int.Parse(i.Label, CultureInfo.InvariantCulture))), cancel))];
                means[way] = accuracies.Average();
                rows.Add(UnifyRuns.Row(way, network, draws, accuracies, ("neurons removed, %", 100 * removed)));
            }
            var source = merging is { } points ? FormattableString.Invariant($"Neuron Merging loses {points:0.0#}") : "goal";
            claims.Add(Claim.AtMost(FormattableString.Invariant($"{100 * removed:0} % of each layer's neurons removed: points of accuracy lost"), Math.Round(whole - means[s_ways[0].Name], 2), mostLoss, source));
            if (removed >= 0.7)
                claims.Add(Claim.AtLeast(FormattableString.Invariant($"{100 * removed:0} % of all neurons: own allocation above the same share of each layer, points"), Math.Round(means[s_ways[1].Name] - means[s_ways[0].Name], 2), 0.01, "strictly better"));
        }
        return new Measurement(UnifyRuns.Draws, rows, claims);
    }
}
