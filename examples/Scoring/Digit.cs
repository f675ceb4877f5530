using Microsoft.ML.Data;
using MLNetCompact.RealData;

namespace Scoring;

/// <summary>A row to score: an image without a label.</summary>
public sealed class Digit
{
    [VectorType(28 * 28)]
    public float[] Features { get; set; } = [];

    public static IEnumerable<Digit> From(ImageSet images) =>
        Enumerable.Range(0, images.Count).Select(i => new Digit { Features = images.Image(i) });
}

/// <summary>What comes back.</summary>
public sealed class Prediction
{
    public string Predicted { get; set; } = "";

    public float[] Score { get; set; } = [];
}
