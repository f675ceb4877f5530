namespace MLNetCompact;

/// <summary>Layers that share one codebook, and how many representatives it gets.</summary>
/// <param name="Layers">The layers.</param>
/// <param name="Symmetry">In which forms a representative may stand for a kernel.</param>
/// <param name="Bytes">What a file loses without the layers' weights; a codebook that other weights share stays.</param>
internal sealed record KernelGroup(IReadOnlyList<KernelLayer> Layers, KernelSymmetry Symmetry, long Bytes)
{
    /// <summary>How many kernels there are.</summary>
    public int Count => Layers.Sum(l => l.Count);

    /// <summary>What they take at most with so many representatives.</summary>
    public long BytesWith(int count, bool scaled) => Layers.Sum(l => l.BytesWith(count, scaled, Symmetry)) - 4L * count * Layers[0].Taps * (Layers.Count - 1);

    /// <summary>The groups of a network's layers.</summary>
    public static IReadOnlyList<KernelGroup> Of(Network network, IReadOnlyList<KernelLayer> layers, KernelClusterOptions options)
    {
        var whole = Weight.StoredTogether(network.Weights.Values);
        return [.. layers.GroupBy(l => options.Scope == KernelScope.Layer ? l.Weight.Name : $"{l.Kernel} {l.Most(options.Symmetry)}").Select(g =>
        {
            var own = g.Select(l => l.Weight.Name).ToHashSet(StringComparer.Ordinal);
            return new KernelGroup([.. g], g.First().Most(options.Symmetry), whole - Weight.StoredTogether(network.Weights.Values.Where(w => !own.Contains(w.Name))));
        })];
    }
}

/// <summary>How many representatives each codebook gets.</summary>
internal static class KernelPlan
{
    private const int Usual = 256, FewestEach = 64, MostSteps = 30;

    /// <summary>For each group a number; null where a search for an error finds it.</summary>
    /// <param name="network">The network.</param>
    /// <param name="groups">The groups.</param>
    /// <param name="options">What was asked for.</param>
    public static int[]? Of(Network network, IReadOnlyList<KernelGroup> groups, KernelClusterOptions options)
    {
        if (options.MaxOutputError is not null)
            return null;
        if (options.Clusters is { } clusters)
            return [.. groups.Select(_ => clusters)];
        if (options.Removed is { } removed)
            return Left(groups, 1 - removed);
        if (options.Target?.StoredBytes is not { } share)
            // Where only the network as a whole counts, few are a start.
            return [.. groups.Select(g => options.MaxMetricLoss is null && options.MaxOutputDrift is null ? Usual : Math.Max(1, g.Count / FewestEach))];
        var whole = network.ToOnnx().LongLength;
        var (few, many) = (0.0, 1.0);
        for (var step = 0; step < MostSteps; step++)
        {
            var middle = (few + many) / 2;
            if (Bytes(Left(groups, middle)) <= share * whole)
                few = middle;
            else
                many = middle;
        }
        return Left(groups, few);

        long Bytes(int[] counts) => whole - groups.Select((g, i) => Math.Max(0, g.Bytes - g.BytesWith(counts[i], options.Scaled))).Sum();
    }

    private static int[] Left(IReadOnlyList<KernelGroup> groups, double share) => [.. groups.Select(g => Math.Clamp((int)Math.Round(share * g.Count), 1, KernelStorage.MostKernels / g.Symmetry.Count()))];
}
