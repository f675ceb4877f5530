namespace MLNetCompact;

/// <summary>Kernels and what represents them.</summary>
/// <param name="Representatives">The representatives, one after the other; with scales each of length 1.</param>
/// <param name="Taps">The numbers of each.</param>
/// <param name="Numbers">For each kernel its representative.</param>
/// <param name="Forms">For each kernel the form in which it stands for it; null where there is one only.</param>
/// <param name="Factors">For each kernel its scale; null without scales.</param>
internal sealed record KernelClusters(float[] Representatives, int Taps, int[] Numbers, int[]? Forms, float[]? Factors)
{
    /// <summary>Whether each kernel is exactly its representative.</summary>
    public bool IsExact => Inertia == 0 && Factors is null;

    /// <summary>The weights that representatives stand for.</summary>
    public float[] Weights(IReadOnlyList<int[]> forms) => [.. CodebookRefit.ToWeights([.. Representatives], this, forms).Select(w => (float)w)];

    /// <summary>How many representatives there are.</summary>
    public int Count => Representatives.Length / Taps;

    /// <summary>How many of them stand for a kernel; others stand for those of other layers.</summary>
    public int Used => Numbers.Distinct().Count();

    /// <summary>The weighted sum of squared differences between kernels and what represents them.</summary>
    public double Inertia { get; init; }

    /// <summary>What the layer's outputs differ from those that it made originally, mean square over variance; null where nothing was measured.</summary>
    public double? OutputError { get; init; }

    /// <summary>What the weights that the kernels stand for differ from those before, as a share of their squares.</summary>
    public double WeightError { get; init; }

    /// <summary>The inertia after each round; it never rises.</summary>
    public IReadOnlyList<double> History { get; init; } = [];
}
