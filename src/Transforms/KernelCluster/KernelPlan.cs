namespace MLNetCompact;

/// <summary>What a codebook may be: so many representatives, or as few as an error allows.</summary>
/// <param name="Group">The layers.</param>
/// <param name="Count">How many representatives; null where <paramref name="MaxError"/> decides.</param>
/// <param name="MaxError">What outputs may change.</param>
internal sealed record KernelBudget(KernelGroup Group, int? Count, double MaxError)
{
    /// <summary>Errors below are none.</summary>
    private const double LeastError = 1e-9;

    /// <summary>Whether none that is larger gives more.</summary>
    public bool IsLargest => Count is { } count ? count >= KernelStorage.MostKernels : MaxError < LeastError;

    /// <summary>Twice as many representatives, or half the error.</summary>
    public KernelBudget Doubled() => Count is { } count ? this with { Count = Math.Min(2 * count, KernelStorage.MostKernels) } : this with { MaxError = MaxError / 2 };
}

/// <summary>What each codebook may be.</summary>
internal static class KernelPlan
{
    private const int Usual = 256, FewestEach = 64, MostSteps = 30;

    /// <summary>The budget of each group.</summary>
    /// <param name="network">The network.</param>
    /// <param name="groups">The groups.</param>
    /// <param name="options">What was asked for.</param>
    public static IReadOnlyList<KernelBudget> Of(Network network, IReadOnlyList<KernelGroup> groups, KernelClusterOptions options)
    {
        if (options.MaxOutputError is { } error)
            return [.. groups.Select(g => new KernelBudget(g, null, error))];
        double? share = options.Removed is { } removed ? 1 - removed : options.Target?.StoredBytes is { } file ? ShareFor(file, network, groups, options.Scaled) : null;
        var isGuarded = options.MaxMetricLoss is not null || options.MaxOutputDrift is not null;
        return [.. groups.Select(g => new KernelBudget(g, Count(g), 0))];

        // Where only the network as a whole counts, few are a start.
        int Count(KernelGroup group) => options.Clusters ?? (share is { } left ? Left(group, left) : isGuarded ? Math.Max(1, group.Count / FewestEach) : Usual);
    }

    /// <summary>The share of kernels that stays where the file takes that share of before.</summary>
    private static double ShareFor(double file, Network network, IReadOnlyList<KernelGroup> groups, bool scaled)
    {
        var (few, many, whole) = (0.0, 1.0, network.ToOnnx().LongLength);
        for (var step = 0; step < MostSteps; step++)
        {
            var middle = (few + many) / 2;
            if (whole - groups.Sum(g => Math.Max(0, g.Bytes - g.BytesWith(Left(g, middle), scaled))) <= file * whole)
                few = middle;
            else
                many = middle;
        }
        return few;
    }

    private static int Left(KernelGroup group, double share) => Math.Clamp((int)Math.Round(share * group.Count), 1, KernelStorage.MostKernels / group.Symmetry.Count());
}
