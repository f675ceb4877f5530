using System.Globalization;
using Examples;
using MLNetCompact.RealData;
using Microsoft.ML;

namespace MLNetCompact.Benchmarks;

/// <summary>What the benchmarks of NeuronUnify share.</summary>
internal static class UnifyRuns
{
    /// <summary>Different rows to look at each.</summary>
    public static readonly int[] Draws = [1, 2, 3];

    /// <summary>The network after the step.</summary>
    public static Network Fit<T>(Network network, NeuronUnifyOptions options, IEnumerable<T> rows, int draw, CancellationToken cancel) where T : class
    {
        var ml = new MLContext(seed: draw);
        using var model = ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Compaction(new() { Seed = draw, ValidationFraction = 0, CancellationToken = cancel }).From(network).NeuronUnify(options))
            .Fit(ml.Data.LoadFromEnumerable(rows));
        return model.LastTransformer.Network;
    }

    /// <summary>The share of right answers on test images, of a network whose classes are in the order in which MapValueToKey met them in training.</summary>
    public static double Accuracy(Network network, ImageData images, CancellationToken cancel)
    {
        string[] classes = [.. LabelledDigit.From(images.Train).Select(d => d.Label).Distinct()];
        return Accuracy(network, LabelledDigit.From(images.Test).Select(d => (d.Features, Array.IndexOf(classes, d.Label))), cancel);
    }

    /// <summary>The share of right answers in ONNX Runtime; classes by their number.</summary>
    public static double Accuracy(Network network, IEnumerable<(float[] Features, int Label)> images, CancellationToken cancel)
    {
        var all = images.ToArray();
        return OnnxScorer.Measure(network, LearningTask.MulticlassClassification, new Rows([.. all.Select(i => i.Features)], [.. all.Select(i => (float)i.Label)]), cancel);
    }

    /// <summary>The least and the most of some draws; one number if there is one.</summary>
    public static string Range(IReadOnlyList<double> accuracies) =>
        string.Create(CultureInfo.InvariantCulture, $"{accuracies.Min():0.00}") + (accuracies.Count == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" to {accuracies.Max():0.00}"));

    /// <summary>The figures of some draws.</summary>
    public static Dictionary<string, object> Row(string way, Network dense, IReadOnlyList<Network> draws, IReadOnlyList<double> accuracies, (string Name, double Value) asked)
    {
        var whole = NetworkCost.Of(dense);
        return new()
        {
            ["way"] = way, [asked.Name] = asked.Value, ["accuracy %, mean"] = Math.Round(accuracies.Average(), 2),
            ["range"] = Range(accuracies),
            ["multiply-adds, % of dense"] = Math.Round(100 * draws.Average(n => (double)NetworkCost.Of(n).MultiplyAdds / whole.MultiplyAdds), 1),
            ["parameters, % of dense"] = Math.Round(100 * draws.Average(n => (double)NetworkCost.Of(n).Parameters / whole.Parameters), 1),
        };
    }
}
