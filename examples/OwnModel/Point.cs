using Microsoft.ML.Data;

namespace OwnModel;

/// <summary>A point of the plane on one of three spiral arms.</summary>
public sealed class Point
{
    /// <summary>The classes in the order of the model's outputs.</summary>
    public static readonly string[] Arms = ["first", "second", "third"];

    [VectorType(2)]
    public float[] Features { get; set; } = [];

    public string Label { get; set; } = "";

    /// <summary>Points on arms that wind around one another, with some noise.</summary>
    public static Point[] Spirals(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var (arm, far) = (i % 3, random.NextSingle());
            var angle = 4 * far + arm * 2 * MathF.PI / 3 + 0.2f * (random.NextSingle() - 0.5f);
            return new Point { Features = [far * MathF.Cos(angle), far * MathF.Sin(angle)], Label = Arms[arm] };
        })];
    }
}

/// <summary>What comes back.</summary>
public sealed class Answer
{
    public float[] Score { get; set; } = [];
}
