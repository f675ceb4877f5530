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
    private const int Usual = 256, FewestEach = 64;

    /// <summary>The budget of each group.</summary>
    /// <param name="network">The network.</param>
    /// <param name="groups">The groups.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="curve">What representatives of a group lose.</param>
    public static IReadOnlyList<KernelBudget> Of(Network network, IReadOnlyList<KernelGroup> groups, KernelClusterOptions options, Func<KernelGroup, KernelCurve> curve)
    {
        if (options.MaxOutputError is { } error)
            return [.. groups.Select(g => new KernelBudget(g, null, error))];
        if (options.Removed is not null || options.Target is not null)
            return new KernelAllocation(network, groups, options).Budgets(curve);
        // Where only the network as a whole counts, few are a start.
        var isGuarded = options.MaxMetricLoss is not null || options.MaxOutputDrift is not null;
        return [.. groups.Select(g => new KernelBudget(g, options.Clusters ?? (isGuarded ? Math.Max(1, g.Count / FewestEach) : Usual), 0))];
    }
}
