using MLNetCompact.Tests.Tools;
using static MLNetCompact.Tests.ClusterCases;

namespace MLNetCompact.Tests;

/// <summary>How many representatives stay: each option does what it says.</summary>
[TestClass]
public sealed class KernelPlanTests
{
    [TestMethod]
    public void EveryLayerGetsAtMostSoManyClusters()
    {
        var network = Images();
        foreach (var count in new[] { 1, 7, 33 })
            Assert.IsTrue(Coded(Cluster(network, new() { Clusters = count }, UnifyCases.Rows(network, 0)).Network).All(w => Representatives(w) == count));
    }

    [TestMethod]
    [DataRow(KernelScope.Layer)]
    [DataRow(KernelScope.Network)]
    public void SoManyKernelsGo(KernelScope scope)
    {
        var network = Images();
        var (coded, report) = Cluster(network, new() { Removed = 0.9, Scope = scope }, UnifyCases.Rows(network, 0));
        var layers = Coded(coded);
        var kernels = layers.Sum(l => (int)l.Count / 9);
        var left = scope == KernelScope.Network ? Representatives(layers[0]) : layers.Sum(Representatives);
        Assert.AreEqual(0.9, 1 - (double)left / kernels, 0.01, report);
        StringAssert.Contains(report, "90 % removed");
    }

    [TestMethod]
    public void TheFileIsNoLargerThanItsTargetAndLittleSmaller()
    {
        var at = 0;
        foreach (var options in new KernelClusterOptions[] { new(), new() { Scaled = false, Scope = KernelScope.Network }, new() { Symmetry = KernelSymmetry.Square }, new() { SubVectors = 4 }, new() { Representative = KernelRepresentative.Medoid } })
        {
            // A bias that was not there before takes bytes too.
            var (bias, share) = (at++ % 2 == 1, at % 3 == 0 ? 0.7 : 0.4);
            var network = new NetworkBuilder([3, 7, 7], 3).Conv(32, 3, pad: 1, bias: bias).BatchNormalization().Relu().Conv(32, 3, pad: 1, bias: bias).BatchNormalization().Relu().Conv(24, 3, bias: bias).Relu().Flatten().Dense(5).Build();
            var (coded, report) = Cluster(network, options with { Target = new(StoredBytes: share) }, UnifyCases.Rows(network, 12));
            var bytes = (double)coded.ToOnnx().Length / network.ToOnnx().Length;
            Assert.IsTrue(bytes <= share && bytes > share - 0.06, $"{options}: {bytes} of {share}: {report}");
        }
    }

    [TestMethod]
    public void LongNamesAndLargeTablesOfFormsCountToo()
    {
        var network = new NetworkBuilder([8, 16, 16], 3).Conv(8, 13, pad: 6).Relu().Flatten().Dense(3, bias: false).Build();
        var name = new string('n', 150);
        network = network.With(nodes: network.Nodes.Select(n => n.Name == "conv1" ? n.WithInput(1, name) : n), weights: network.Weights.Values.Select(w => w.Name == "conv1.weight" ? w.Named(name) : w));
        for (var count = 1; count < 64; count += 4)
        {
            var coded = Cluster(network, new() { Clusters = count, Symmetry = KernelSymmetry.Square }, UnifyCases.Rows(network, 0)).Network;
            Assert.IsTrue(coded.ToOnnx().Length <= network.ToOnnx().Length, $"{count}");
        }
        foreach (var share in new[] { 0.9, 0.8, 0.7 })
            Assert.IsTrue(Cluster(network, new() { Target = new(StoredBytes: share), Symmetry = KernelSymmetry.Square }, UnifyCases.Rows(network, 0)).Network.ToOnnx().Length <= share * network.ToOnnx().Length);
    }

    [TestMethod]
    public void ATargetThatCannotBeMetIsTold()
    {
        var network = Images();
        StringAssert.Contains(Cluster(network, new() { Target = new(StoredBytes: 0.01) }, UnifyCases.Rows(network, 0)).Report, "StoredBytes");
    }

    [TestMethod]
    [DataRow(0.3)]
    [DataRow(0.05)]
    public void ALayerChangesNoMoreThanItMayAndNotMuchLess(double most)
    {
        var network = new NetworkBuilder([32, 5, 5], 3).Conv(48, 2).Build();
        var rows = UnifyCases.Rows(network, 64);
        foreach (var scaled in new[] { false, true })
        {
            var coded = Cluster(network, new() { MaxOutputError = most, Scaled = scaled, Refit = false }, rows).Network;
            var change = UnifyCases.Change(network, coded, network.Outputs[0].Name, rows);
            Assert.IsTrue(change <= most * 1.001 && change > most / 3, $"{change} of {most}");
            Assert.IsTrue(UnifyCases.Change(network, Cluster(network, new() { MaxOutputError = most, Scaled = scaled }, rows).Network, network.Outputs[0].Name, rows) <= most * 1.001);
            var byWeights = Cluster(network, new() { MaxOutputError = most, Scaled = scaled }, UnifyCases.Rows(network, 0)).Network.Values("conv1.weight");
            var (before, sum) = (network.Values("conv1.weight"), network.Values("conv1.weight").Sum(v => (double)v * v));
            var moved = before.Zip(byWeights, (a, b) => Math.Pow(a - b, 2)).Sum() / sum;
            Assert.IsTrue(moved <= most * 1.001 && moved > most / 3, $"{moved} of {most}");
        }
    }

    [TestMethod]
    [DataRow(0.3, true)]
    [DataRow(0.05, false)]
    public void OfLayersThatShareRepresentativesTheOneThatBearsLeastDecides(double most, bool scaled)
    {
        var network = new NetworkBuilder([16, 6, 6], 3).Conv(24, 2).Relu().Conv(24, 2).Relu().Conv(24, 2).Build();
        var rows = UnifyCases.Rows(network, 64);
        string[] names = ["conv1", "conv2", "conv3"];
        var options = new KernelClusterOptions { MaxOutputError = most, Scaled = scaled, Scope = KernelScope.Network, Refit = false };
        var coded = Cluster(network, options, rows).Network;
        double[] changes = [.. names.Select(n => UnifyCases.Change(network, network.WithWeights([coded.Weights[$"{n}.weight"]]), network.Nodes.First(o => o.Name == n).Output, rows))];
        Assert.IsTrue(changes.Max() <= most * 1.001 && changes.Max() > most / 3, $"{string.Join(", ", changes)} of {most}");

        coded = Cluster(network, options, UnifyCases.Rows(network, 0)).Network;
        changes = [.. names.Select(n => network.Values($"{n}.weight").Zip(coded.Values($"{n}.weight"), (a, b) => Math.Pow(a - b, 2)).Sum() / network.Values($"{n}.weight").Sum(v => (double)v * v))];
        Assert.IsTrue(changes.Max() <= most * 1.001 && changes.Max() > most / 3, $"{string.Join(", ", changes)} of {most}");
    }

    [TestMethod]
    public void ADriftThatIsNotAllowedTakesMoreRepresentativesOrNone()
    {
        var network = Images();
        var rows = UnifyCases.Rows(network, 40);
        var before = int.MaxValue;
        foreach (var most in new[] { 1e-9, 0.003, 0.05, 0.4 })
        {
            KernelClusterOptions[] others = most != 0.05 ? [] : [new() { MaxOutputError = 0.5 }, new() { Clusters = 2, Symmetry = KernelSymmetry.Square, Scaled = false }, new() { Target = new(StoredBytes: 0.2) }];
            foreach (var options in others.Append(new()))
            {
                var (coded, report) = Cluster(network, options with { MaxOutputDrift = most }, rows);
                var change = UnifyCases.Change(network, coded, network.Outputs[0].Name, rows);
                Assert.IsTrue(change <= most * 1.001, $"{options}: {change} of {most}: {report}");
                if (options == new KernelClusterOptions())
                    Assert.IsTrue(coded.ToOnnx().Length <= before && (before = coded.ToOnnx().Length) > 0, $"{most}: {report}");
            }
        }
        Assert.IsTrue(before < network.ToOnnx().Length);
    }

    [TestMethod]
    public void MoreRepresentativesThanAnIndexCanTellAreNotAskedOfIt()
    {
        var network = new NetworkBuilder([100, 2, 2], 3).Conv(100, 2).Build();
        var coded = Cluster(network, new() { Clusters = 8300, Symmetry = KernelSymmetry.Square, Scaled = false, Refit = false }, UnifyCases.Rows(network, 0)).Network;
        Assert.AreEqual(8192, Representatives(Coded(coded).Single()), 64, "eight forms each");
    }

    [TestMethod]
    public void CodebooksThatOthersShareAreNotCountedAsGone()
    {
        // Each layer alone would take less than with the codebook that all share, but that stays while one layer reads it.
        var network = Codes.SharingKernels(new NetworkBuilder(2, 12, 12).Conv(16, 3).Relu().Conv(16, 3).Relu().Conv(16, 3).Flatten().Dense(3).Build(), 200, seed: 2).Coded;
        foreach (var count in new[] { 5, 90, 150 })
        {
            var coded = Cluster(network, new() { Clusters = count }, UnifyCases.Rows(network, 0)).Network;
            Assert.IsTrue(coded.ToOnnx().Length <= network.ToOnnx().Length, $"{count}");
        }
        var fewer = Cluster(network, new() { Clusters = 40, Scope = KernelScope.Network }, UnifyCases.Rows(network, 0)).Network;
        Assert.IsTrue(fewer.ToOnnx().Length < network.ToOnnx().Length);
    }

    private static int Representatives(Weight weight) => (int)((KernelStorage)weight.Storage).Codebook.Shape[0];
}
