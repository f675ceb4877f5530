using MLNetCompact.RealData;

namespace MLNetCompact.Benchmarks;

/// <summary>The published ResNet-20 with fewer channels, without labels and without retraining.</summary>
public sealed class UnifyResNet : IBenchmark
{
    /// <summary>Multiply-adds, the accuracy to reach, the goal, a prototype's with the same share of each layer, and the best of Torch-Pruning's criteria without repair.</summary>
    private static readonly (double Share, double Least, double Goal, double Peer)[] s_points = [(0.85, 90.5, 91.2, 84.8), (0.70, 88.0, 89.5, 68.5), (0.58, 86.0, 87.5, 48.4), (0.42, 76, 80, 11.9)];

    private const string Own = "own allocation";

    private static readonly (string Name, NeuronUnifyOptions Options)[] s_ways =
    [
        (Own, new() { StageWidths = false }), ("same share of each layer", new() { StageWidths = false, Spread = UnifySpread.Evenly }),
        ("own allocation, stage widths too", new()), ("own allocation, maps", new() { StageWidths = false, Update = UnifyUpdate.Maps }),
        ("magnitude, refitted", new() { StageWidths = false, Spread = UnifySpread.Evenly, Selection = UnifySelection.Magnitude }),
        ("random, refitted", new() { StageWidths = false, Spread = UnifySpread.Evenly, Selection = UnifySelection.Random }),
        ("magnitude alone", new() { StageWidths = false, Spread = UnifySpread.Evenly, Selection = UnifySelection.Magnitude, Update = UnifyUpdate.None, ShiftNormalizations = false }),
    ];

    public string Name => "unify-resnet20";

    public string Description => "ResNet-20 on CIFAR-10 from its published weights, channels inside the blocks removed (and, where said, those of the stages) until a share of the multiply-adds of the whole network is left; 1,024 training images without labels, "
        + "no retraining; accuracy on the 10,000 test images, mean of three draws. Torch-Pruning's best criterion without repair: 84.8, 68.5, 48.4, 11.9 %.";

    public Measurement Run(CancellationToken cancel)
    {
        var (rows, claims, images, dense) = (new List<IReadOnlyDictionary<string, object>>(), new List<Claim>(), Cifar10.Load(), CifarTraining.Published());
        rows.Add(new Dictionary<string, object> { ["way"] = "dense (published)", ["accuracy %, mean"] = Math.Round(100 * CifarTraining.Accuracy(dense, images.Test, cancel), 2) });
        foreach (var (share, least, goal, peer) in s_points)
        {
            foreach (var (way, options) in s_ways)
            {
                var draws = UnifyRuns.Draws.Select(draw => UnifyRuns.Fit(dense, options with { Target = new(MultiplyAdds: share) }, CifarTraining.Rows(images.Train, 1024, draw), draw, cancel)).ToArray();
                double[] accuracies = [.. draws.Select(d => 100 * CifarTraining.Accuracy(d, images.Test, cancel))];
                rows.Add(UnifyRuns.Row(way, dense, draws, accuracies, ("multiply-adds asked for, %", 100 * share)));
                Console.WriteLine(FormattableString.Invariant($"{way} at {share}: {accuracies.Average():0.00} %"));
                if (way != Own)
                    continue;
                claims.Add(Claim.AtLeast(FormattableString.Invariant($"{share} of the multiply-adds: accuracy %, mean of 3 draws"), Math.Round(accuracies.Average(), 2), least, FormattableString.Invariant($"without repair (Torch-Pruning) {peer}")));
                claims.Add(Claim.AtLeast(FormattableString.Invariant($"{share} of the multiply-adds: accuracy %, mean of 3 draws (goal)"), Math.Round(accuracies.Average(), 2), goal, "goal"));
            }
        }
        return new Measurement(UnifyRuns.Draws, rows, claims);
    }
}
