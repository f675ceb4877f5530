using static MLNetCompact.Tests.ClusterCases;

namespace MLNetCompact.Tests;

/// <summary>Where k-means begins, what it does where a cluster is empty, and whether it ends at the best there is.</summary>
[TestClass]
public sealed class KernelSeedsTests
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void SeedsFollowTheDistributionOfGreedyKMeansPlusPlus(bool scaled)
    {
        const int Draws = 20_000, Kernels = 6;
        var set = Set(3, Kernels, 4, weighted: true, zeros: 1);
        var (points, counts, random) = (new KernelPoints(set, scaled, Forms(KernelSymmetry.None, new(2, 2))), new int[Kernels, Kernels], new Random(11));
        for (var i = 0; i < Draws; i++)
        {
            var seeds = new KernelSeeds(points, 2, random, Threads(1)).Draw(2, random);
            counts[seeds[0], seeds[1]]++;
        }
        // The first by what each counts; for the second two are drawn by what they lose with the first, and the one with which all lose less is taken.
        double[] first = [.. Enumerable.Range(0, Kernels).Select(i => set.WeightOf(i) * (scaled ? Kernel(set, i).Sum(v => v * v) : 1))];
        var (statistic, cells) = (0.0, 0);
        for (var i = 0; i < Kernels; i++)
        {
            double[] second = [.. Enumerable.Range(0, Kernels).Select(j => set.WeightOf(j) * Loss(Kernel(set, j), Kernel(set, i), scaled))];
            double[] left = [.. Enumerable.Range(0, Kernels).Select(j => Enumerable.Range(0, Kernels).Sum(k => set.WeightOf(k) * Math.Min(Loss(Kernel(set, k), Kernel(set, i), scaled), Loss(Kernel(set, k), Kernel(set, j), scaled))))];
            for (var j = 0; j < Kernels; j++)
            {
                var expected = Draws * first[i] / first.Sum() * (i == j ? 0 : second[j] / second.Sum() * Enumerable.Range(0, Kernels).Sum(k => second[k] / second.Sum() * (k == j ? 1 : k == i || left[k] > left[j] ? 2 : 0)));
                if (expected < 1e-6 * Draws)
                    Assert.AreEqual(0, counts[i, j], $"{i}, then {j}: zero kernels are no seeds with scales, and none is drawn twice");
                else
                    (statistic, cells) = (statistic + Math.Pow(counts[i, j] - expected, 2) / expected, cells + 1);
            }
        }
        Assert.AreEqual(scaled ? 20 : 30, cells);
        // About four standard deviations of chi squared above its mean.
        Assert.IsTrue(statistic < cells + 4 * Math.Sqrt(2 * cells), $"chi squared {statistic} with {cells} cells");
    }

    [TestMethod]
    public void FormsAndSignsThatAreAlikeAreNotDrawnTwice()
    {
        // Four kernels, each in eight forms and with either sign.
        var (random, forms) = (new Random(5), Forms(KernelSymmetry.Square, new(3, 3)));
        float[] given = [.. Enumerable.Range(0, 36).Select(_ => random.NextSingle() - 0.5f)];
        float[] values = [.. Enumerable.Range(0, 64).SelectMany(i => forms[i / 2 % 8].Select(place => (i % 2 == 0 ? 1 : -2) * given[i / 16 * 9 + place]))];
        for (var seed = 0; seed < 20; seed++)
        {
            random = new Random(seed);
            var seeds = new KernelSeeds(new(new(values, 9), true, forms), 4, random, Threads()).Draw(4, random);
            CollectionAssert.AreEquivalent(new[] { 0, 1, 2, 3 }, seeds.Select(s => s / 16).ToArray(), $"seed {seed}");
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void TheBestOfSomeSeedsIsTheBestOfAllPartitions(bool scaled)
    {
        for (var set = 0; set < 12; set++)
        {
            var kernels = Set(set, 8, 4, weighted: set % 2 == 0, centres: 8);
            var members = Enumerable.Range(0, 8).Select(i => (Kernel(kernels, i), kernels.WeightOf(i))).ToArray();
            var least = double.PositiveInfinity;
            for (var partition = 0; partition < 128; partition++)
            {
                var halves = members.Select((m, i) => (m, In: (partition >> i & 1) != 0)).ToLookup(m => m.In, m => m.m);
                least = Math.Min(least, halves.Sum(h => LeastLoss([.. h], scaled)));
            }
            var found = Enumerable.Range(0, 40).Min(seed => Run(kernels, 2, scaled, Forms(KernelSymmetry.None, new(2, 2)), seed).Inertia);
            Assert.AreEqual(least, found, 1e-3 * least, $"set {set}");
        }
    }

    [TestMethod]
    public void AClusterThatIsEmptyIsFilledAgain()
    {
        // From 0, -4 and 20.1, the first of which moves towards 5: then 0 is nearer to -4, and 10 to what 20.1 has become.
        var set = new KernelSet([-4, 0, 10, 10.2f, 20.1f], 1, [19, 1, 1, 2, 1]);
        var emptied = 0;
        for (var seed = 0; seed < 3000; seed++)
        {
            if (!Empties(set, 3, seed))
                continue;
            emptied++;
            var clusters = Run(set, 3, scaled: false, Forms(KernelSymmetry.None, new(1)), seed);
            Assert.AreEqual(3, clusters.Count, $"seed {seed}");
            Assert.IsTrue(clusters.History.Zip(clusters.History.Skip(1)).All(h => h.Second <= h.First), $"seed {seed}");
        }
        Assert.IsTrue(emptied > 0, "no cluster was ever empty");
    }

    /// <summary>Whether Lloyd's plain rounds from the same seeds lose a cluster.</summary>
    private static bool Empties(KernelSet set, int count, int seed)
    {
        var random = new Random(seed);
        var means = new KernelSeeds(new(set, false, Forms(KernelSymmetry.None, new(1))), count, random, Threads(1)).Draw(count, random).Select(s => (double)set.Values[s]).ToArray();
        for (var round = 0; round < 20; round++)
        {
            var clusters = Enumerable.Range(0, set.Count).ToLookup(i => Enumerable.Range(0, means.Length).MinBy(m => Math.Abs(set.Values[i] - means[m])));
            if (clusters.Count < count)
                return true;
            means = [.. Enumerable.Range(0, count).Select(m => clusters[m].Sum(i => set.WeightOf(i) * set.Values[i]) / clusters[m].Sum(set.WeightOf))];
        }
        return false;
    }
}
