using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

[TestClass]
public class SurgeryTests
{
    [TestMethod]
    public void RowsOfTheMakerAndColumnsOfTheReaderGo()
    {
        var network = Samples.Dense(new Gemm { TransB = true }, new Gemm { TransB = true }).Set("b1", (_, _) => 0);
        var cut = Surgery.Remove(network, [Samples.Group(network, "first", 1)]).Network;
        CollectionAssert.AreEqual(new float[] { 1, 2, 3, 7, 8, 9 }, cut.Values("w1"));
        CollectionAssert.AreEqual(new float[] { 1, 3, 4, 6, 7, 9 }, cut.Values("w2"));
        Assert.AreEqual(("[2, 3]", "[2]", "[3, 2]"), (cut.Weights["w1"].Shape.ToString(), cut.Weights["b1"].Shape.ToString(), cut.Weights["w2"].Shape.ToString()));
        Assert.HasCount(3, cut.Weights);
    }

    [TestMethod]
    public void WeightsStoredTheOtherWayAreCutTheOtherWay()
    {
        var network = Samples.Dense(new Gemm(), new Gemm()).Set("b1", (_, _) => 0);
        var cut = Surgery.Remove(network, [Samples.Group(network, "first", 1)]).Network;
        CollectionAssert.AreEqual(new float[] { 1, 3, 4, 6, 7, 9 }, cut.Values("w1"));
        CollectionAssert.AreEqual(new float[] { 1, 2, 3, 7, 8, 9 }, cut.Values("w2"));
    }

    [TestMethod]
    public void TheNetworkGivenStaysAsItIs()
    {
        var network = OnnxModels.Small();
        var before = network.ToOnnx();
        Surgery.Remove(network, ChannelGroups.Of(network).Removable);
        Surgery.Mask(network, ChannelGroups.Of(network).Removable);
        CollectionAssert.AreEqual(before, network.ToOnnx());
    }

    [TestMethod]
    public void WeightsThatStayAreShared()
    {
        var network = Networks.LeNet5();
        var cut = Surgery.Remove(network, [Samples.Group(network, "conv1", 0)]).Network;
        Assert.AreSame(network.Weights["dense1.weight"], cut.Weights["dense1.weight"]);
    }

    [TestMethod]
    public void ALayerKeepsItsLastChannel()
    {
        var network = Networks.LeNet5();
        var result = Surgery.Remove(network, ChannelGroups.Of(network).Removable);
        Assert.AreEqual("[1, 1, 5, 5] [1, 1, 5, 5] [1, 16] [10, 1]", string.Join(' ',
            new[] { "conv1", "conv2", "dense1", "dense2" }.Select(n => result.Network.Weights[$"{n}.weight"].Shape)));
        Assert.AreEqual("conv1[0]: Conv 'conv1' needs at least one channel; conv2[0]: Conv 'conv2' needs at least one channel; dense1[0]: Gemm 'dense1' needs at least one channel",
            string.Join("; ", result.Refused.Select(r => $"{r.Group.Producers[0]}: {r.Reason}")));
        Assert.HasCount(19 + 49 + 499, result.Removed);
    }

    [TestMethod]
    public void ProtectedGroupsAreRefusedWithTheirReason()
    {
        var network = OnnxModels.Small();
        var result = Surgery.Remove(network, ChannelGroups.Of(network).All.Where(g => !g.IsRemovable));
        Assert.IsEmpty(result.Removed);
        Assert.HasCount(4, result.Refused);
        Assert.IsTrue(result.Refused.All(r => r.Reason == r.Group.Protection));
        CollectionAssert.AreEqual(network.ToOnnx(), result.Network.ToOnnx());
    }

    [TestMethod]
    public void AGroupAskedForTwiceIsRemovedOnce()
    {
        var network = OnnxModels.Small();
        var group = Samples.Group(network, "dense1", 2);
        Assert.HasCount(1, Surgery.Remove(network, [group, group]).Removed);
    }

    [TestMethod]
    public void GroupsOfAnotherNetworkAreRefused()
    {
        var (network, other) = (Networks.LeNet300100(), OnnxModels.Small());
        var group = Samples.Group(other, "dense1", 0);
        var e = Assert.ThrowsExactly<ArgumentException>(() => Surgery.Remove(network, [group]));
        Assert.Contains("dense1[0]", e.Message);
        Assert.ThrowsExactly<ArgumentException>(() => Surgery.Mask(network, [group]));
        Assert.ThrowsExactly<ArgumentException>(() => Surgery.Remove(other, [Samples.Group(network, "dense1", 299)]));
    }

    [TestMethod]
    public void MaskingSetsTheWeightsToZeroAndKeepsTheBias()
    {
        var network = Samples.Dense(new Gemm { TransB = true }, new Gemm());
        var masked = Surgery.Mask(network, [Samples.Group(network, "first", 0), Samples.Group(network, "first", 2)]);
        CollectionAssert.AreEqual(new float[] { 0, 0, 0, 4, 5, 6, 0, 0, 0 }, masked.Values("w1"));
        CollectionAssert.AreEqual(new float[] { 1, 2, 3 }, masked.Values("b1"));
    }

    [TestMethod]
    public void AWeightThatTwoNodesReadIsCopiedWhereOnlyOneIsCut()
    {
        var network = Samples.Dense(new Gemm(), new Gemm(), shared: true);
        ChannelGroup[] groups = [Samples.Group(network, "first", 0), Samples.Group(network, "first", 1)];
        var result = Surgery.Remove(network, groups);
        var (first, second) = (result.Network.Nodes[0].Inputs[1], result.Network.Nodes[2].Inputs[1]);
        Assert.AreNotEqual(first, second);
        CollectionAssert.AreEqual(new float[] { 3, 6, 9 }, result.Network.Values(first));
        CollectionAssert.AreEqual(new float[] { 7, 8, 9 }, result.Network.Values(second));
        Same.Behaviour(Surgery.Mask(network, groups), result.Network, "shared weight");
    }

    [TestMethod]
    public void ACopyThatCostsMoreThanTheRemovalFreesIsRefused()
    {
        // Two copies of 6 numbers for one of 9: more than the neuron and its bias free.
        var network = Samples.Dense(new Gemm(), new Gemm(), shared: true);
        var result = Surgery.Remove(network, [Samples.Group(network, "first", 1)]);
        Assert.Contains("cost more than its removal frees", result.Refused.Single().Reason);
        Assert.AreSame(network, result.Network);
    }

    [TestMethod]
    public void AWeightThatIsAnOutputTooStaysAsItIs()
    {
        // The copy is 6 numbers; the removal frees 3 weights of "first" and its bias, and the network still gives all 9 of "w2".
        var network = Samples.Dense(new Gemm(), new Gemm());
        network = network.With(outputs: [.. network.Outputs, new NetworkValue("w2", ElementType.Float, new Shape(3, 3))]);
        var result = Surgery.Remove(network, [Samples.Group(network, "first", 0)]);
        Assert.HasCount(1, result.Refused);
        var two = Surgery.Remove(network, [Samples.Group(network, "first", 0), Samples.Group(network, "first", 1)]).Network;
        CollectionAssert.AreEqual(network.Values("w2"), two.Values("w2"));
        Assert.AreEqual("[1, 3]", two.Weights[two.Nodes[2].Inputs[1]].Shape.ToString());
    }

    [TestMethod]
    public void OperatorsRightBehindTheInputAreNoObstacle()
    {
        var network = new NetworkBuilder(1, 2, 2).Relu().Flatten().Dense(3).Dense(1).Build();
        Assert.HasCount(1, Surgery.Remove(network, [Samples.Group(network, "dense1", 0)]).Removed);
    }
}
