namespace MLNetCompact;

/// <summary>What is lost with so many representatives, told from clusters of a sample of the kernels.</summary>
/// <remarks>
/// Between the numbers that were measured and beyond them the loss is a power of the number k, as that of any quantization with many representatives, times
/// (1 - k / n)^2.5 for n kernels: the fewer share a representative, the more of its place is their own. The exponent was fitted to clusters of random kernels.
/// </remarks>
internal sealed class KernelCurve
{
    /// <summary>Kernels of a sample at most, and for each representative at least.</summary>
    private const int Most = 16_384, Each = 4;

    /// <summary>How much more representatives each measured number has than the one before.</summary>
    private const int Factor = 4;

    private const double Own = 2.5;

    private readonly int _count;
    private readonly List<(int Count, double Error)> _measured;

    /// <param name="count">How many kernels there are.</param>
    /// <param name="measured">Numbers of representatives, smallest first, and what as many lose of infinitely many kernels.</param>
    private KernelCurve(int count, List<(int Count, double Error)> measured) => (_count, _measured) = (count, measured);

    /// <summary>Measures it.</summary>
    /// <param name="set">The kernels.</param>
    /// <param name="seed">Draws the sample.</param>
    /// <param name="loss">What so many representatives lose of a sample, as a share of its squares.</param>
    public static KernelCurve Of(KernelSet set, int seed, Func<KernelSet, int, double> loss)
    {
        var (sample, measured) = (set.Sample(Most, new Random(seed)), new List<(int, double)>());
        for (var count = 1; count == 1 || count * Each <= sample.Count; count *= Factor)
        {
            var error = count < sample.Count ? loss(sample, count) / OwnShare(count, sample.Count) : 0;
            measured.Add((count, error));
            if (error == 0)
                break;
        }
        return new(set.Count, measured);
    }

    /// <summary>What so many representatives lose, as a share of the kernels' squares.</summary>
    public double ErrorOf(int count)
    {
        if (count >= _count)
            return 0;
        var at = _measured.FindLastIndex(m => m.Count <= count);
        // Beyond the last one as between the last two.
        var (from, to) = at + 1 < _measured.Count || at == 0 ? (_measured[at], _measured[Math.Min(at + 1, _measured.Count - 1)]) : (_measured[at - 1], _measured[at]);
        var error = from.Error == 0 || to.Error == 0 || from.Count == to.Count ? _measured[at].Error
            : from.Error * Math.Pow((double)count / from.Count, Math.Log(to.Error / from.Error) / Math.Log((double)to.Count / from.Count));
        return error * OwnShare(count, _count);
    }

    private static double OwnShare(int representatives, int kernels) => Math.Pow(1 - (double)representatives / kernels, Own);
}
