using System.Diagnostics;
using System.Globalization;
using MLNetCompact.RealData;

namespace MLNetCompact.Benchmarks;

/// <summary>The published ResNet-20 with fewer channels, without labels and without retraining. A trial is a way, a share of the multiply-adds and a draw of images to look at.</summary>
public sealed class UnifyResNet : ITrials
{
    /// <summary>Multiply-adds, the accuracy to reach, the goal, and the best of Torch-Pruning's criteria without repair.</summary>
    private static readonly (double Share, double Least, double Goal, double Peer)[] s_points = [(0.85, 90.5, 91.2, 84.8), (0.70, 88.0, 89.5, 68.5), (0.58, 86.0, 87.5, 48.4), (0.42, 76, 80, 11.9)];

    private const string Own = "own allocation", Even = "same share of each layer", Stages = "own allocation, stage widths too";

    private static readonly (string Name, NeuronUnifyOptions Options)[] s_ways =
    [
        (Own, new() { StageWidths = false }), (Even, new() { StageWidths = false, Spread = UnifySpread.Evenly }),
        (Stages, new()), ("own allocation, widths in multiples of 8", new() { StageWidths = false, WidthMultiple = 8 }), ("own allocation, stage widths too, multiples of 8", new() { WidthMultiple = 8 }),
        ("own allocation, maps", new() { StageWidths = false, Update = UnifyUpdate.Maps }),
        ("magnitude, refitted", new() { StageWidths = false, Spread = UnifySpread.Evenly, Selection = UnifySelection.Magnitude }),
        ("random, refitted", new() { StageWidths = false, Spread = UnifySpread.Evenly, Selection = UnifySelection.Random }),
        ("magnitude alone", new() { StageWidths = false, Spread = UnifySpread.Evenly, Selection = UnifySelection.Magnitude, Update = UnifyUpdate.None, ShiftNormalizations = false }),
    ];

    private static readonly int[] s_batches = [1, 64];

    public string Name => "unify-resnet20";

    public string Description => "ResNet-20 on CIFAR-10 from its published weights, channels inside the blocks removed (and, where said, those of the stages) until a share of the multiply-adds of the whole network is left; 1,024 training images without labels, "
        + "no retraining; accuracy on the 10,000 test images, mean of three draws (of one where the range is a single number). Speed: ONNX Runtime, one thread, draw 1 against the dense network in turns. Torch-Pruning's best criterion without repair: 84.8, 68.5, 48.4, 11.9 %.";

    public IReadOnlyList<int> Seeds => UnifyRuns.Draws;

    /// <summary>One draw of the controls.</summary>
    public IReadOnlyList<int> SeedsOf(string point) => Of(point).Way.Name is Own or Even or Stages ? Seeds : [1];

    public IReadOnlyList<IReadOnlyList<string>> Rounds { get; } = [[.. s_points.SelectMany(p => s_ways.Select(w => Point(w.Name, p.Share)))]];

    /// <summary>The points whose stages lose channels too.</summary>
    public static IReadOnlyList<string> WithStages { get; } = [.. s_points.Select(p => Point(Stages, p.Share))];

    public TrialFolder Folder(string point, bool choosing) => new(Name, Settings(point), choosing);

    /// <summary>All that a trial depends on, beside the code.</summary>
    public static object Settings(string point) => new { Options = At(point) };

    public Measurement Run(CancellationToken cancel) => TrialRunner.Run(this, cancel);

    public void Train(string point, int seed, bool choosing, CancellationToken cancel)
    {
        var images = Cifar10.Load();
        var (known, asked) = choosing ? (images.Train.Slice(0, 45_000), images.Train.Slice(45_000, 5_000)) : (images.Train, images.Test);
        var clock = Stopwatch.StartNew();
        var network = UnifyRuns.Fit(CifarTraining.Published(), At(point), CifarTraining.Rows(known, 1024, seed), seed, cancel);
        var seconds = clock.Elapsed.TotalSeconds;
        var accuracy = CifarTraining.Accuracy(network, asked, cancel);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{point}, draw {seed}: {100 * accuracy:0.00} %, {seconds:0} s"));
        Folder(point, choosing).Save(new Trial(point, seed, 1 - accuracy, seconds), network);
    }

    public Measurement Summary(IReadOnlyList<Trial> trials, CancellationToken cancel)
    {
        var (rows, claims, dense) = (new List<IReadOnlyDictionary<string, object>>(), new List<Claim>(), CifarTraining.Published());
        rows.Add(new Dictionary<string, object> { ["way"] = "dense (published)", ["accuracy %, mean"] = Math.Round(100 * CifarTraining.Accuracy(dense, Cifar10.Load().Test, cancel), 2) });
        foreach (var (share, least, goal, peer) in s_points)
        {
            foreach (var (way, _) in s_ways)
            {
                var own = trials.Where(t => t.Point == Point(way, share)).ToArray();
                double[] accuracies = [.. own.Select(t => 100 * (1 - t.Error))];
                Network[] networks = [.. own.Select(t => Folder(t.Point, choosing: false).Network(t.Point, t.Seed))];
                var row = UnifyRuns.Row(way, dense, networks, accuracies, ("multiply-adds asked for, %", Math.Round(100 * share)));
                row["s, mean"] = Math.Round(own.Average(t => t.Seconds));
                foreach (var batch in s_batches)
                {
                    var seconds = new OnnxTimer(1, cancel).Time([dense, networks[0]], batch);
                    row[$"times as fast, batch {batch}"] = Math.Round(seconds[0] / seconds[1], 2);
                }
                rows.Add(row);
                if (way != Own)
                    continue;
                var mean = Math.Round(accuracies.Average(), 2);
                claims.Add(Claim.AtLeast(FormattableString.Invariant($"{share} of the multiply-adds: accuracy %, mean of 3 draws"), mean, least, FormattableString.Invariant($"without repair (Torch-Pruning): {peer}")));
                claims.Add(Claim.AtLeast(FormattableString.Invariant($"{share} of the multiply-adds: accuracy %, mean of 3 draws (goal)"), mean, goal, "goal"));
            }
        }
        return new Measurement(Seeds, rows, claims);
    }

    private static ((string Name, NeuronUnifyOptions Options) Way, double Share) Of(string point) =>
        s_ways.SelectMany(_ => s_points, (way, p) => (Way: way, p.Share)).Single(p => Point(p.Way.Name, p.Share) == point);

    private static NeuronUnifyOptions At(string point)
    {
        var (way, share) = Of(point);
        return way.Options with { Target = new(MultiplyAdds: share), WidthMultiple = way.Options.WidthMultiple ?? 1 };
    }

    private static string Point(string way, double share) => string.Create(CultureInfo.InvariantCulture, $"{way}, {share:0.00}");
}
