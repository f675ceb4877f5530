using System.Globalization;
using Examples;
using Microsoft.ML;
using Microsoft.ML.Transforms;
using MLNetCompact;
using MLNetCompact.RealData;
using Spectre.Console;

namespace SweepExample;

/// <summary>The sweep: a LeNet-5 that was trained once, and trials that make it small in other ways.</summary>
public static class LeNetSweep
{
    public static SweepResult Run(ImageSet digits, int images, int trials, string folder, CancellationToken cancel)
    {
        var ml = new MLContext(seed: 1);
        var settings = new RunSettings { Seed = 1, CancellationToken = cancel };
        var rows = ml.Data.LoadFromEnumerable(LabelledDigit.From(digits.Slice(0, Math.Min(images, digits.Count))));
        var train = ml.Transforms.Conversion.MapValueToKey("Label", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue).Fit(rows).Transform(rows);

        var dense = Path.Combine(folder, "dense.onnx");
        if (!File.Exists(dense))
        {
            Console.WriteLine("Training LeNet-5...");
            using var model = ml.Compaction(settings with { Progress = new EpochLine() }).NeuralNetwork(Networks.LeNet5(), new() { Epochs = 4, LearningRate = 0.02 }).Fit(train);
            model.SaveOnnx(dense);
        }

        // What varies: by the options' attributes the errors that layers bear; and how many weights of dense layers are one kernel, and the learning rate of the last epoch.
        var chain = ml.Compaction(settings).FromOnnx(dense).NeuronUnify().KernelCluster().Retrain(new() { Epochs = 1 });
        var space = new Dictionary<string, SweepDimension?> { ["KernelCluster.SubVectors"] = new SweepChoice(2, 4), ["Retrain.LearningRate"] = new SweepRange(0.001, 0.02, Logarithmic: true) };
        var result = ml.Compaction().Sweep(chain, new() { Folder = folder, Trials = trials, Space = space, MeasureSpeed = false }).Run(train, new TrialLine());

        result.Save(Path.Combine(folder, "front.json"));
        File.WriteAllText(Path.Combine(folder, "front.svg"), result.ToSvg());
        Print(result);
        return result;
    }

    private static void Print(SweepResult result)
    {
        var table = new Table().Title("The front").AddColumns("trial", result.Metric, "ONNX file, bytes", "multiply-adds", "options");
        foreach (var trial in result.Front())
            table.AddRow(Text($"{trial.Number}"), Text($"{trial.Metric:0.0000}"), Text($"{trial.StoredBytes:N0}"), Text($"{trial.MultiplyAdds:N0}"), Markup.Escape(Options(trial)));
        AnsiConsole.Write(table);
        if (result.Best(SweepObjective.StoredBytes, maxLoss: 0.005) is { } best)
            Console.WriteLine(Text($"The smallest within half a point: trial {best.Number}, {best.StoredBytes:N0} bytes, {best.File}"));
    }

    private static string Options(SweepTrial trial) => string.Join(", ", trial.Options.Select(o => Text($"{o.Key} {o.Value!.GetValue<double>():0.####}")));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private sealed class TrialLine : IProgress<SweepTrial>
    {
        public void Report(SweepTrial value) =>
            Console.WriteLine(Text($"trial {value.Number}: {(value.Failure is null ? Text($"{value.Metric:0.0000}, {value.StoredBytes:N0} bytes") : value.Failure)}, {value.Seconds:0} s"));
    }
}
