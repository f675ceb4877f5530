using static MLNetCompact.Tests.ClusterCases;

namespace MLNetCompact.Tests;

/// <summary>How representatives are spread over layers.</summary>
[TestClass]
public sealed class KernelSpreadTests
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void WhatRepresentativesLoseIsToldBeforeTheyAreThere(bool scaled)
    {
        foreach (var (count, taps) in new[] { (40, 9), (700, 4), (20_000, 9) })
        {
            var set = Set(seed: count, count, taps, centres: 5000);
            IReadOnlyList<int[]> forms = [[.. Enumerable.Range(0, taps)]];
            var curve = KernelCurve.Of(set, 1, (sample, k) => Run(sample, k, scaled, forms).Inertia / sample.Energy());
            var before = double.PositiveInfinity;
            foreach (var k in new[] { 1, 3, count / 20, count / 6, count / 3 }.Order())
            {
                var lost = Run(set, k, scaled, forms, seed: 2).Inertia / set.Energy();
                Assert.IsTrue(curve.ErrorOf(k) <= before && curve.ErrorOf(k) < 1.7 * lost + 0.01 && curve.ErrorOf(k) > lost / 1.7 - 0.01, $"{k} of {count}: {lost}, told {curve.ErrorOf(k)}");
                before = curve.ErrorOf(k);
            }
            Assert.AreEqual(0.0, curve.ErrorOf(count));
        }
    }

    [TestMethod]
    public void KernelsThatAreAlikeLoseNothing()
    {
        var set = new KernelSet([.. Enumerable.Range(0, 90).Select(i => i % 9f)], 3);
        var curve = KernelCurve.Of(set, 1, (sample, k) => Run(sample, k, false, [[0, 1, 2]]).Inertia / sample.Energy());
        Assert.IsTrue(curve.ErrorOf(1) > 0.01 && curve.ErrorOf(2) > 0.01);
        Assert.AreEqual(0.0, curve.ErrorOf(4));
        Assert.AreEqual(0.0, curve.ErrorOf(20));
    }

    [TestMethod]
    [DataRow(0.5)]
    [DataRow(0.8)]
    [DataRow(0.95)]
    public void AllTogetherLoseAboutAsLittleAsTheBestOfAllSpreads(double removed)
    {
        var network = new NetworkBuilder([3, 20, 20], 3).Conv(12, 3).Relu().Conv(30, 3).Relu().Conv(40, 3).Flatten().Dense(3).Build();
        var options = new KernelClusterOptions { Removed = removed, Scaled = false };
        var groups = KernelGroup.Of(network, KernelLayer.Of(network, null, _ => { }), options);
        Assert.AreEqual(3, groups.Count);
        using var fit = new LayerFit(network, options, UnifyCases.Rows(network, 0), 1, Threads());
        var curves = groups.ToDictionary(g => g, fit.Curve);
        var counts = KernelPlan.Of(network, groups, options, g => curves[g]).Select(b => b.Count!.Value).ToArray();
        var budget = Math.Round((1 - removed) * groups.Sum(g => g.Count));
        Assert.IsTrue(Cost(counts) <= budget, $"{string.Join(", ", counts)} of {budget}");
        Assert.IsTrue(Cost(counts) > 0.97 * budget, $"{string.Join(", ", counts)} of {budget}");
        var best = double.PositiveInfinity;
        int[][] all = [.. groups.Select(g => Enumerable.Range(1, g.Count).Where(k => k == g.Count || g.Pays(k, false)).ToArray())];
        foreach (var first in all[0])
        {
            foreach (var second in all[1].Where(k => Cost([first, k, 1]) <= budget))
            {
                var third = all[2].Last(k => Cost([first, second, k]) <= budget);
                best = Math.Min(best, Lost([first, second, third]));
            }
        }
        Assert.IsTrue(Lost(counts) <= 1.03 * best + 1e-6, $"{string.Join(", ", counts)}: {Lost(counts)}, best {best}");

        double Cost(int[] k) => k.Select((c, i) => groups[i].Pays(c, false) ? c : groups[i].Count).Sum();
        double Lost(int[] k) => k.Select((c, i) => curves[groups[i]].ErrorOf(c)).Sum();
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void LessIsLostThanWithTheSameShareOfEveryLayer(bool inBytes)
    {
        var network = new NetworkBuilder([3, 12, 12], 5).Conv(16, 3, pad: 1).Relu().Conv(32, 3, pad: 1).Relu().Conv(48, 3).Flatten().Dense(5).Build();
        var rows = UnifyCases.Rows(network, 40);
        KernelClusterOptions options = inBytes ? new() { Target = new(StoredBytes: 0.72) } : new() { Removed = 0.8, Scaled = false };
        var (spread, report) = Cluster(network, options with { Refit = false }, rows);
        var (even, _) = Cluster(network, options with { Refit = false, Spread = KernelSpread.Evenly }, rows);
        Assert.IsTrue(Lost(spread) < 0.9 * Lost(even), $"{Lost(spread)}, evenly {Lost(even)}: {report}");
        Assert.IsTrue(spread.ToOnnx().Length <= 1.1 * even.ToOnnx().Length);

        double Lost(Network coded) => network.Weights.Values.Where(w => w.Shape.Count == 4)
            .Sum(w => w.Values.ToArray().Zip(coded.Weights[w.Name].Values.ToArray(), (a, b) => Math.Pow(a - b, 2)).Sum() / KernelSet.Squares(w.Values));
    }

    [TestMethod]
    public void TheReportTellsWhyALayerKeepsAll()
    {
        var network = new NetworkBuilder([3, 12, 12], 5).Conv(32, 3, pad: 1).Relu().Conv(64, 3, pad: 1).Relu().Conv(64, 3).Flatten().Dense(5).Build();
        const string Reason = "'conv1': its 96 kernels stay: representatives would cost more here than others do elsewhere";
        StringAssert.Contains(Cluster(network, new() { Removed = 0.5, Scaled = false }, UnifyCases.Rows(network, 0)).Report, Reason);
        Assert.DoesNotContain(Reason, Cluster(network, new() { Removed = 0.5, Scaled = false, Spread = KernelSpread.Evenly }, UnifyCases.Rows(network, 0)).Report);
    }
}
