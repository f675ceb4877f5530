using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Transforms;
using MLNetCompact.RealData;

namespace MLNetCompact.Benchmarks;

/// <summary>A published network for CIFAR-10 whose kernels share representatives. A trial is a way, a share of kernels removed and a draw of images to look at.</summary>
public abstract class ClusterTrials : ITrials
{
    private static readonly TrainingOptions s_training = new() { Epochs = 3, LearningRate = 0.001, PadCrop = 4, HorizontalFlip = true, FreezeNormalization = true };

    /// <summary>Images to look at, without labels.</summary>
    protected const int Looked = 1024;

    protected const string Plain = "plain", PlainRefit = "plain, refitted", Scaled = "scaled", ScaledRefit = "scaled, refitted", Retrained = "scaled, refitted, retrained";

    /// <summary>Behind a way: a control, where every layer loses the same share.</summary>
    protected const string Even = ", same share of every layer";

    public abstract string Name { get; }

    public abstract string Description { get; }

    public virtual IReadOnlyList<int> Seeds => UnifyRuns.Draws;

    /// <summary>One draw where there is training.</summary>
    public IReadOnlyList<int> SeedsOf(string point) => IsTrained(point) ? [1] : Seeds;

    public IReadOnlyList<IReadOnlyList<string>> Rounds => [[.. Pairs.Select(p => Point(p.Way, p.Share))]];

    /// <summary>The shares of kernels removed.</summary>
    protected abstract IReadOnlyList<double> Shares { get; }

    /// <summary>How they are removed.</summary>
    protected abstract IReadOnlyList<string> Ways { get; }

    /// <summary>Which of both go together.</summary>
    protected virtual IEnumerable<(string Way, double Share)> Pairs => Shares.SelectMany(_ => Ways, (share, way) => (way, share));

    /// <summary>The network.</summary>
    protected abstract RealNetwork Published { get; }

    public TrialFolder Folder(string point, bool choosing) => new(Name, new { Options = Options(point), Looked, Training = IsTrained(point) ? s_training : null }, choosing);

    public Measurement Run(CancellationToken cancel) => TrialRunner.Run(this, cancel);

    public void Train(string point, int seed, bool choosing, CancellationToken cancel)
    {
        var images = Cifar10.Load();
        var (known, asked) = choosing ? (images.Train.Slice(0, 45_000), images.Train.Slice(45_000, 5_000)) : (images.Train, images.Test);
        var (dense, ml, clock) = (Network.Load(Published.Locate()), new MLContext(seed: seed), Stopwatch.StartNew());
        var settings = new RunSettings { Seed = seed, ValidationFraction = 0, Threads = 1, CancellationToken = cancel, Progress = new TrialLine(point, seed) };
        using var model = ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Compaction(settings).From(dense).KernelCluster(Options(point)))
            .Fit(ml.Data.LoadFromEnumerable(CifarTraining.Rows(known, Looked, seed, Published.Scale!)));
        var network = model.LastTransformer.Network;
        if (IsTrained(point))
        {
            using var trained = ml.Transforms.Conversion.MapValueToKey("Label", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
                .Append(ml.Compaction(settings with { CheckpointFolder = Folder(point, choosing).Checkpoints }).From(network).Retrain(s_training)).Fit(ml.Data.LoadFromEnumerable(CifarTraining.Rows(known, known.Count, seed, Published.Scale!)));
            network = trained.LastTransformer.Network;
        }
        var seconds = clock.Elapsed.TotalSeconds;
        var accuracy = CifarTraining.Accuracy(network, asked, cancel, Published.Scale!);
        Console.WriteLine(model.LastTransformer.Report);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{point}, draw {seed}: {100 * accuracy:0.00} %, {seconds:0} s"));
        Folder(point, choosing).Save(new Trial(point, seed, 1 - accuracy, seconds), network);
    }

    public abstract Measurement Summary(IReadOnlyList<Trial> trials, CancellationToken cancel);

    /// <summary>The accuracy of the network as it was published, in percent.</summary>
    protected double Whole(CancellationToken cancel) => 100 * CifarTraining.Accuracy(Network.Load(Published.Locate()), Cifar10.Load().Test, cancel, Published.Scale!);

    /// <summary>What a trial made.</summary>
    protected Network Saved(string way, double share, int seed) => Folder(Point(way, share), choosing: false).Network(Point(way, share), seed);

    /// <summary>A row for every way and share, and the mean accuracy of each.</summary>
    protected Dictionary<(string Way, double Share), double> Rows(IReadOnlyList<Trial> trials, List<IReadOnlyDictionary<string, object>> rows)
    {
        var (means, dense) = (new Dictionary<(string, double), double>(), Network.Load(Published.Locate()));
        var (whole, all) = (dense.ToOnnx().LongLength, Kernels(dense));
        foreach (var (way, share) in Pairs)
        {
            var own = trials.Where(t => t.Point == Point(way, share)).ToArray();
            var networks = own.Select(t => Saved(way, share, t.Seed)).ToArray();
            double[] accuracies = [.. own.Select(t => 100 * (1 - t.Error))];
            means[(way, share)] = accuracies.Average();
            rows.Add(new Dictionary<string, object>
            {
                ["way"] = way, ["kernels removed, %"] = Math.Round(100 * (1 - networks.Average(Kernels) / all), 1), ["accuracy %, mean"] = Math.Round(accuracies.Average(), 2),
                ["range"] = UnifyRuns.Range(accuracies),
                [".onnx, bytes"] = (long)networks.Average(n => n.ToOnnx().LongLength), [".onnx, % of dense"] = Math.Round(100 * networks.Average(n => (double)n.ToOnnx().LongLength) / whole, 1),
                ["s, mean"] = Math.Round(own.Average(t => t.Seconds)),
            });
        }
        return means;
    }

    /// <summary>The different kernels of more than one number that a network keeps.</summary>
    internal static double Kernels(Network network) => network.Weights.Values.Where(w => w.Shape.Count > 2 && w.Shape.Skip(2).Any(d => d > 1))
        .Sum(w => (w.Storage as KernelStorage)?.Codebook.Shape[0] ?? w.Shape[0] * w.Shape[1]);

    private static bool IsTrained(string point) => point.StartsWith(Retrained, StringComparison.Ordinal);

    private KernelClusterOptions Options(string point)
    {
        var (way, share) = Pairs.Single(p => Point(p.Way, p.Share) == point);
        var spread = way.EndsWith(Even, StringComparison.Ordinal) ? KernelSpread.Evenly : KernelSpread.ByError;
        way = way.Replace(Even, "", StringComparison.Ordinal);
        return new() { Removed = share, Spread = spread, Scaled = way is not (Plain or PlainRefit), Refit = way is not (Plain or Scaled), ShiftNormalizations = way is not (Plain or Scaled), Rows = Looked };
    }

    protected static string Point(string way, double share) => string.Create(CultureInfo.InvariantCulture, $"{way}, {100 * share:0.#} %");
}
