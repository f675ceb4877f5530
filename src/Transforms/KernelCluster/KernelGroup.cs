namespace MLNetCompact;

/// <summary>Layers that share one codebook, or one that has its own.</summary>
/// <param name="Layers">The layers.</param>
/// <param name="Symmetry">In which forms a representative may stand for a kernel.</param>
/// <param name="Bytes">What a file loses without the layers' weights; a codebook that other weights share stays.</param>
internal sealed record KernelGroup(IReadOnlyList<KernelLayer> Layers, KernelSymmetry Symmetry, long Bytes)
{
    /// <summary>How many kernels there are.</summary>
    public int Count => Layers.Sum(l => l.Count);

    /// <summary>How many representatives an index can tell apart, in all their forms.</summary>
    public int MostRepresentatives => KernelStorage.MostKernels / Symmetry.Count();

    /// <summary>Whether several layers share the codebook.</summary>
    public bool IsShared => Layers.Count > 1;

    /// <summary>What they take at most with so many representatives.</summary>
    public long BytesWith(int count, bool scaled) => Layers.Sum(l => l.BytesWith(count, scaled, Symmetry)) - 4L * count * Layers[0].Taps * (Layers.Count - 1);

    /// <summary>Whether so many representatives take less than the layers do now.</summary>
    public bool Pays(int count, bool scaled) => BytesWith(count, scaled) < Bytes;

    /// <summary>What representatives of all are in each layer.</summary>
    public IEnumerable<(KernelLayer Layer, KernelClusters Clusters)> Split(KernelClusters all)
    {
        var start = 0;
        foreach (var layer in Layers)
        {
            var own = start..(start += layer.Count);
            yield return (layer, all with { Numbers = all.Numbers[own], Forms = all.Forms?[own], Factors = all.Factors?[own] });
        }
    }

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
