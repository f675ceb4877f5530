using System.Text.Json.Nodes;

namespace MLNetCompact;

/// <summary>What an option may be in a sweep.</summary>
public abstract record SweepDimension
{
    private protected SweepDimension()
    {
    }

    /// <summary>The value at a place from 0 to below 1.</summary>
    internal abstract JsonNode At(double place);

    /// <summary>Values of a grid.</summary>
    internal abstract IReadOnlyList<JsonNode> Grid(int steps);
}

/// <summary>A number between two others, both included.</summary>
/// <param name="Min">The smallest.</param>
/// <param name="Max">The largest; not below <paramref name="Min"/>.</param>
/// <param name="Logarithmic">Whether equal factors are equally likely, not equal differences; then both are above 0.</param>
/// <param name="Whole">Whether it is a whole number.</param>
public sealed record SweepRange(double Min, double Max, bool Logarithmic = false, bool Whole = false) : SweepDimension
{
    internal override JsonNode At(double place)
    {
        // Every whole number is as likely as the next.
        var (min, max) = Whole && !Logarithmic ? (Min - 0.5, Max + 0.5) : (Min, Max);
        var value = Logarithmic ? min * Math.Pow(max / min, place) : min + place * (max - min);
        return Whole ? JsonValue.Create((long)Math.Clamp(Math.Round(value), Min, Max)) : JsonValue.Create(value);
    }

    internal override IReadOnlyList<JsonNode> Grid(int steps) => [.. Enumerable.Range(0, steps)
        .Select(i => (double)i / (steps - 1)).Select(p => Logarithmic ? Min * Math.Pow(Max / Min, p) : Min + p * (Max - Min))
        .Select(v => Whole ? JsonValue.Create((long)Math.Round(v)) : (JsonNode)JsonValue.Create(v)).DistinctBy(n => n.ToJsonString())];
}

/// <summary>One of some values: numbers, truth values, texts or enumerations.</summary>
/// <param name="Candidates">The values; at least one.</param>
public sealed record SweepChoice(params IReadOnlyList<object> Candidates) : SweepDimension
{
    internal override JsonNode At(double place) => Node(Candidates[Math.Min(Candidates.Count - 1, (int)(place * Candidates.Count))]);

    internal override IReadOnlyList<JsonNode> Grid(int steps) => [.. Candidates.Select(Node)];

    private static JsonNode Node(object value) => System.Text.Json.JsonSerializer.SerializeToNode(value, Report.Json)!;
}
