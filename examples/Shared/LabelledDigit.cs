using Microsoft.ML.Data;
using MLNetCompact.RealData;

namespace Examples;

/// <summary>A row to learn from.</summary>
public sealed class LabelledDigit
{
    [VectorType(28 * 28)]
    public float[] Features { get; set; } = [];

    public string Label { get; set; } = "";

    public static IEnumerable<LabelledDigit> From(ImageSet images) =>
        Enumerable.Range(0, images.Count).Select(i => new LabelledDigit { Features = images.Image(i), Label = $"{images.Label(i)}" });
}
