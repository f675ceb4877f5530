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
    public float[] Weights(IReadOnlyList<int[]> forms) => [.. WeightsOf([.. Representatives], forms).Select(w => (float)w)];

    /// <summary>The weights that other representatives in their place would stand for.</summary>
    public double[] WeightsOf(double[] representatives, IReadOnlyList<int[]> forms)
    {
        var weights = new double[Numbers.Length * Taps];
        for (var kernel = 0; kernel < Numbers.Length; kernel++)
        {
            var (form, factor) = (forms[Forms?[kernel] ?? 0], Factors?[kernel] ?? 1);
            for (var tap = 0; tap < Taps; tap++)
                weights[kernel * Taps + tap] = factor * representatives[Numbers[kernel] * Taps + form[tap]];
        }
        return weights;
    }

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

/// <summary>A layer whose codebook others share.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Clusters">What represents its kernels.</param>
/// <param name="Table">The codebook.</param>
internal sealed record SharedLayer(KernelLayer Layer, KernelClusters Clusters, Weight Table);
