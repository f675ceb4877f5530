using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using MLNetCompact.RealData;

namespace MLNetCompact.Benchmarks;

/// <summary>Trains the published ResNet-20 on CIFAR-10 and saves what came out: with all 50,000 images and the error on the 10,000 test images, or while choosing with 45,000 and the error on the other 5,000.</summary>
/// <param name="folder">Where trials go.</param>
/// <param name="choosing">Whether 5,000 images are held back and looked at.</param>
/// <param name="cancel">Ends it.</param>
/// <param name="count">How many of the 50,000 are trained with.</param>
public sealed class CifarTraining(TrialFolder folder, bool choosing, CancellationToken cancel, int count = 50_000)
{
    /// <param name="point">The trial's name.</param>
    /// <param name="seed">The trial's seed.</param>
    /// <param name="steps">The steps behind the network.</param>
    /// <param name="start">The network; the published one if null.</param>
    public void Run(string point, int seed, Func<NetworkEstimator, NetworkEstimator> steps, Network? start = null)
    {
        var ml = new MLContext(seed: seed);
        var settings = new RunSettings
        {
            Seed = seed, Threads = 1, ValidationFraction = choosing ? 0.1 : 0, CheckpointFolder = folder.Checkpoints, CancellationToken = cancel, Progress = new TrialLine(point, seed),
        };
        var images = Cifar10.Load();
        var clock = Stopwatch.StartNew();
        var model = ml.Transforms.Conversion.MapValueToKey("Label", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Append(steps(ml.Compaction(settings).From(start ?? Published()))).Fit(ml.Data.LoadFromEnumerable(Rows(images.Train, Enumerable.Range(0, count))));
        var report = model.LastTransformer.Report;
        Console.WriteLine(report);
        var network = model.LastTransformer.Network;
        folder.Save(new Trial(point, seed, 1 - (choosing ? report.Steps[^1].After.Validation!.Value : Accuracy(network, images.Test, cancel)), clock.Elapsed.TotalSeconds), network);
    }

    /// <summary>The network as it was published.</summary>
    public static Network Published() => Network.Load(RealNetwork.ResNet20.Locate());

    /// <summary>The share of right answers in ONNX Runtime; pixels as ResNet-20 wants them, or as told.</summary>
    public static double Accuracy(Network network, ImageSet images, CancellationToken cancel, PixelScale? scale = null)
    {
        var rows = Rows(images, Enumerable.Range(0, images.Count), scale).ToArray();
        return OnnxScorer.Measure(network, LearningTask.MulticlassClassification, new Rows([.. rows.Select(r => r.Features)], [.. rows.Select(r => (float)r.Label)]), cancel);
    }

    /// <summary>Some images, drawn at random, as rows.</summary>
    internal static IEnumerable<Picture> Rows(ImageSet images, int count, int seed, PixelScale? scale = null)
    {
        int[] drawn = [.. Enumerable.Range(0, images.Count)];
        new Random(seed).Shuffle(drawn);
        return Rows(images, drawn.Take(count), scale);
    }

    private static IEnumerable<Picture> Rows(ImageSet images, IEnumerable<int> which, PixelScale? scale = null) => which.Select(i =>
    {
        var features = new float[images.ImageSize];
        images.CopyImage(i, features, scale ?? RealNetwork.ResNet20.Scale!);
        return new Picture { Features = features, Label = images.Label(i) };
    });

    internal sealed class Picture
    {
        [VectorType(3 * 32 * 32)]
        public float[] Features { get; set; } = [];

        public byte Label { get; set; }
    }
}
