using Examples;
using Microsoft.ML;

namespace MLNetCompact.Benchmarks;

/// <summary>What a network of digits takes as model.zip.</summary>
internal static class ZipSize
{
    public static double Of(Network network) => Model(network).Length;

    /// <summary>The model.zip.</summary>
    public static byte[] Model(Network network)
    {
        var ml = new MLContext(seed: 1);
        var data = ml.Transforms.Conversion.MapValueToKey("Label").Fit(ml.Data.LoadFromEnumerable(Digits())).Transform(ml.Data.LoadFromEnumerable(Digits()));
        using var model = ml.Compaction().From(network).Fit(data);
        using var memory = new MemoryStream();
        ml.Model.Save(model, data.Schema, memory);
        return memory.ToArray();
    }

    private static IEnumerable<LabelledDigit> Digits() => Enumerable.Range(0, 20).Select(i => new LabelledDigit { Features = new float[784], Label = $"{i % 10}" });
}
