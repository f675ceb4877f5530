using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetCompact.Benchmarks;

/// <summary>
/// Memory that stays, native and managed, over many fits and over many predictions. The first row of each kind is warm-up: code is
/// compiled and pools fill. Growth counts from the second row to the last.
/// </summary>
public sealed class Memory : IBenchmark
{
    private const int Fits = 50, FitsPerRow = 10, Predictions = 100_000, PredictionsPerRow = 20_000, Features = 20;
    private const double AllowedShare = 0.05, AllowedMegabytes = 8;

    public string Name => "memory";

    public string Description => $"Memory of the process, as resident (native and managed) and as the managed heap, after a full collection: over {Fits} x Fit, score, Dispose of a small network, and over {Predictions:#,0} x PredictionEngine.Predict.";

    public Measurement Run(CancellationToken cancel)
    {
        var ml = new MLContext(seed: 1);
        var random = new Random(1);
        var rows = ml.Data.Cache(ml.Data.LoadFromEnumerable(Enumerable.Range(0, 1000).Select(_ => new Example(random)).ToArray()));
        var estimator = ml.Compaction(new RunSettings { CancellationToken = cancel }).NeuralNetwork(Networks.Mlp(Features, [32, 16], 1), new() { Epochs = 2 })
            .StructuredSparsity(new() { NeuronLambda = 1e-2, Training = new() { Epochs = 2 }, Retraining = new() { Epochs = 1 } });

        var fits = Series("Fit, score, Dispose", Fits, FitsPerRow, () =>
        {
            using var model = estimator.Fit(rows);
            ml.BinaryClassification.Evaluate(model.Transform(rows));
        });

        var fitted = estimator.Fit(rows);
        using var engine = ml.Model.CreatePredictionEngine<Example, Answer>(fitted);
        var (example, answer) = (new Example(random), new Answer());
        var predictions = Series("Predict", Predictions, PredictionsPerRow, () =>
        {
            cancel.ThrowIfCancellationRequested();
            engine.Predict(example, ref answer);
        });

        return new Measurement([1], [.. fits.Concat(predictions).Select(r => r.ToRow())],
        [
            Growth("resident memory over fits", fits, r => r.Resident), Growth("managed memory over fits", fits, r => r.Managed),
            Growth("resident memory over predictions", predictions, r => r.Resident), Growth("managed memory over predictions", predictions, r => r.Managed),
        ]);
    }

    private static List<Reading> Series(string what, int count, int perRow, Action act)
    {
        var readings = new List<Reading>();
        for (var done = 1; done <= count; done++)
        {
            act();
            if (done % perRow == 0)
                readings.Add(Reading.Now(what, done));
        }
        return readings;
    }

    private static Claim Growth(string what, List<Reading> readings, Func<Reading, double> memory)
    {
        var start = memory(readings[1]);
        return Claim.AtMost($"{what} is flat: MB grown from call {readings[1].Done:#,0} to {readings[^1].Done:#,0}", memory(readings[^1]) - start,
            Math.Round(Math.Max(AllowedMegabytes, AllowedShare * start), 1), "no leak");
    }

    private sealed record Reading(string What, int Done, double Resident, double Managed)
    {
        public static Reading Now(string what, int done)
        {
            for (var i = 0; i < 2; i++)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
                GC.WaitForPendingFinalizers();
            }
            using var process = Process.GetCurrentProcess();
            return new(what, done, process.WorkingSet64 / 1e6, GC.GetGCMemoryInfo(GCKind.FullBlocking).HeapSizeBytes / 1e6);
        }

        public Dictionary<string, object> ToRow() => new()
        {
            ["what"] = What, ["calls"] = Done, ["resident MB"] = Math.Round(Resident, 1), ["managed MB"] = Math.Round(Managed, 2),
        };
    }

    private sealed class Example
    {
        public Example()
        {
        }

        public Example(Random random)
        {
            for (var i = 0; i < Features; i++)
                Values[i] = random.NextSingle() - 0.5f;
            Label = Values.Take(5).Sum() > 0;
        }

        [VectorType(Features), ColumnName("Features")]
        public float[] Values { get; set; } = new float[Features];

        public bool Label { get; set; }
    }

    private sealed class Answer
    {
        public bool PredictedLabel { get; set; }

        public float Probability { get; set; }
    }
}
