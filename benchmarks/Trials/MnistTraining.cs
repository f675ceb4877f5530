using System.Diagnostics;
using Examples;
using MLNetCompact.RealData;
using Microsoft.ML;

namespace MLNetCompact.Benchmarks;

/// <summary>Trains on MNIST and saves what came out: with all 60,000 images and the error on the 10,000 test images, or while choosing with 55,000 and the error on the other 5,000.</summary>
/// <param name="folder">Where trials go.</param>
/// <param name="choosing">Whether 5,000 images are held back and looked at.</param>
/// <param name="images">How many of the 60,000 are trained with.</param>
/// <param name="data">The images.</param>
/// <param name="cancel">Ends it.</param>
public sealed class MnistTraining(TrialFolder folder, bool choosing, int images, ImageData data, CancellationToken cancel)
{
    /// <param name="point">The trial's name.</param>
    /// <param name="seed">The trial's seed.</param>
    /// <param name="steps">The steps to fit.</param>
    public void Run(string point, int seed, Func<CompactionCatalog, NetworkEstimator> steps)
    {
        var ml = new MLContext(seed: seed);
        var settings = new RunSettings
        {
            Seed = seed, Threads = 1, ValidationFraction = choosing ? 1.0 / 12 : 0, CheckpointFolder = folder.Checkpoints, CancellationToken = cancel,
            Progress = new TrialLine(point, seed),
        };
        var clock = Stopwatch.StartNew();
        var model = ml.Transforms.Conversion.MapValueToKey("Label").Append(steps(ml.Compaction(settings))).Fit(ml.Data.LoadFromEnumerable(LabelledDigit.From(data.Train.Slice(0, images))));
        var seconds = clock.Elapsed.TotalSeconds;
        var report = model.LastTransformer.Report;
        var accuracy = choosing ? report.Steps[^1].After.Validation!.Value
            : ml.MulticlassClassification.Evaluate(model.Transform(ml.Data.LoadFromEnumerable(LabelledDigit.From(data.Test)))).MicroAccuracy;
        Console.WriteLine(report);
        folder.Save(new Trial(point, seed, 1 - accuracy, seconds), model.LastTransformer.Network);
    }
}
