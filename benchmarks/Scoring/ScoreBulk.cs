using System.Diagnostics;
using Examples;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using MLNetCompact.RealData;

namespace MLNetCompact.Benchmarks;

/// <summary>What scoring many rows through ML.NET costs beside ONNX Runtime alone.</summary>
public sealed class ScoreBulk : IBenchmark
{
    private const int Rounds = 11;

    private const string Dense = "LeNet-5";

    private static readonly int[] s_batches = [64, 256];

    public string Name => "score-bulk";

    public string Description => $"60,000 MNIST images, every score read: through a NetworkTransformer, through ML.NET's ApplyOnnxModel of the same file, and by ONNX Runtime alone in batches of {string.Join(" and ", s_batches)} (the faster of these; the images lie in memory as numbers). All cores; medians of {Rounds} rounds in turns, ratios within a round.";

    public Measurement Run(CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("score-bulk-").FullName;
        try
        {
            var (rows, claims) = (new List<IReadOnlyDictionary<string, object>>(), new List<Claim>());
            var images = LabelledDigit.From(Mnist.Load().Train).ToArray();
            foreach (var (name, network) in new[] { ("LeNet-5 with 3 and 12 filters, 150 neurons", Small()), (Dense, Networks.LeNet5(seed: 1)), ("LeNet-300-100", Networks.LeNet300100(seed: 1)) })
            {
                var times = Times(network, images, Path.Combine(folder, $"{name}.onnx"), cancel);
                var alone = times[2].Zip(times[3], Math.Min).ToArray();
                double Ratio(IEnumerable<double> own, IEnumerable<double> other) => Median(own.Zip(other, (a, b) => a / b));
                foreach (var (way, own) in new[] { "NetworkTransformer", "ApplyOnnxModel" }.Concat(s_batches.Select(b => $"ONNX Runtime, batches of {b}")).Zip(times))
                    rows.Add(new Dictionary<string, object> { ["network"] = name, ["way"] = way, ["s, median"] = Math.Round(Median(own), 3), ["microseconds an image"] = Math.Round(1e6 * Median(own) / images.Length, 2), ["times ONNX Runtime alone"] = Math.Round(Ratio(own, alone), 2) });
                // Of the dense LeNet-5 more than half the time row by row is arithmetic.
                if (name == Dense)
                    continue;
                claims.Add(Claim.AtLeast($"{name}: times as fast as ApplyOnnxModel", Math.Round(Ratio(times[1], times[0]), 2), 5, "the project's own"));
                claims.Add(Claim.AtMost($"{name}: time, that of ONNX Runtime alone = 1", Math.Round(Ratio(times[0], alone), 3), 1.15, "the project's own"));
            }
            return new Measurement([1], rows, claims);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>About what structured sparsity leaves of LeNet-5 (ssl-lenet).</summary>
    internal static Network Small() => new NetworkBuilder([1, 28, 28], 1).Conv(3, 5).MaxPool(2).Conv(12, 5).MaxPool(2).Flatten().Dense(150).Relu().Dense(10).Build();

    private static List<double>[] Times(Network network, LabelledDigit[] images, string file, CancellationToken cancel)
    {
        var ml = new MLContext(seed: 1);
        var view = ml.Data.LoadFromEnumerable(images);
        using var fitted = ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Compaction(new() { ValidationFraction = 0, CancellationToken = cancel }).From(network)).Fit(view);
        fitted.LastTransformer.SaveOnnx(file);
        using var onnx = ml.Transforms.ApplyOnnxModel(["Score"], ["Features"], file).Fit(view);
        using var options = new SessionOptions();
        using var session = new InferenceSession(file, options);
        var (ours, theirs) = (fitted.LastTransformer.Transform(fitted.First().Transform(view)), onnx.Transform(view));
        Func<double>[] ways = [() => Scores(ours), () => Scores(theirs), .. s_batches.Select(batch => (Func<double>)(() => Scores(session, network.Inputs[0].Shape!, images, batch)))];
        var times = ways.Select(_ => new List<double>()).ToArray();
        for (var round = -1; round < Rounds; round++)
        {
            for (var way = 0; way < ways.Length; way++)
            {
                cancel.ThrowIfCancellationRequested();
                var clock = Stopwatch.StartNew();
                ways[way]();
                if (round >= 0)
                    times[way].Add(clock.Elapsed.TotalSeconds);
            }
        }
        return times;
    }

    /// <summary>Reads the scores of all rows; gives their sum.</summary>
    private static double Scores(IDataView view)
    {
        using var cursor = view.GetRowCursor([view.Schema["Score"]]);
        var (getter, score, sum) = (cursor.GetGetter<VBuffer<float>>(view.Schema["Score"]), default(VBuffer<float>), 0.0);
        while (cursor.MoveNext())
        {
            getter(ref score);
            sum += score.GetValues()[0];
        }
        return sum;
    }

    private static double Scores(InferenceSession session, Shape input, LabelledDigit[] images, int batch)
    {
        var (width, sum) = ((int)input.ElementsPerRow, 0.0);
        var numbers = new float[batch * width];
        using var run = new RunOptions();
        for (var start = 0; start < images.Length; start += batch)
        {
            var count = Math.Min(batch, images.Length - start);
            for (var i = 0; i < count; i++)
                images[start + i].Features.CopyTo(numbers, i * width);
            using var value = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, numbers.AsMemory(0, count * width), [.. input.With(0, count)]);
            using var outputs = session.Run(run, ["Features"], [value], ["Score"]);
            var scores = outputs[0].GetTensorDataAsSpan<float>();
            for (var i = 0; i < count; i++)
                sum += scores[i * (scores.Length / count)];
        }
        return sum;
    }

    private static double Median(IEnumerable<double> times) => times.Order().ElementAt(Rounds / 2);
}
