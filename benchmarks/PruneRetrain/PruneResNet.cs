using MLNetCompact.RealData;

namespace MLNetCompact.Benchmarks;

/// <summary>The published ResNet-20 with fewer connections, beside connections drawn at random.</summary>
public sealed class PruneResNet : ITrials
{
    private const int Images = 20_000;

    private static readonly int[] s_ratios = [2, 4, 8];

    public string Name => "prune-resnet20";

    public string Description => "ResNet-20 on CIFAR-10 from its published weights with 2, 4 and 8 times fewer weights in convolutions and dense layers (one quality for all layers), retrained on 20,000 of the 50,000 images, each seen once (published schedules: hundreds of epochs), "
        + "and the same with connections drawn at random. 'not retrained' is the pruning alone.";

    public IReadOnlyList<int> Seeds { get; } = [1];

    public IReadOnlyList<IReadOnlyList<string>> Rounds { get; } = [[.. s_ratios.Select(r => $"{r}x"), .. s_ratios.Select(r => $"{r}x random")]];

    public TrialFolder Folder(string point, bool choosing) => new(Name, new { Options = At(point, 1), Images }, choosing);

    public Measurement Run(CancellationToken cancel) => TrialRunner.Run(this, cancel);

    public void Train(string point, int seed, bool choosing, CancellationToken cancel) => new CifarTraining(Folder(point, choosing), choosing, cancel, Images).Run(point, seed, start => start.PruneRetrain(At(point, 1)));

    public Measurement Summary(IReadOnlyList<Trial> trials, CancellationToken cancel)
    {
        var (rows, claims, test) = (new List<IReadOnlyDictionary<string, object>>(), new List<Claim>(), Cifar10.Load().Test);
        var dense = CifarTraining.Published();
        rows.Add(Row("dense (published)", dense, CifarTraining.Accuracy(dense, test, cancel)));
        foreach (var trial in trials)
        {
            var network = Folder(trial.Point, choosing: false).Network(trial.Point, trial.Seed);
            rows.Add(Row(trial.Point, network, 1 - trial.Error));
            if (!trial.Point.EndsWith("random", StringComparison.Ordinal))
            {
                var chance = trials.Single(t => t.Point == trial.Point + " random");
                claims.Add(Claim.AtLeast($"{trial.Point}: accuracy above that of connections drawn at random, points", Math.Round(100 * (chance.Error - trial.Error), 2), 0, "a control"));
            }
        }
        foreach (var point in Rounds[0])
        {
            var pruned = Pruned(dense, point);
            rows.Add(Row(point + ", not retrained", pruned, CifarTraining.Accuracy(pruned, test, cancel)));
        }
        return new Measurement(Seeds, rows, claims);
    }

    /// <summary>The dense network pruned without any training.</summary>
    private static Network Pruned(Network dense, string point)
    {
        var layers = PrunableLayer.Of(dense);
        IWeightCriterion criterion = At(point, 0).Criterion == PruneCriterion.Random ? new RandomCriterion(1) : new MagnitudeCriterion(layers);
        var masks = WeightSelection.Best(layers, [.. layers.Select(criterion.Scores)], layers.Sum(l => l.Values.Length) / Ratio(point));
        return dense.WithWeights(layers.Zip(masks, (l, mask) => dense.Weights[l.Weight].With(l.Masked(mask))));
    }

    private static PruneRetrainOptions At(string point, int epochs) => new()
    {
        Kept = 1.0 / Ratio(point),
        Budget = PruneBudget.Global,
        Rounds = 1,
        Criterion = point.EndsWith("random", StringComparison.Ordinal) ? PruneCriterion.Random : PruneCriterion.Magnitude,
        Retraining = new() { Epochs = epochs, LearningRate = 0.02, BatchSize = 128, WeightDecay = 1e-4, PadCrop = 4, HorizontalFlip = true },
    };

    private static int Ratio(string point) => point[0] - '0';

    private static Dictionary<string, object> Row(string point, Network network, double accuracy) => new()
    {
        ["point"] = point, ["test accuracy %"] = Math.Round(100 * accuracy, 2), ["weights that are not 0"] = PrunableLayer.Of(network).Sum(l => l.Live), [".onnx, bytes"] = network.ToOnnx().LongLength,
    };
}
