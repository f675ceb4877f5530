using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests;

/// <summary>Cutting alone, without a training, on networks with fresh weights.</summary>
[TestClass]
public sealed class CostCutTests
{
    [TestMethod]
    public void LandsAtOrLittleBelowEveryTarget()
    {
        foreach (var (name, network) in new[] { ("LeNet-5", Networks.LeNet5()), ("ResNet-20", Networks.ResNet(20)), ("MLP", Networks.LeNet300100()), ("MobileNet", GraphShapes.MobileNetV2()) })
        {
            foreach (var share in new[] { 0.8, 0.5, 0.25, 0.1 })
            {
                // The smallest of these networks cannot lose nine tenths: every layer keeps a channel.
                if (name == "MobileNet" && share < 0.5)
                    continue;
                var cost = new LiveCost(network);
                var cut = new CostCut(new(MultiplyAdds: share), cost, paperExact: false).Apply(network);
                var left = cost.Of(cut.Network).MultiplyAdds;
                Assert.IsTrue(left <= share && left >= share - (name == "MobileNet" ? 0.1 : 0.02), $"{name} at {share}: {left:0.0000}");
            }
        }
    }

    [TestMethod]
    public void TheWeakestGoFirst()
    {
        var network = Networks.Mlp(4, [6], 2);
        var values = network.Values("dense1.weight");
        // Neurons 1 and 4 are weak.
        for (var i = 0; i < 4; i++)
            (values[4 + i], values[16 + i]) = (0.001f, 0.002f);
        network = network.WithWeights([network.Weights["dense1.weight"].With(values)]);
        var cut = new CostCut(new(MultiplyAdds: 0.7), new LiveCost(network), paperExact: false).Apply(network);
        CollectionAssert.AreEqual(new[] { 1, 4 }, cut.Removed.Select(g => g.Producers[0].Index).Order().ToArray());
    }

    [TestMethod]
    public void ATargetThatIsTooSmallLeavesOneChannelEverywhere()
    {
        var network = Networks.LeNet5();
        var cut = new CostCut(new(MultiplyAdds: 1e-6), new LiveCost(network), paperExact: false).Apply(network);
        CollectionAssert.AreEqual(new long[] { 1, 1, 1 }, new[] { "conv1", "conv2", "dense1" }.Select(l => cut.Network.Weights[$"{l}.weight"].Shape[0]).ToArray());
    }
}
