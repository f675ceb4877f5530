using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

/// <summary>Costs counted by hand.</summary>
[TestClass]
public class NetworkCostTests
{
    [TestMethod]
    public void LeNet5CostsWhatThePapersCount()
    {
        var cost = NetworkCost.Of(Networks.LeNet5());
        // 24*24*20*25 + 8*8*50*20*25 + 800*500 + 500*10
        Assert.AreEqual(2_293_000, cost.MultiplyAdds);
        // 20*25 + 50*20*25 + 800*500 + 500*10
        Assert.AreEqual(430_500, cost.Weights);
        Assert.AreEqual(431_080, cost.Parameters);
    }

    [TestMethod]
    public void LeNet5CostsLayerByLayer()
    {
        var layers = NetworkCost.Of(Networks.LeNet5()).Layers;
        Assert.AreEqual("""
            conv1 Conv [N, 20, 24, 24] 500 20 288000
            pool1 MaxPool [N, 20, 12, 12] 0 0 0
            conv2 Conv [N, 50, 8, 8] 25000 50 1600000
            pool2 MaxPool [N, 50, 4, 4] 0 0 0
            flatten1 Flatten [N, 800] 0 0 0
            dense1 Gemm [N, 500] 400000 500 400000
            relu1 Relu [N, 500] 0 0 0
            dense2 Gemm [N, 10] 5000 10 5000
            """.ReplaceLineEndings("\n"), string.Join('\n', layers.Select(l => $"{l.Node} {l.OpType} {l.Output} {l.Weights} {l.Biases} {l.MultiplyAdds}")));
    }

    [TestMethod]
    public void LeNet300100CostsWhatThePapersCount()
    {
        var cost = NetworkCost.Of(Networks.LeNet300100());
        Assert.AreEqual((266_200L, 266_610L, 266_200L), (cost.Weights, cost.Parameters, cost.MultiplyAdds));
    }

    [TestMethod]
    public void LeNet5With5And19FiltersCostsTheHandComputedFigure()
    {
        var network = Networks.LeNet5();
        var groups = ChannelGroups.Of(network).Removable.ToList();
        var removed = groups.Where(g => g.Producers[0].Node == "conv1").Skip(5).Concat(groups.Where(g => g.Producers[0].Node == "conv2").Skip(19)).ToArray();
        Assert.HasCount(15 + 31, removed);
        var cost = NetworkCost.Of(Surgery.Remove(network, removed).Network);
        // 24*24*5*25 + 8*8*19*5*25 + 19*16*500 + 500*10
        Assert.AreEqual(72_000 + 152_000 + 152_000 + 5_000, cost.MultiplyAdds);
        Assert.AreEqual(5 * 25 + 19 * 5 * 25 + 19 * 16 * 500 + 5_000, cost.Weights);
        Assert.AreEqual(cost.Weights + 5 + 19 + 500 + 10, cost.Parameters);
    }

    [TestMethod]
    public void TapsThatFallOnPaddingCount()
    {
        // 4*4 places, 3 filters of 2*3*3.
        Assert.AreEqual(4 * 4 * 3 * 18, NetworkCost.Of(new NetworkBuilder(2, 4, 4).Conv(3, 3, pad: 1).Build()).MultiplyAdds);
    }

    [TestMethod]
    public void GroupedConvolutionReadsOnlyItsOwnBlock()
    {
        var conv = new Conv { Kernel = [3, 3], Group = 4 };
        var network = new Network([new("x", ElementType.Float, new Shape(Shape.Unknown, 4, 5, 5))], [new("c", conv, ["x", "w"], ["y"])],
            [new("y", ElementType.Float, new Shape(Shape.Unknown, 8, 3, 3))], [Weight.Of("w", new Shape(8, 1, 3, 3), new float[72])]);
        Assert.AreEqual(9 * 72, NetworkCost.Of(network).MultiplyAdds);
    }

    [TestMethod]
    public void SharedWeightCountsOnceButIsMultipliedEachTime()
    {
        var network = Samples.Dense(new Gemm(), new Gemm(), shared: true);
        var cost = NetworkCost.Of(network);
        Assert.AreEqual((9L, 12L, 18L), (cost.Weights, cost.Parameters, cost.MultiplyAdds));
    }

    [TestMethod]
    public void IntegersAreNoParameters()
    {
        var network = new Network([new("x", ElementType.Float, new Shape(2, 2))],
            [new("r", new OpaqueOp("Reshape", "", OperatorAttributes.None), ["x", "shape"], ["y"])], [new("y", ElementType.Float, new Shape(4))],
            [Weight.Of("shape", new Shape(1), new long[] { 4 })]);
        Assert.AreEqual(0, NetworkCost.Of(network).Parameters);
    }

    [TestMethod]
    public void MapsOfOpenSizeHaveParametersButNoMultiplyAdds()
    {
        var open = new Shape(Shape.Unknown, 1, Shape.Unknown, Shape.Unknown);
        var network = new Network([new("x", ElementType.Float, open)], [new("c", new Conv { Kernel = [1, 1] }, ["x", "w"], ["y"])],
            [new("y", ElementType.Float, open)], [Weight.Of("w", new Shape(1, 1, 1, 1), new float[1])]);
        Assert.AreEqual((1L, 0L), (NetworkCost.Of(network).Parameters, NetworkCost.Of(network).MultiplyAdds));
    }
}
