using Microsoft.ML.Data;
using MLNetCompact.RealData;

namespace FourTogether;

/// <summary>A row to learn from.</summary>
public sealed class Digit
{
    [VectorType(28 * 28)]
    public float[] Features { get; set; } = [];

    public string Label { get; set; } = "";

    public static IEnumerable<Digit> From(ImageSet images) =>
        Enumerable.Range(0, images.Count).Select(i => new Digit { Features = images.Image(i), Label = $"{images.Label(i)}" });
}
