using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

/// <summary>A dead channel still emits a constant; whoever reads it keeps getting it, as a bias or through a carrier.</summary>
[TestClass]
public class DeadConstantsTests
{
    [TestMethod]
    [DataRow(nameof(Identity))]
    [DataRow(nameof(Relu))]
    [DataRow(nameof(Sigmoid))]
    [DataRow(nameof(Tanh))]
    public void DeadNeuronBiasReachesTheNextLayer(string activation)
    {
        (Operator op, Func<double, double> apply) = activation switch
        {
            nameof(Relu) => ((Operator)new Relu(), (Func<double, double>)(x => Math.Max(0, x))),
            nameof(Sigmoid) => (new Sigmoid(), x => 1 / (1 + Math.Exp(-x))),
            nameof(Tanh) => (new Tanh(), Math.Tanh),
            _ => (new Identity(), x => x),
        };
        foreach (var bias in new[] { 1.25f, -0.75f })
        {
            var network = Samples.Dense(new Gemm(), new Gemm { TransB = true }, activation: op).Set("b1", (_, _) => bias);
            var cut = Surgery.Remove(network, [Samples.Group(network, "first", 1)]).Network;
            // Column 1 of w2 is 2, 5, 8. "second" had no bias: it is made, unless there is nothing to add.
            var expected = new[] { 2, 5, 8 }.Select(w => (float)(w * apply(bias))).ToArray();
            if (expected[0] == 0)
                Assert.IsNull(cut.Nodes[2].Input(2));
            else
                CollectionAssert.AreEqual(expected, cut.Values(cut.Nodes[2].Inputs[2]));
        }
    }

    [TestMethod]
    public void DeadFilterBiasReachesTheDenseLayerThroughPoolingAndFlattening()
    {
        var network = OnnxModels.Small();
        var group = Samples.Group(network, "conv1", 2);
        var result = Surgery.Remove(network, [group]);
        // Filter 2 has bias 0.15 and is 9 features of the dense layer.
        var (weight, bias) = (network.Values("dense1.weight"), network.Values("dense1.bias"));
        var expected = Enumerable.Range(0, 4).Select(n => (double)bias[n] + Enumerable.Range(18, 9).Sum(i => (double)weight[n * 27 + i] * network.Values("conv1.bias")[2])).ToArray();
        var actual = result.Network.Values("dense1.bias");
        for (var n = 0; n < 4; n++)
            Assert.AreEqual(expected[n], actual[n], 1e-6);
        Assert.AreNotEqual(bias[0], actual[0], 1e-3f);
        Same.Behaviour(Surgery.Mask(network, [group]), result.Network, "through pooling");
    }

    [TestMethod]
    public void FactorsOfTheDenseLayersAreAccountedFor()
    {
        var network = Samples.Dense(new Gemm { Beta = 3 }, new Gemm { TransB = true, Alpha = 0.5f, Beta = -2 });
        var group = Samples.Group(network, "first", 1);
        var cut = Surgery.Remove(network, [group]).Network;
        // The neuron emits 3 * 2; "second" adds 0.5 * (2, 5, 8) * 6 to -2 * bias.
        CollectionAssert.AreEqual(new[] { -3, -7.5f, -12 }, cut.Values(cut.Nodes[2].Inputs[2]));
        Same.Behaviour(Surgery.Mask(network, [group]), cut, "factors");
    }

    [TestMethod]
    public void MissingBiasIsMadeUnderAFreeName()
    {
        var network = Samples.Dense(new Gemm(), new Gemm());
        // The obvious name is taken by a value.
        network = network.With(nodes: [network.Nodes[0], network.Nodes[1] with { Outputs = ["second.bias"] }, network.Nodes[2] with { Inputs = ["second.bias", "w2"] }]);
        var group = Samples.Group(network, "first", 2);
        var cut = Surgery.Remove(network, [group]).Network;
        CollectionAssert.AreEqual(new float[] { 21, 24, 27 }, cut.Values(cut.Nodes[2].Inputs[2]));
        Same.Behaviour(Surgery.Mask(network, [group]), cut, "made bias");
    }

    [TestMethod]
    public void ABiasThatTwoNodesReadIsCopied()
    {
        var network = Samples.Dense(new Gemm(), new Gemm());
        network = network.With(nodes: network.Nodes.Select(n => n.Name == "second" ? n with { Inputs = ["act.out", "w2", "b1"] } : n));
        var group = Samples.Group(network, "first", 0);
        var cut = Surgery.Remove(network, [group]).Network;
        Assert.AreNotEqual(cut.Nodes[0].Inputs[2], cut.Nodes[2].Inputs[2]);
        CollectionAssert.AreEqual(new float[] { 2, 3 }, cut.Values(cut.Nodes[0].Inputs[2]));
        CollectionAssert.AreEqual(new float[] { 1 + 1, 2 + 2, 3 + 3 }, cut.Values(cut.Nodes[2].Inputs[2]));
        Same.Behaviour(Surgery.Mask(network, [group]), cut, "shared bias");
    }

    [TestMethod]
    public void AConstantThatNobodyReadsIsNotCarriedOn()
    {
        var network = Padded();
        var reader = network.Nodes.Single(n => n.Name == "conv2");
        var (view, weight) = (LinearView.Of(reader, network)!, network.Weights[reader.Inputs[1]]);
        var values = weight.Values.ToArray();
        for (var row = 0; row < view.Rows; row++)
            values.AsSpan(view.At(row, 1), view.Block).Clear();
        network = network.WithWeights([weight.With(values)]);
        var result = Surgery.Remove(network, [Samples.Group(network, "conv1", 1)]);
        Assert.HasCount(1, result.Removed);
        Assert.AreEqual(network.Nodes.Count, result.Network.Nodes.Count, "nothing is added for the borders");
        Same.Behaviour(network, result.Network, "a channel that nobody reads");
    }

    [TestMethod]
    public void WhatADeadFilterLeavesFadesAtTheBordersOfAPaddedConvolution()
    {
        var network = Padded();
        ChannelGroup[] groups = [Samples.Group(network, "conv1", 1), Samples.Group(network, "conv1", 3), Samples.Group(network, "conv1", 4)];
        var result = Surgery.Remove(network, groups);
        Assert.IsEmpty(result.Carriers);
        Assert.HasCount(3, result.Removed);
        // One number for each of 3 x 3 zones and 2 filters, spread over 6 x 6 pixels and added.
        Assert.AreEqual("[1, 2, 3, 3]", result.Network.Weights["conv2.constants"].Shape.ToString());
        Assert.AreEqual("Conv Tanh Conv Gather Gather Add", string.Join(' ', result.Network.Nodes.Select(n => n.Operator.OpType)));
        CollectionAssert.AreEqual(new long[] { 0, 1, 1, 1, 1, 2 }, result.Network.Weights["conv2.places2"].Integers.ToArray());
        var masked = Surgery.Mask(network, groups);
        Same.Behaviour(masked, result.Network, "borders");

        // A mere change of the bias would have been right in the middle and wrong at the borders.
        var inputs = RandomNetworks.Inputs(network);
        var (with, without) = (ReferenceExecutor.Run(masked, inputs)["Score"], ReferenceExecutor.Run(masked.Set("conv1.bias", (i, v) => i is 1 or 3 or 4 ? 0 : v), inputs)["Score"]);
        double Constant(int row, int column) => with[0, 0, row, column] - without[0, 0, row, column];
        Assert.AreEqual(Constant(2, 2), Constant(3, 2), 1e-6);
        Assert.AreNotEqual(Constant(2, 2), Constant(0, 0), 1e-3);
    }

    [TestMethod]
    public void AnotherRemovalAddsToTheSameNumbers()
    {
        var network = Padded();
        var once = Surgery.Remove(network, [Samples.Group(network, "conv1", 1)]);
        var twice = Surgery.Remove(once.Network, [Samples.Group(once.Network, "conv1", 3)]);
        Assert.AreEqual("Conv Tanh Conv Gather Gather Add", string.Join(' ', twice.Network.Nodes.Select(n => n.Operator.OpType)));
        Same.Behaviour(Surgery.Mask(network, [Samples.Group(network, "conv1", 1), Samples.Group(network, "conv1", 4)]), twice.Network, "twice");
        var read = Network.Load(twice.Network.ToOnnx());
        CollectionAssert.AreEqual(twice.Network.ToOnnx(), read.ToOnnx());
        Assert.AreEqual(twice.Network.Groups().ToString(), read.Groups().ToString());
    }

    [TestMethod]
    public void AFilterWithZonesBehindItIsRemovedToo()
    {
        // The second of three convolutions gets zones; then its own filter goes, and the third gets what that leaves.
        var network = new NetworkBuilder(2, 6, 6).Conv(8, 3, pad: 1).Tanh().Conv(8, 3, pad: 1).Sigmoid().MaxPool(2).Conv(2, 3, pad: 1).Build()
            .Set("conv1.bias", (i, _) => 0.3f * (i + 1)).Set("conv2.bias", (i, _) => 0.2f * i - 0.5f);
        ChannelGroup[] first = [.. Enumerable.Range(0, 4).Select(i => Samples.Group(network, "conv1", i))];
        var once = Surgery.Remove(network, first).Network;
        ChannelGroup[] second = [.. Enumerable.Range(2, 4).Select(i => Samples.Group(once, "conv2", i))];
        var twice = Surgery.Remove(once, second);
        Assert.HasCount(4, twice.Removed);
        Same.Behaviour(Surgery.Mask(once, second), twice.Network, "zones of a removed filter");
    }

    [TestMethod]
    public void WhereTheSizeOfTheMapsIsOpenOneChannelCarriesTheConstantsOfAll()
    {
        var network = Open(Padded());
        ChannelGroup[] groups = [Samples.Group(network, "conv1", 1), Samples.Group(network, "conv1", 3), Samples.Group(network, "conv1", 4)];
        var result = Surgery.Remove(network, groups);
        // One of the three stays as the carrier, with all its weights 0: that of the largest bias.
        Assert.AreEqual("conv1[4]", result.Carriers.Single().Producers.Single().ToString());
        Assert.AreEqual("conv1[1] conv1[3]", string.Join(' ', result.Removed.SelectMany(g => g.Producers)));
        Assert.AreEqual("[3, 2, 3, 3]", result.Network.Weights["conv1.weight"].Shape.ToString());
        Assert.IsTrue(result.Network.Values("conv1.weight").Skip(2 * 18).All(v => v == 0));
        Same.Behaviour(Surgery.Mask(network, groups), result.Network, "borders");
    }

    [TestMethod]
    public void NoCarrierStaysWhereTheConstantIsZero()
    {
        // Behind Relu a negative bias is 0, with padding or without.
        var network = new NetworkBuilder(2, 6, 6).Conv(5, 3).Relu().Conv(2, 3, pad: 1).Build().Set("conv1.bias", (i, _) => -1 - i);
        ChannelGroup[] groups = [Samples.Group(network, "conv1", 1), Samples.Group(network, "conv1", 3)];
        var result = Surgery.Remove(network, groups);
        Assert.IsEmpty(result.Carriers);
        Assert.HasCount(2, result.Removed);
        Same.Behaviour(Surgery.Mask(network, groups), result.Network, "zero constant");
    }

    [TestMethod]
    public void NoCarrierStaysWithoutPadding()
    {
        var network = new NetworkBuilder(2, 6, 6).Conv(3, 3).Conv(2, 3).Build().Set("conv1.bias", (_, _) => 0.5f);
        var result = Surgery.Remove(network, [Samples.Group(network, "conv1", 0)]);
        Assert.IsEmpty(result.Carriers);
        Same.Behaviour(Surgery.Mask(network, result.Removed), result.Network, "no padding");
    }

    [TestMethod]
    public void ACarrierIsFoundAgainAndStays()
    {
        var network = Open(Padded());
        var once = Surgery.Remove(network, [Samples.Group(network, "conv1", 0), Samples.Group(network, "conv1", 1)]);
        var again = Surgery.RemoveDead(once.Network);
        Assert.IsEmpty(again.Removed);
        Assert.HasCount(1, again.Carriers);
        CollectionAssert.AreEqual(once.Network.ToOnnx(), again.Network.ToOnnx());
    }

    [TestMethod]
    public void TwoPaddedReadersShareOneCarrier()
    {
        var network = ForkedAndPadded(new Tanh(), 0.1f, 0.4f, 0.5f, 0.3f);
        ChannelGroup[] groups = [Samples.Group(network, "trunk", 1), Samples.Group(network, "trunk", 2), Samples.Group(network, "trunk", 3)];
        var result = Surgery.Remove(network, groups);
        Assert.AreEqual("trunk[2]", result.Carriers.Single().Producers.Single().ToString());
        Same.Behaviour(Surgery.Mask(network, groups), result.Network, "one carrier");
    }

    [TestMethod]
    public void ACarrierWhoseConstantFadesAwayIsNotSharedWithTheReaderBehind()
    {
        // -30 is the largest constant in front of the sigmoid and 1e-13 behind it: nothing can be carried on that.
        var network = ForkedAndPadded(new Sigmoid(), 0.1f, -30, 2, 1);
        ChannelGroup[] groups = [Samples.Group(network, "trunk", 1), Samples.Group(network, "trunk", 2), Samples.Group(network, "trunk", 3)];
        var result = Surgery.Remove(network, groups);
        Assert.AreEqual("trunk[1] trunk[2]", string.Join(' ', result.Carriers.SelectMany(g => g.Producers)));
        Same.Behaviour(Surgery.Mask(network, groups), result.Network, "faded carrier");
    }

    /// <summary>A convolution of four filters, read by one padded convolution as it is and by another behind an activation.</summary>
    private static Network ForkedAndPadded(Operator activation, params float[] biases)
    {
        var maps = new Shape(Shape.Unknown, 2, Shape.Unknown, Shape.Unknown);
        var padded = new Conv { Kernel = [3, 3], Pads = [1, 1, 1, 1] };
        var (left, right) = (Samples.Counting("wl", 1, 4, 3, 3), Samples.Counting("wr", 1, 4, 3, 3));
        return new Network([new("x", ElementType.Float, maps)],
            [
                new("trunk", new Conv { Kernel = [1, 1] }, ["x", "w", "b"], ["t"]), new("left", padded, ["t", "wl"], ["yl"]),
                new("act", activation, ["t"], ["a"]), new("right", padded, ["a", "wr"], ["yr"]),
            ],
            [new("yl", ElementType.Float, null), new("yr", ElementType.Float, null)],
            [Samples.Counting("w", 4, 2, 1, 1), Weight.Of("b", new Shape(4), biases), left, right]);
    }

    /// <summary>The same network for maps of any size.</summary>
    private static Network Open(Network network) => network.With(
        inputs: network.Inputs.Select(i => i with { Shape = new Shape(Shape.Unknown, i.Shape![1], Shape.Unknown, Shape.Unknown) }),
        outputs: network.Outputs.Select(o => o with { Shape = new Shape(Shape.Unknown, o.Shape![1], Shape.Unknown, Shape.Unknown) }));

    /// <summary>Two convolutions, the second padded with zeros; biases count up.</summary>
    private static Network Padded() =>
        new NetworkBuilder(2, 6, 6).Conv(5, 3, pad: 1).Tanh().Conv(2, 3, pad: 1).Build().Set("conv1.bias", (i, _) => 0.3f * (i + 1));
}
