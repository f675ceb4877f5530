using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

[TestClass]
public class ChannelGroupsTests
{
    [TestMethod]
    public void LeNet5Has20And50And500RemovableChannels()
    {
        var groups = ChannelGroups.Of(Networks.LeNet5());
        var counts = groups.Removable.CountBy(g => g.Producers.Single().Node).ToDictionary();
        Assert.HasCount(3, counts);
        Assert.AreEqual((20, 50, 500), (counts["conv1"], counts["conv2"], counts["dense1"]));
        Assert.HasCount(1 + 20 + 50 + 500 + 10, groups.All);
        CollectionAssert.AreEqual(Enumerable.Range(0, 581).ToArray(), groups.All.Select(g => g.Id).ToArray());
    }

    [TestMethod]
    public void InputsAndOutputsAreProtectedWithTheReason()
    {
        var groups = ChannelGroups.Of(Networks.LeNet5());
        var reasons = groups.All.Where(g => !g.IsRemovable).CountBy(g => g.Protection!).ToDictionary();
        Assert.HasCount(2, reasons);
        Assert.AreEqual(1, reasons["it is part of the network's input 'Features'"]);
        Assert.AreEqual(10, reasons["it is part of the network's output 'Score'"]);
    }

    [TestMethod]
    public void GroupsOfAKindReadAsALine()
    {
        var network = new NetworkBuilder(1, 4, 4).Conv(2, 3).Relu().MaxPool(2).Flatten().Dense(2).Build();
        var expected = """
            1 group: conv1 (protected: it is part of the network's input 'Features')
            2 groups of conv1[0-1]: conv1 -> relu1 -> pool1 -> flatten1 -> dense1
            2 groups of dense1[0-1]: dense1 (protected: it is part of the network's output 'Score')
            """;
        Assert.AreEqual(expected.ReplaceLineEndings("\n"), network.Groups().ToString().ReplaceLineEndings("\n"));
    }

    [TestMethod]
    public void FlatteningMakesABlockOfFeaturesPerChannel()
    {
        var network = new NetworkBuilder(1, 6, 6).Conv(3, 3).MaxPool(2).Flatten().Dense(2).Build();
        var groups = ChannelGroups.Of(network);
        var flat = groups.Of("flatten1")!;
        CollectionAssert.AreEqual(new[] { 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2 }, flat.Select(g => g.Producers.Single().Index).ToArray());
        CollectionAssert.AreEqual(new Channel[] { new("dense1", 4), new("dense1", 5), new("dense1", 6), new("dense1", 7) },
            Samples.Group(network, "conv1", 1).Readers.ToArray());
    }

    [TestMethod]
    public void AChannelThatTwoNodesReadKnowsBothReaders()
    {
        var network = Forked();
        CollectionAssert.AreEqual(new Channel[] { new("left", 1), new("right", 1) }, Samples.Group(network, "trunk", 1).Readers.ToArray());
    }

    [TestMethod]
    public void SoftmaxInTheMiddleProtectsWhatItReads()
    {
        var network = Samples.Dense(new Gemm(), new Gemm(), activation: new Softmax());
        Assert.AreEqual("Softmax 'act' makes every output depend on every channel", Samples.Group(network, "first", 0).Protection);
    }

    [TestMethod]
    public void MapsOfOpenSizeAreProtectedAtTheFlattening()
    {
        var network = new Network([new("x", ElementType.Float, new Shape(Shape.Unknown, 1, Shape.Unknown, 4))],
            [new("c", new Conv { Kernel = [1, 1] }, ["x", "w"], ["a"]), new("f", new Flatten(), ["a"], ["y"])],
            [new("y", ElementType.Float, new Shape(Shape.Unknown, Shape.Unknown))], [Samples.Counting("w", 2, 1, 1, 1)]);
        Assert.AreEqual("Flatten 'f' flattens maps of unknown size", Samples.Group(network, "c", 0).Protection);
    }

    [TestMethod]
    public void WeightsOfIntegersAreProtected()
    {
        var integers = Weight.Of("w2", ElementType.Int32, new Shape(3, 3), new byte[36]);
        var network = Samples.Dense(new Gemm(), new Gemm());
        network = network.WithWeights([integers]);
        Assert.Contains("not floating point", Samples.Group(network, "first", 0).Protection!);
    }

    [TestMethod]
    public void WeightsThatDoNotFitBehindAnUnknownShapeAreRefused()
    {
        // The reader of 'a' has 5 columns for 2 channels; that shows although all stands behind an operator that is carried through.
        var maps = new Shape(Shape.Unknown, 2, 4, 4);
        var e = Assert.ThrowsExactly<ArgumentException>(() => new Network([new("x", ElementType.Float, maps)],
            [
                new("odd", new OpaqueOp("LRN", "", OperatorAttributes.None), ["x"], ["o"]),
                new("c1", new Conv { Kernel = [1, 1] }, ["o", "w1"], ["a"]), new("c2", new Conv { Kernel = [1, 1] }, ["a", "w2"], ["y"]),
            ],
            [new("y", ElementType.Float, maps)], [Samples.Counting("w1", 2, 2, 1, 1), Samples.Counting("w2", 2, 5, 1, 1)]));
        Assert.Contains("Conv 'c2'", e.Message);
    }

    /// <summary>x -> trunk -> relu, which "left" and "right" read.</summary>
    internal static Network Forked()
    {
        var shape = new Shape(Shape.Unknown, 3);
        return new Network([new("x", ElementType.Float, shape)],
            [
                new("trunk", new Gemm(), ["x", "w"], ["t"]), new("relu", new Relu(), ["t"], ["r"]),
                new("left", new Gemm(), ["r", "wl"], ["yl"]), new("right", new Gemm { TransB = true }, ["r", "wr"], ["yr"]),
            ],
            [new("yl", ElementType.Float, shape), new("yr", ElementType.Float, shape)],
            [Samples.Counting("w", 3, 3), Samples.Counting("wl", 3, 3), Samples.Counting("wr", 3, 3)]);
    }
}
