using MLNetCompact.RealData;

namespace MLNetCompact.Benchmarks;

/// <summary>LeNet-300-100 on Fashion-MNIST without its neurons, not retrained: the setting of Neuron Merging (Kim et al. 2020).</summary>
public sealed class UnifyLeNet300 : MnistTrials
{
    private const string Even = "same share of each layer", Own = "own allocation";

    /// <summary>Shares of neurons removed, the loss in points that each may cost, and what Neuron Merging's own loss is from its base of 89.80 %.</summary>
    private static readonly (double Removed, double MostLoss, double? Merging)[] s_points = [(0.5, 0.25, 1.11), (0.6, 0.55, 2.88), (0.7, 1.2, 7.05), (0.8, 2.3, 9.78), (0.9, 10, null)];

    private static readonly (string Name, NeuronUnifyOptions Options)[] s_ways =
    [
        (Even, new() { Spread = UnifySpread.Evenly }), (Own, new()), ("pairs", new() { Spread = UnifySpread.Evenly, Update = UnifyUpdate.Pairs }),
        ("magnitude, refitted", new() { Spread = UnifySpread.Evenly, Selection = UnifySelection.Magnitude }), ("random, refitted", new() { Spread = UnifySpread.Evenly, Selection = UnifySelection.Random }),
        ("magnitude alone", new() { Spread = UnifySpread.Evenly, Selection = UnifySelection.Magnitude, Update = UnifyUpdate.None }),
    ];

    public override string Name => "unify-lenet300-fashion";

    public override string Description => "LeNet-300-100 on Fashion-MNIST with a share of its 400 hidden neurons removed, without labels and without retraining: three networks, each with its own draw of 5,000 training images to look at; losses are against the mean of the three. "
        + "Neuron Merging (Kim et al. 2020, weights only) from a base of 89.80 %: 88.69, 86.92, 82.75, 80.02 % at 50 to 80 %.";

    protected override string DenseName => "lenet300-fashion";

    protected override TrainingOptions Training => LeNet300.Dense;

    protected override ImageData Data => FashionMnist.Load();

    protected override IReadOnlyList<TrialPoint> Points => [.. s_points.SelectMany(_ => s_ways, (p, w) => new TrialPoint(Point(w.Name, p.Removed), w.Options with { Removed = p.Removed, Rows = 5000 }, null, ""))];

    protected override Network Fresh(int seed) => LeNet300.Fresh(seed);

    protected override IEnumerable<Claim> Structure(TrialPoint point, IReadOnlyList<Network> networks) => [];

    protected override void Claims(IReadOnlyList<Trial> trials, List<Claim> claims)
    {
        double Error(string point) => 100 * trials.Where(t => t.Point == point).Average(t => t.Error);
        foreach (var (removed, mostLoss, merging) in s_points)
        {
            var source = merging is { } points ? FormattableString.Invariant($"Neuron Merging loses {points:0.0#}") : "goal";
            claims.Add(Claim.AtMost(FormattableString.Invariant($"{100 * removed:0} % of each layer's neurons removed: points of accuracy lost"), Math.Round(Error(Point(Even, removed)) - Error(Base), 2), mostLoss, source));
            if (removed >= 0.7)
                claims.Add(Claim.AtLeast(FormattableString.Invariant($"{100 * removed:0} % of all neurons: own allocation above the same share of each layer, points"), Math.Round(Error(Point(Even, removed)) - Error(Point(Own, removed)), 2), 0.01, "strictly better"));
        }
    }

    private static string Point(string way, double removed) => FormattableString.Invariant($"{100 * removed:0} %, {way}");
}
