namespace MLNetCompact;

/// <summary>Which of several variants of a network is the fastest, if it is so by a clear margin.</summary>
internal static class Fastest
{
    /// <summary>The share of the time that a variant must save.</summary>
    public const double Margin = 0.1;

    /// <summary>The batch sizes at which it must do so: a single row, and many.</summary>
    public static IReadOnlyList<int> Batches { get; } = [1, 64];

    /// <summary>Times the variants and chooses. The first is the network as it is: another is chosen only if it saves <paramref name="margin"/> of its time at every batch size.</summary>
    /// <param name="variants">Networks of the same inputs that compute the same.</param>
    /// <param name="timer">Times them.</param>
    /// <param name="batches">Batch sizes; <see cref="Batches"/> if null. Where the network states its own, only that.</param>
    /// <param name="margin">From 0 up to but without 1.</param>
    /// <exception cref="ArgumentException">There is no variant or no batch size.</exception>
    public static SpeedChoice Of(IReadOnlyList<Network> variants, SpeedTimer timer, IReadOnlyList<int>? batches = null, double margin = Margin)
    {
        batches = BatchesOf(variants.Count > 0 ? variants[0] : throw new ArgumentException("There is no variant to choose from.", nameof(variants)), batches ?? Batches);
        if (batches.Count == 0)
            throw new ArgumentException("There is no batch size to measure at.", nameof(batches));
        var seconds = batches.Select(b => timer(variants, b)).ToArray();
        // The mean over batch sizes of each variant's share of the first one's time, as a geometric mean: none weighs more for being slow.
        double[] shares = [.. variants.Select((_, i) => Math.Pow(seconds.Aggregate(1.0, (product, s) => product * s[i] / s[0]), 1.0 / batches.Count))];
        var best = 0;
        for (var i = 1; i < variants.Count; i++)
        {
            if (seconds.All(s => s[i] <= (1 - margin) * s[0]) && shares[i] < shares[best])
                best = i;
        }
        return new(best, shares[best], batches, seconds);
    }

    /// <summary>The batch sizes at which a network runs: its own where it states one.</summary>
    public static IReadOnlyList<int> BatchesOf(Network network, IReadOnlyList<int> batches) =>
        network.Inputs[0].Shape is { Count: > 0 } shape && shape[0] is > 0 and <= int.MaxValue ? [(int)shape[0]] : batches;
}

/// <summary>What <see cref="Fastest"/> chose.</summary>
/// <param name="Index">The variant; 0 where none is faster than the first by the margin.</param>
/// <param name="Share">Its time as a share of the first one's, the geometric mean over batch sizes.</param>
/// <param name="Batches">The batch sizes measured.</param>
/// <param name="Seconds">For each of them the seconds of a run of each variant.</param>
internal sealed record SpeedChoice(int Index, double Share, IReadOnlyList<int> Batches, IReadOnlyList<IReadOnlyList<double>> Seconds);
