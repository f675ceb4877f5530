using System.Globalization;

namespace MLNetCompact.Benchmarks;

/// <summary>Han et al. 2015, figure 5: what pruning costs with L1 and L2, with and without retraining, and in rounds.</summary>
public sealed class PruneTradeOff : MnistTrials
{
    private const string Sparse = "base L1";

    private static readonly double[] s_kept = [0.5, 0.33, 0.2, 0.1, 0.06, 0.04, 0.02];
    private static readonly TrainingOptions s_retraining = new() { Epochs = 3, LearningRate = 0.01, PadCrop = 1 };
    private static readonly TrainingOptions s_l1 = LeNet300.Dense with { WeightDecay = 0, L1Decay = 3e-5 };

    private static readonly (string Name, bool L1, int Rounds, bool Retrains)[] s_curves =
    [
        ("L2, not retrained", false, 1, false), ("L1, not retrained", true, 1, false), ("L1, retrained", true, 1, true), ("L2, retrained", false, 1, true), ("L2, in 3 rounds", false, 3, true),
    ];

    public override string Name => "prune-tradeoff";

    public override string Description => "The paper's figure 5 (AlexNet there) with LeNet-300-100 on MNIST, one seed: test error by the share of weights that stays. L1 and L2 are what the network was trained and retrained with; 3 epochs of retraining a round. "
        + "The paper: L1 is better before retraining, L2 after; in rounds more can go; twice fewer weights cost nothing even without retraining.";

    public override IReadOnlyList<int> Seeds { get; } = [1];

    public override IReadOnlyList<IReadOnlyList<string>> Rounds => [[Base, Sparse], [.. Points.Select(p => p.Name)]];

    protected override string DenseName => LeNet300.Name;

    protected override TrainingOptions Training => LeNet300.Dense;

    protected override IReadOnlyList<TrialPoint> Points => [.. s_curves.SelectMany(c => s_kept.Select(kept => new TrialPoint(Point(c.Name, kept), new PruneRetrainOptions
    {
        Kept = kept,
        Budget = PruneBudget.Global,
        Rounds = c.Rounds,
        Retraining = (c.L1 ? s_retraining with { WeightDecay = 0, L1Decay = s_l1.L1Decay } : s_retraining) with { Epochs = c.Retrains ? s_retraining.Epochs : 0 },
    }, null, "Han et al. 2015, figure 5")))];

    protected override Network Fresh(int seed) => LeNet300.Fresh(seed);

    protected override TrainingOptions? Dense(string point) => point == Sparse ? s_l1 : base.Dense(point);

    protected override Network Start(string point, int seed, bool choosing) => point.StartsWith("L1", StringComparison.Ordinal) ? Folder(Sparse, choosing).Network(Sparse, seed) : base.Start(point, seed, choosing);

    protected override IEnumerable<Claim> Structure(TrialPoint point, IReadOnlyList<Network> networks) => [];

    protected override void Claims(IReadOnlyList<Trial> trials, List<Claim> claims)
    {
        double Error(string curve, double kept) => 100 * trials.Single(t => t.Point == Point(curve, kept)).Error;
        var dense = 100 * trials.Single(t => t.Point == Base).Error;
        ResultFiles.WriteFigure(Name, new LineChart("What pruning costs", "share of the weights that stays", "test error, %",
            [.. s_curves.Select(c => new ChartLine(c.Name, [.. s_kept.Select(k => (k, Math.Min(Error(c.Name, k), 10)))], IsDashed: !c.Retrains))], logarithmicX: true).ToSvg());
        claims.Add(Claim.AtMost("half the weights without retraining: test error above dense, points", Math.Round(Error("L2, not retrained", 0.5) - dense, 2), 0.1, "Han et al. 2015: free"));
        claims.Add(Claim.AtMost("a tenth of the weights, not retrained: L1 minus L2, points", Math.Round(Error("L1, not retrained", 0.1) - Error("L2, not retrained", 0.1), 2), 0, "Han et al. 2015: L1 is better before retraining"));
        claims.Add(Claim.AtMost("4 % of the weights, retrained: L2 minus L1, points", Math.Round(Error("L2, retrained", 0.04) - Error("L1, retrained", 0.04), 2), 0, "Han et al. 2015: L2 is better after retraining"));
        claims.Add(Claim.AtMost("2 % of the weights: in rounds minus at once, points", Math.Round(Error("L2, in 3 rounds", 0.02) - Error("L2, retrained", 0.02), 2), 0, "Han et al. 2015: in rounds more can go"));
    }

    private static string Point(string curve, double kept) => string.Create(CultureInfo.InvariantCulture, $"{curve}, {100 * kept:0} %");
}
