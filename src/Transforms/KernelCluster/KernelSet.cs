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

    /// <summary>
    /// Fewer of them, for which sums of losses are about those of all, whatever the representatives (a lightweight coreset; Bachem, Lucic and Krause 2018): drawn half in proportion
    /// to what they count and half to their squares, each counts the more the less likely it was.
    /// </summary>
    public KernelSet Coreset(int draws, Random random)
    {
        var (mass, energy) = (Enumerable.Range(0, Count).Sum(WeightOf), Energy());
        var (chances, sums, sum) = (new double[Count], new double[Count], 0.0);
        for (var i = 0; i < Count; i++)
        {
            chances[i] = energy > 0 ? WeightOf(i) * (1 / mass + Squares(this[i]) / energy) / 2 : WeightOf(i) / mass;
            sums[i] = sum += chances[i];
        }
        var times = new int[Count];
        for (var draw = 0; draw < draws; draw++)
            times[Math.Min(Count - 1, Array.BinarySearch(sums, random.NextDouble() * sum) is var at && at >= 0 ? at : ~at)]++;
        int[] drawn = [.. Enumerable.Range(0, Count).Where(i => times[i] > 0)];
        return new([.. drawn.SelectMany(i => this[i].ToArray())], Taps, [.. drawn.Select(i => (float)(times[i] * WeightOf(i) / (draws * chances[i])))]);
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
