namespace MLNetCompact;

/// <summary>The positions of a value's channel axis that stay.</summary>
internal sealed record KeptChannels(int Axis, int Count, int[] Positions)
{
    /// <summary>How many of the positions from <paramref name="start"/> on, <paramref name="count"/> of them, stay.</summary>
    public int Within(long start, long count) => Positions.Count(p => p >= start && p < start + count);
}
