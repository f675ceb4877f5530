using MLNetCompact.Tests.BadInput;
using MLNetCompact.Tests.Tools;
using static MLNetCompact.Tests.ClusterCases;

namespace MLNetCompact.Tests;

[TestClass]
public sealed class KernelClustererTests
{
    public static IEnumerable<object[]> Forms =>
    [
        [new KernelClusterOptions { Clusters = 30 }],
        [new KernelClusterOptions { Clusters = 30, Scaled = false }],
        [new KernelClusterOptions { Clusters = 20, Symmetry = KernelSymmetry.Square }],
        [new KernelClusterOptions { Clusters = 20, Symmetry = KernelSymmetry.Flips, Scaled = false }],
        [new KernelClusterOptions { Removed = 0.9, Scope = KernelScope.Network }],
        [new KernelClusterOptions { Removed = 0.9, Scope = KernelScope.Network, Symmetry = KernelSymmetry.Mirror, WeighInputs = true }],
        [new KernelClusterOptions { Clusters = 40, SubVectors = 4 }],
        [new KernelClusterOptions { Clusters = 40, SubVectors = 6, Scaled = false, WeighInputs = true }],
        [new KernelClusterOptions { Clusters = 30, Representative = KernelRepresentative.Medoid }],
        [new KernelClusterOptions { MaxOutputError = 0.1 }],
    ];

    [TestMethod]
    [DynamicData(nameof(Forms))]
    public void TheFileComputesWhatTheDecodedWeightsComputeAndRefittingBringsItNearer(KernelClusterOptions options)
    {
        var network = Images();
        var rows = UnifyCases.Rows(network, 64);
        var (coded, report) = Cluster(network, options, rows);
        Assert.IsTrue(Coded(coded).Length > (options.SubVectors is null ? 1 : 2), report);
        Assert.IsTrue(coded.ToOnnx().Length < network.ToOnnx().Length);
        Same.Behaviour(coded.WithWeights(Coded(coded).Select(w => Weight.Of(w.Name, w.Shape, Codes.Decode((KernelStorage)w.Storage)))), Network.Load(coded.ToOnnx()), $"{options}");
        foreach (var weight in Coded(coded))
            StringAssert.Contains(report, $"{weight.StoredBytes} of {network.Weights[weight.Name].StoredBytes} bytes");
        StringAssert.Contains(report, "% removed");
        var output = network.Outputs[0].Name;
        var (change, without) = (UnifyCases.Change(network, coded, output, rows), UnifyCases.Change(network, Cluster(network, options with { Refit = false }, rows).Network, output, rows));
        Assert.IsTrue(change < 0.95 * without, $"{change} and {without} without");
        Assert.IsTrue(float.IsFinite(UnifyCases.Values(Cluster(network, options, UnifyCases.Rows(network, 0)).Network, output, rows).Sum()), "without rows");
    }

    [TestMethod]
    public void AMedoidIsAKernelOfTheLayer()
    {
        var network = Images();
        foreach (var scaled in new[] { false, true })
        {
            var coded = Cluster(network, new() { Clusters = 25, Representative = KernelRepresentative.Medoid, Scaled = scaled }, UnifyCases.Rows(network, 64)).Network;
            var codebook = ((KernelStorage)coded.Weights["conv2.weight"].Storage).Codebook.Values.ToArray().Chunk(9).ToArray();
            var kernels = network.Values("conv2.weight").Chunk(9).Select(Unit).ToArray();
            foreach (var representative in codebook)
                Assert.IsTrue(kernels.Any(k => k.Zip(representative, (a, b) => Math.Abs(a - b)).Max() < 1e-6), "no kernel is that medoid");

            float[] Unit(float[] kernel) => scaled ? [.. kernel.Select(v => v / (float)Math.Sqrt(KernelSet.Squares(kernel)))] : kernel;
        }
    }

    [TestMethod]
    public void NoMoreDifferentKernelsThanRepresentativesAreKeptBitForBit()
    {
        var random = new Random(4);
        float[][] few = [.. Enumerable.Range(0, 20).Select(_ => Enumerable.Range(0, 9).Select(_ => random.NextSingle() - 0.5f).ToArray())];
        var network = Images().Set("conv2.weight", (i, _) => few[i / 9 * 7 % 20][i % 9]);
        foreach (var options in new KernelClusterOptions[] { new() { Clusters = 20 }, new() { Clusters = 30, Scaled = false }, new() { Clusters = 30, Symmetry = KernelSymmetry.Square }, new() { MaxOutputError = 1e-6 } })
        {
            var (coded, report) = Cluster(network, options, UnifyCases.Rows(network, 50));
            CollectionAssert.AreEqual(network.Values("conv2.weight"), coded.Values("conv2.weight"), $"{options}");
            Assert.AreEqual(20L, ((KernelStorage)coded.Weights["conv2.weight"].Storage).Codebook.Shape[0], report);
        }
    }

    [TestMethod]
    public void LayersOfANetworkShareOneCodebook()
    {
        var network = new NetworkBuilder([2, 12, 12], 3).Conv(16, 3).BatchNormalization().Relu().Conv(20, 3).BatchNormalization().Relu().Conv(18, 3).Relu().Conv(12, 2).Flatten().Dense(4).Build();
        var rows = UnifyCases.Rows(network, 64);
        var (coded, report) = Cluster(network, new() { Clusters = 40, Scope = KernelScope.Network }, rows);
        var codebooks = new[] { "conv1", "conv2", "conv3" }.Select(c => ((KernelStorage)coded.Weights[$"{c}.weight"].Storage).Codebook).ToArray();
        Assert.IsTrue(codebooks.All(c => ReferenceEquals(c, codebooks[0])), report);
        var initializers = MLNetCompact.Onnx.ModelProto.Parser.ParseFrom(coded.ToOnnx()).Graph.Initializer;
        Assert.AreEqual(1, initializers.Count(i => i.Dims.SequenceEqual([40, 3, 3])), report);
        Assert.IsFalse(report.Contains("(-", StringComparison.Ordinal), report);
        Assert.IsTrue(Cluster(network, new() { Clusters = 20 }, rows).Network.Weights.Values.Select(w => w.Storage).OfType<KernelStorage>().All(s => !s.IsShared));
    }

    [TestMethod]
    public void WhatCannotBeSharedStaysAndTheReportSaysWhy()
    {
        var network = new NetworkBuilder([2, 11, 11], 3).Conv(30, 1).Relu().Conv(20, 3).Relu().Conv(1, 3).Relu().Conv(24, 3).Relu().Conv(24, 3).Relu().Flatten().Dense(7).Relu().Dense(5).Build();
        network = network.With(weights: network.Weights.Values.Select(w => w.Name == "conv5.weight" ? Weight.Of(w.Name, ElementType.Float16, w.Shape, w.Values) : w));
        var (coded, report) = Cluster(network, new() { Clusters = 16, SubVectors = 5 }, UnifyCases.Rows(network, 0));
        CollectionAssert.AreEqual(new[] { "conv2.weight" }, Coded(coded).Select(w => w.Name).ToArray(), report);
        StringAssert.Contains(report, "its kernels are of one number");
        StringAssert.Contains(report, "Float16");
        StringAssert.Contains(report, "multiple of 5");
        StringAssert.Contains(report, "kernels stay: with representatives they would not take less than");
    }

    [TestMethod]
    public void AnUnrepresentableNumberIsRefusedByName()
    {
        var network = Images().Set("conv2.weight", (i, v) => i == 17 ? float.NaN : v);
        Bad.Message<InvalidOperationException>(() => Cluster(network, new(), UnifyCases.Rows(network, 0)), "conv2.weight", "NaN", "17");
    }

    [TestMethod]
    public void AWeightThatTwoNodesReadIsSharedForBoth()
    {
        var network = new NetworkBuilder([8, 9, 9], 3).Conv(8, 3, pad: 1).Relu().Conv(8, 3, pad: 1).Relu().Flatten().Dense(4).Build();
        network = network.With(nodes: network.Nodes.Select(n => n.Name == "conv2" ? n.WithInput(1, "conv1.weight") : n), weights: network.Weights.Values.Where(w => w.Name != "conv2.weight"));
        var rows = UnifyCases.Rows(network, 40);
        var (coded, report) = Cluster(network, new() { Clusters = 16 }, rows);
        Assert.HasCount(1, Coded(coded));
        Same.Behaviour(coded.WithWeights(Coded(coded).Select(w => w.AsDense())), coded, report);
    }

    [TestMethod]
    public void ASparseWeightWhoseCodeIsSmallerStays()
    {
        var network = Images();
        network = network.Set("conv2.weight", (i, v) => i % 20 == 0 ? v : 0);
        network = network.WithWeights([network.Weights["conv2.weight"].AsSparse()]);
        Assert.IsInstanceOfType<SparseStorage>(network.Weights["conv2.weight"].Storage);
        var (coded, report) = Cluster(network, new() { Clusters = 100 }, UnifyCases.Rows(network, 0));
        Assert.AreSame(network.Weights["conv2.weight"], coded.Weights["conv2.weight"], report);
    }

    [TestMethod]
    public void FormsChangeWeightsLess()
    {
        var (network, before) = (Images(), double.PositiveInfinity);
        foreach (var symmetry in Enum.GetValues<KernelSymmetry>())
        {
            var coded = Cluster(network, new() { Clusters = 25, Symmetry = symmetry, Scaled = false }, UnifyCases.Rows(network, 0)).Network;
            var change = network.Values("conv2.weight").Zip(coded.Values("conv2.weight"), (a, b) => Math.Pow(a - b, 2)).Sum();
            Assert.IsTrue(change < before, $"{symmetry}: {change}");
            before = change;
        }
    }

    [TestMethod]
    public void KernelsThatReadMoreChangeLess()
    {
        var network = Images();
        // Three of the channels that the second convolution reads are ten times as strong, and one is dead.
        network = network.Set("conv1.weight", (i, v) => i / 54 == 7 ? 0 : i / 54 < 3 ? 10 * v : v);
        var rows = UnifyCases.Rows(network, 100);
        var strengths = UnifyCases.Values(network, network.Nodes.First(n => n.Name == "conv2").Inputs[0], rows).Chunk(49).Select((map, i) => (Channel: i % 24, Squares: map.Average(v => (double)v * v)))
            .GroupBy(m => m.Channel).Select(g => g.Average(m => m.Squares)).ToArray();
        var options = new KernelClusterOptions { Clusters = 25, Scaled = false, Refit = false };
        Assert.IsTrue(Loss(options with { WeighInputs = true }) < 0.8 * Loss(options));

        double Loss(KernelClusterOptions asked)
        {
            var coded = Cluster(network, asked, rows).Network.Values("conv2.weight");
            return network.Values("conv2.weight").Select((v, i) => strengths[i / 9 % 24] * Math.Pow(v - coded[i], 2)).Sum();
        }
    }

    [TestMethod]
    public void RandomNetworksStayWholeAndNeverGrow()
    {
        var shared = 0;
        for (var seed = 0; seed < 64; seed++)
        {
            // Layers of the first two kinds are mostly too small to gain anything.
            var network = (seed % 4) switch { 0 => RandomNetworks.Create(seed, 6), 1 => RandomGraphs.Create(seed, 4, 0).Network, _ => Wide(seed) };
            if (network.Inputs.Count > 1 || network.Outputs.Any(o => network.Shapes.GetValueOrDefault(o.Name) is null) || network.Inputs[0].Shape is not { } shape || shape.Skip(1).Contains(Shape.Unknown)
                || network.Inputs[0].Type != ElementType.Float)
                continue;
            var options = new KernelClusterOptions
            {
                Clusters = 1 + seed % 5, Scaled = seed % 3 > 0, Scope = (KernelScope)(seed / 2 % 2), Symmetry = (KernelSymmetry)(seed / 3 % 4), SubVectors = seed % 7 < 3 ? 2 + seed % 7 : null,
                Representative = (KernelRepresentative)(seed / 5 % 2), WeighInputs = seed / 7 % 2 == 0, Refit = seed % 11 > 1,
            };
            var rows = UnifyCases.Rows(network, seed % 6 == 0 ? 0 : 24, seed);
            var (coded, report) = Cluster(network, options, rows);
            shared += Coded(coded).Length;
            Assert.IsTrue(coded.ToOnnx().Length <= network.ToOnnx().Length, $"seed {seed}: {report}");
            Same.Outputs(Ran(coded.WithWeights(Coded(coded).Select(w => w.AsDense()))), Ran(Network.Load(coded.ToOnnx())), $"seed {seed}, {options}");

            Dictionary<string, ReferenceTensor> Ran(Network of) => OrtExecutor.Run(of.ToOnnx(), RandomNetworks.Inputs(network, seed));
        }
        Assert.IsTrue(shared > 30, $"{shared}");
    }

    /// <summary>A network of wide convolutions of many forms.</summary>
    private static Network Wide(int seed)
    {
        var random = new Random(seed);
        var builder = new NetworkBuilder([4 * random.Next(1, 4), random.Next(8, 10), random.Next(8, 10)], seed);
        for (var i = 0; i < 3; i++)
        {
            builder.Conv(4 * random.Next(3, 8), random.Next(1, 4), random.Next(1, 3), random.Next(2), random.Next(4) == 0 ? 4 : 1, bias: random.Next(2) == 0);
            _ = random.Next(4) switch { 0 => builder.BatchNormalization().Relu(), 1 => builder.Residual(b => b.Conv((int)b.Shape[1], 3, pad: 1)), 2 => builder.Tanh(), _ => builder.Relu() };
        }
        return builder.Flatten().Dense(12).Relu().Dense(3).Build();
    }
}
