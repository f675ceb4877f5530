namespace MLNetCompact;

/// <summary>
/// The kernels of a convolution as multiples of few: of those that meet each of its input channels, or each of its filters. A branch takes one of these for each, and
/// the convolution is the sum of its branches.
/// </summary>
internal sealed class KernelBranches
{
    /// <summary>The most branches that are made: with more, other forms were never seen to win.</summary>
    public const int Most = 4;

    private readonly int[] _branches;
    private readonly List<int>[] _kernels;

    private KernelBranches(int[] branches, List<int>[] kernels) => (_branches, _kernels, Count) = (branches, kernels, Math.Max(1, kernels.Max(k => k.Count)));

    /// <summary>How many branches there are, at least 1.</summary>
    public int Count { get; }

    /// <summary>The branches of a weight [filters, channels, kernel...], or null where there would be more than <see cref="Most"/>.</summary>
    /// <param name="weight">The weight. Kernels of a codebook are the same where their numbers in it tell the same values; others where their values are.</param>
    /// <param name="byFilter">Whether a branch has a kernel for each filter, not for each channel.</param>
    public static KernelBranches? Of(Weight weight, bool byFilter)
    {
        var (filters, channels, taps) = ((int)weight.Shape[0], (int)weight.Shape[1], (int)(weight.Count / weight.Shape[0] / weight.Shape[1]));
        var coded = CodesOf(weight);
        var factors = coded?.Scales?.Factors();
        var values = (coded is null ? weight : Weight.Of(weight.Name, weight.Shape, coded.Unscaled)).Values;
        var (branches, kernels) = (new int[filters * channels], new List<int>[byFilter ? filters : channels]);
        for (var group = 0; group < kernels.Length; group++)
        {
            var own = kernels[group] = [];
            for (var other = 0; other < branches.Length / kernels.Length; other++)
            {
                var place = byFilter ? group * channels + other : other * channels + group;
                var kernel = values.Slice(place * taps, taps);
                branches[place] = factors?[place] == 0 || !kernel.ContainsAnyExcept(0f) ? -1 : 0;
                if (branches[place] < 0)
                    continue;
                while (branches[place] < own.Count && !values.Slice(own[branches[place]] * taps, taps).SequenceEqual(kernel))
                    branches[place]++;
                if (branches[place] == Most)
                    return null;
                if (branches[place] == own.Count)
                    own.Add(place);
            }
        }
        return new(branches, kernels);
    }

    /// <summary>The storage of a weight whose kernels are each a kernel of a codebook; null for any other.</summary>
    public static KernelStorage? CodesOf(Weight weight) =>
        weight.Storage is KernelStorage { IsReshaped: false } kernels && kernels.Numbers.Length == weight.Shape[0] * weight.Shape[1] ? kernels : null;

    /// <summary>For each group the kernel of a branch, by its place (filter * channels + channel). Where a group has no more kernels, one that nothing reads.</summary>
    public int[] KernelsOf(int branch) => [.. _kernels.Select(k => branch < k.Count ? k[branch] : 0)];

    /// <summary>Whether the kernel at a place is of a branch; kernels of zeros are of none.</summary>
    public bool IsOf(int branch, int place) => _branches[place] == branch;
}
