namespace MLNetCompact;

/// <summary>Kernels that are to share representatives.</summary>
/// <param name="Values">Their numbers, kernel after kernel.</param>
/// <param name="Taps">The numbers of each.</param>
/// <param name="Weights">How much each counts, above 0; all the same where it is null.</param>
internal sealed record KernelSet(float[] Values, int Taps, float[]? Weights = null)
{
    public int Count => Values.Length / Taps;

    public ReadOnlySpan<float> this[int kernel] => Values.AsSpan(kernel * Taps, Taps);

    /// <summary>How much a kernel counts.</summary>
    public double WeightOf(int kernel) => Weights?[kernel] ?? 1;

    /// <summary>So many of them at most, drawn at random.</summary>
    public KernelSet Sample(int most, Random random)
    {
        if (Count <= most)
            return this;
        int[] drawn = [.. Enumerable.Range(0, Count)];
        random.Shuffle(drawn);
        drawn = drawn[..most];
        return new([.. drawn.SelectMany(i => this[i].ToArray())], Taps, Weights is null ? null : [.. drawn.Select(i => Weights[i])]);
    }

    /// <summary>The weighted sum of squares of all kernels.</summary>
    public double Energy()
    {
        var energy = 0.0;
        for (var i = 0; i < Count; i++)
            energy += WeightOf(i) * Squares(this[i]);
        return energy;
    }

    /// <summary>The sum of squares of numbers.</summary>
    public static double Squares(ReadOnlySpan<float> values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += (double)value * value;
        return sum;
    }
}
