using static MLNetCompact.Tests.ClusterCases;

namespace MLNetCompact.Tests;

[TestClass]
public sealed class KernelMeansTests
{
    public static IEnumerable<object[]> Cases =>
        from symmetry in Enum.GetValues<KernelSymmetry>() from scaled in new[] { false, true } from weighted in new[] { false, true } select new object[] { symmetry, scaled, weighted };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void EveryKernelHasItsNearestRepresentativeAndTheScaleThatIsItsProductWithIt(KernelSymmetry symmetry, bool scaled, bool weighted)
    {
        var forms = Forms(symmetry, new(3, 3));
        for (var seed = 0; seed < 6; seed++)
        {
            var set = Set(seed, 150, 9, weighted, zeros: seed % 3);
            var clusters = Run(set, 3 + 4 * seed, scaled, forms, seed);
            Assert.AreEqual((symmetry != KernelSymmetry.None, scaled), (clusters.Forms is not null, clusters.Factors is not null));
            var sum = 0.0;
            for (var i = 0; i < set.Count; i++)
            {
                var kernel = Kernel(set, i);
                var least = Enumerable.Range(0, clusters.Count).Min(r => forms.Min(f => Loss(kernel, InForm(Representative(clusters, r), f), scaled)));
                var mu = InForm(Representative(clusters, clusters.Numbers[i]), forms[clusters.Forms?[i] ?? 0]);
                var own = kernel.Zip(mu, (w, m) => Math.Pow(w - (clusters.Factors?[i] ?? 1) * m, 2)).Sum();
                Assert.AreEqual(least, own, 1e-5 * (1 + least), $"seed {seed}, kernel {i}");
                if (scaled)
                    Assert.AreEqual(kernel.Zip(mu, (w, m) => w * m).Sum(), clusters.Factors![i], 1e-5);
                sum += set.WeightOf(i) * own;
            }
            Assert.AreEqual(sum, clusters.Inertia, 1e-4 * sum + 1e-6, $"seed {seed}");
            if (scaled)
                Assert.IsTrue(Enumerable.Range(0, clusters.Count).All(r => Math.Abs(Representative(clusters, r).Sum(v => v * v) - 1) < 1e-5));
        }
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void ARepresentativeIsTheMeanOfItsClusterOrTheDirectionThatItHasMostInCommon(KernelSymmetry symmetry, bool scaled, bool weighted)
    {
        var (forms, settled) = (Forms(symmetry, new(3, 3)), 0);
        for (var seed = 0; seed < 8; seed++)
        {
            var set = Set(seed + 50, 100, 9, weighted);
            var clusters = Run(set, 9, scaled, forms, seed);
            var members = Members(set, clusters, forms);
            // The last round gained next to nothing; where it gained nothing at all, representatives are where they lose least, exactly.
            Assert.IsTrue(clusters.Inertia <= 1.005 * members.Sum(m => LeastLoss(m, scaled)), $"seed {seed}");
            if (clusters.History[^1] < clusters.History[^2] * (1 - 1e-9) - 1e-12)
                continue;
            settled++;
            for (var r = 0; r < members.Length && !scaled; r++)
            {
                var mass = members[r].Sum(m => m.Weight);
                for (var d = 0; d < 9; d++)
                    Assert.AreEqual(members[r].Sum(m => m.Weight * m.Kernel[d]) / mass, Representative(clusters, r)[d], 1e-5, $"seed {seed}");
            }
            for (var r = 0; r < members.Length && scaled; r++)
                Assert.AreEqual(1, Math.Abs(Direction(members[r]).Zip(Representative(clusters, r), (a, b) => a * b).Sum()), 1e-3, $"seed {seed}: |cosine|");
        }
        Assert.IsTrue(scaled || settled > 4, $"{settled}");
    }

    [TestMethod]
    public void VerySmallWeightsAreClusteredLikeOthers()
    {
        var set = Set(4, 300, 9);
        var (large, small) = (Run(set, 20, scaled: true, Forms(KernelSymmetry.None, new(3, 3)), 1), Run(new([.. set.Values.Select(v => v * 1e-22f)], 9), 20, scaled: true, Forms(KernelSymmetry.None, new(3, 3)), 1));
        Assert.AreEqual(20, small.Count);
        Assert.AreEqual(large.Inertia / set.Energy(), small.Inertia / set.Energy() * 1e44, 0.1 * large.Inertia / set.Energy());
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void ACoresetLosesAboutWhatAllLose(bool weighted)
    {
        var set = Set(7, 4000, 9, weighted, zeros: 50);
        // One that is far larger than all others, which a uniform draw would mostly miss.
        set.Values.AsSpan(0, 9).Fill(40);
        for (var seed = 0; seed < 20; seed++)
        {
            var coreset = set.Coreset(1500, new Random(seed));
            Assert.IsTrue(coreset.Count < 1500 && Enumerable.Range(0, coreset.Count).Any(i => Kernel(coreset, i)[0] == 40), $"seed {seed}");
            foreach (var centre in new[] { 0f, 0.3f, 40 })
            {
                double Losses(KernelSet of) => Enumerable.Range(0, of.Count).Sum(i => of.WeightOf(i) * Math.Min(Kernel(of, i).Sum(v => Math.Pow(v - centre, 2)), Kernel(of, i).Sum(v => Math.Pow(v + 1, 2))));
                Assert.AreEqual(1, Losses(coreset) / Losses(set), 0.15, $"seed {seed}, {centre}");
            }
        }
    }

    [TestMethod]
    public void ManyKernelsStartFromTheBestOfSeveralRuns()
    {
        var set = Set(5, 6000, 4, weighted: false);
        var (forms, lost) = (Forms(KernelSymmetry.None, new(2, 2)), new List<double>());
        for (var seed = 0; seed < 6; seed++)
        {
            var clusters = Run(set, 12, scaled: false, forms, seed);
            Assert.AreEqual(12, clusters.Count);
            lost.Add(clusters.Inertia);
        }
        // Single runs differ by tens of percent on clusters that stand apart.
        Assert.IsTrue(lost.Max() <= 1.03 * lost.Min(), string.Join(", ", lost));
    }

    [TestMethod]
    public void TheInertiaNeverRises()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var (side, scaled) = (random.Next(2, 4), random.Next(2) == 0);
            var set = Set(seed, random.Next(3, 120), side * side, random.Next(2) == 0, random.Next(3), random.Next(1, 30));
            var clusters = Run(set, random.Next(1, 25), scaled, Forms((KernelSymmetry)random.Next(4), new(side, side)), seed);
            for (var round = 1; round < clusters.History.Count; round++)
                Assert.IsTrue(clusters.History[round] <= clusters.History[round - 1] * (1 + 1e-6) + 1e-6 * set.Energy(), $"seed {seed}: {string.Join(", ", clusters.History)}");
            Assert.AreEqual(clusters.Inertia, clusters.History[^1]);
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void MirroredAndTurnedKernelsNeedOneRepresentative(bool scaled)
    {
        var (random, forms) = (new Random(3), Forms(KernelSymmetry.Square, new(3, 3)));
        float[][] given = [.. Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, 9).Select(_ => random.NextSingle() - 0.5f).ToArray())];
        float[] values = [.. Enumerable.Range(0, 48).SelectMany(i => forms[i % 8].Select(place => (scaled ? i - 20.5f : 1) * given[i / 16][place]))];
        var clusters = Run(new(values, 9), 3, scaled, forms);
        Assert.AreEqual(0, clusters.Inertia, 1e-8 * KernelSet.Squares(values));
        Assert.IsTrue(Run(new(values, 9), 3, scaled, Forms(KernelSymmetry.Flips, new(3, 3))).Inertia > 1e-3);
    }

    [TestMethod]
    public void MoreFormsLeaveLess()
    {
        var set = Set(5, 400, 9, centres: 300);
        foreach (var scaled in new[] { false, true })
        {
            var inertias = Enum.GetValues<KernelSymmetry>().Select(s => Enumerable.Range(0, 3).Min(seed => Run(set, 16, scaled, Forms(s, new(3, 3)), seed).Inertia)).ToArray();
            Assert.IsTrue(inertias.Zip(inertias.Skip(1)).All(i => i.Second < i.First), string.Join(", ", inertias));
        }
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void AMedoidIsTheKernelOfItsClusterNearestToTheMean(bool scaled)
    {
        foreach (var symmetry in new[] { KernelSymmetry.None, KernelSymmetry.Square })
        {
            var (set, forms) = (Set(8, 90, 9, weighted: true), Forms(symmetry, new(3, 3)));
            var (means, medoids) = (Run(set, 6, scaled, forms), Run(set, 6, scaled, forms, medoids: true));
            Assert.AreEqual(means.Count, medoids.Count);
            var members = Members(set, means, forms);
            for (var r = 0; r < means.Count; r++)
            {
                // With scales those count that point alike: turned to the side of the representative.
                var mean = Representative(means, r);
                var nearest = members[r].Select(m => Unit(m.Kernel, scaled)).MinBy(k => Math.Min(Loss(k, mean, scaled: false), scaled ? Loss([.. k.Select(v => -v)], mean, scaled: false) : double.PositiveInfinity))!;
                Assert.AreEqual(0, Loss(nearest, Representative(medoids, r), scaled: false), 1e-9, $"{symmetry}, {r}");
            }
            Assert.IsTrue(medoids.Inertia > means.Inertia);
            for (var i = 0; i < set.Count; i++)
            {
                var least = Enumerable.Range(0, medoids.Count).Min(r => forms.Min(f => Loss(Kernel(set, i), InForm(Representative(medoids, r), f), scaled)));
                Assert.AreEqual(least, Loss(Kernel(set, i), InForm(Representative(medoids, medoids.Numbers[i]), forms[medoids.Forms?[i] ?? 0]), scaled), 1e-5 * (1 + least));
            }
        }
    }

    [TestMethod]
    public void ZeroKernelsGetScaleZero()
    {
        var clusters = Run(Set(4, 60, 9, zeros: 20), 5, scaled: true, Forms(KernelSymmetry.Flips, new(3, 3)));
        CollectionAssert.AreEqual(new float[20], clusters.Factors![..20]);
        Assert.IsTrue(clusters.Factors[20..].All(f => f != 0));
        var nothing = Run(new(new float[90], 9), 5, scaled: true, Forms(KernelSymmetry.None, new(3, 3)));
        Assert.AreEqual((1, 0.0), (nothing.Count, nothing.Inertia));
        Assert.IsTrue(nothing.Factors!.All(f => f == 0));
    }

    [TestMethod]
    public void NeitherThreadsNorASecondRunChangeAnything()
    {
        var set = Set(6, 9000, 9, weighted: true, centres: 200);
        foreach (var scaled in new[] { false, true })
        {
            var (one, two, other) = (Run(set, 30, scaled, Forms(KernelSymmetry.Mirror, new(3, 3)), threads: 1), Run(set, 30, scaled, Forms(KernelSymmetry.Mirror, new(3, 3)), threads: 4), Run(set, 30, scaled, Forms(KernelSymmetry.Mirror, new(3, 3)), seed: 2));
            CollectionAssert.AreEqual(one.Representatives, two.Representatives);
            CollectionAssert.AreEqual(one.Numbers, two.Numbers);
            CollectionAssert.AreEqual(one.Forms, two.Forms);
            CollectionAssert.AreEqual(one.Factors, two.Factors);
            CollectionAssert.AreEqual(one.History.ToArray(), two.History.ToArray());
            CollectionAssert.AreNotEqual(one.Representatives, other.Representatives);
        }
    }

    private static double[] Unit(double[] kernel, bool scaled) => scaled ? [.. kernel.Select(v => v / Math.Sqrt(kernel.Sum(k => k * k)))] : kernel;
}
