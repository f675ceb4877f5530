using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

/// <summary>The well-known networks: their costs are those that others count, and ONNX Runtime computes with them what the reference does.</summary>
[TestClass]
public class NetworksTests
{
    [TestMethod]
    public void ResNet20WithPaddedShortcutsCostsWhatOthersCount() => Costs(Networks.ResNet(20), 40_551_040, 269_722);

    /// <summary>The two projections add 16 * 16 * 32 * 16 + 8 * 8 * 64 * 32 multiply-adds, as many weights as 32 * 16 + 64 * 32, and a scale and bias for 32 + 64 channels.</summary>
    [TestMethod]
    public void ResNet20WithProjectionsCostsThemOnTop() =>
        Costs(Networks.ResNet(20, shortcut: ResNetShortcut.Projection), 40_551_040 + 131_072 + 131_072, 269_722 + 512 + 2048 + 2 * 96);

    /// <summary>125.49 M of the papers that prune it.</summary>
    [TestMethod]
    public void ResNet56CostsWhatOthersCount() => Costs(Networks.ResNet(56), 125_485_696, 853_018);

    [TestMethod]
    public void ResNet50CostsWhatOthersCount() => Costs(Networks.ResNet50(), 4_089_184_256, 25_557_032);

    [TestMethod]
    public void MobileNetV2CostsWhatOthersCount() => Costs(Networks.MobileNetV2(), 300_774_272, 3_504_872);

    /// <summary>The sum over the 13 convolutions of places * filters * channels * 9, and 512 * 10; a scale and a bias for 4224 filters, and 10 biases.</summary>
    [TestMethod]
    public void Vgg16CostsTheHandComputedFigure()
    {
        (int Side, int Channels, int Filters)[] layers =
        [
            (32, 3, 64), (32, 64, 64), (16, 64, 128), (16, 128, 128), (8, 128, 256), (8, 256, 256), (8, 256, 256),
            (4, 256, 512), (4, 512, 512), (4, 512, 512), (2, 512, 512), (2, 512, 512), (2, 512, 512),
        ];
        Costs(Networks.Vgg16(), layers.Sum(l => l.Side * l.Side * 9L * l.Channels * l.Filters) + 5120,
            layers.Sum(l => 9L * l.Channels * l.Filters + 2 * l.Filters) + 5120 + 10);
        Assert.AreEqual(313_201_664, NetworkCost.Of(Networks.Vgg16()).MultiplyAdds);
    }

    [TestMethod]
    public void ConvNetHasTheLayersOfCaffesFile() => Assert.AreEqual(
        "Conv 'conv1' [N, 32, 32, 32]; MaxPool 'pool1' [N, 32, 16, 16]; Relu 'relu1' [N, 32, 16, 16]; Conv 'conv2' [N, 32, 16, 16]; Relu 'relu2' [N, 32, 16, 16]; "
        + "AveragePool 'pool2' [N, 32, 8, 8]; Conv 'conv3' [N, 64, 8, 8]; Relu 'relu3' [N, 64, 8, 8]; AveragePool 'pool3' [N, 64, 4, 4]; Flatten 'flatten1' [N, 1024]; "
        + "Gemm 'dense1' [N, 10]", string.Join("; ", Networks.ConvNet().Nodes.Select(n => $"{n} {Networks.ConvNet().Shapes[n.Output]}")));

    [TestMethod]
    public void ResNetHasAsManyLayersWithWeightsAsItsDepthSays()
    {
        foreach (var depth in new[] { 8, 20, 32, 110 })
            Assert.AreEqual(depth, Networks.ResNet(depth, height: 8, width: 8).Nodes.Count(n => n.Operator is LinearOp));
    }

    /// <summary>Channel i of the first stage is i + 8 of the second and i + 24 of the third; the free ones of the second are 8 + of the third.</summary>
    [TestMethod]
    public void PaddedShortcutsTieChannelsOfTheStages()
    {
        var across = Networks.ResNet(20).Groups().Removable.Where(g => g.Path.Any(p => p.StartsWith("add", StringComparison.Ordinal))).ToArray();
        var byStages = across.GroupBy(g => g.Producers.Select(p => p.Index).Distinct().Count()).ToDictionary(g => g.Key, g => g.Count());
        CollectionAssert.AreEquivalent(new Dictionary<int, int> { [3] = 16, [2] = 16, [1] = 32 }, byStages);
        var first = across.Single(g => g.Producers.Contains(new Channel("conv1", 5)));
        CollectionAssert.AreEqual(new[] { 5, 13, 29 }, first.Producers.Select(p => p.Index).Distinct().ToArray());
    }

    [TestMethod]
    public void EveryNetworkRuns()
    {
        Same.Behaviour(Networks.ConvNet(3, 1, 12, 12), Networks.ConvNet(3, 1, 12, 12), "ConvNet");
        foreach (var shortcut in Enum.GetValues<ResNetShortcut>())
            Same.Behaviour(Networks.ResNet(8, 3, 1, shortcut, 9, 8), Networks.ResNet(8, 3, 1, shortcut, 9, 8), $"ResNet {shortcut}");
        Same.Behaviour(Networks.ResNet50(3, 1, 16, 9), Networks.ResNet50(3, 1, 16, 9), "ResNet-50");
        Same.Behaviour(Networks.Vgg16(3, 1), Networks.Vgg16(3, 1), "VGG-16");
        Same.Behaviour(Networks.MobileNetV2(3, 1, 33, 32), Networks.MobileNetV2(3, 1, 33, 32), "MobileNetV2");
    }

    [TestMethod]
    public void SeedsDecideTheWeights()
    {
        CollectionAssert.AreEqual(Networks.ResNet(8, seed: 4).ToOnnx(), Networks.ResNet(8, seed: 4).ToOnnx());
        CollectionAssert.AreNotEqual(Networks.ResNet(8, seed: 4).ToOnnx(), Networks.ResNet(8, seed: 5).ToOnnx());
    }

    [TestMethod]
    public void NumbersOutOfRangeAreErrors()
    {
        foreach (var depth in new[] { -4, 2, 18, 21, 1208 })
            Assert.Contains("6n + 2", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Networks.ResNet(depth)).Message);
        Assert.Contains("Projection", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Networks.ResNet(20, shortcut: (ResNetShortcut)7)).Message);
        Assert.Contains("AveragePool 'pool3'", Assert.ThrowsExactly<ArgumentException>(() => Networks.ConvNet(height: 11)).Message);
        Assert.Contains("MaxPool 'pool5'", Assert.ThrowsExactly<ArgumentException>(() => Networks.Vgg16(width: 31)).Message);
        Assert.Contains("neurons is 0", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Networks.MobileNetV2(0)).Message);
        Assert.Contains("dimension 0", Assert.ThrowsExactly<ArgumentException>(() => Networks.ResNet50(height: 0)).Message);
    }

    private static void Costs(Network network, long multiplyAdds, long parameters)
    {
        var cost = NetworkCost.Of(network);
        Assert.AreEqual((multiplyAdds, parameters), (cost.MultiplyAdds, cost.Parameters));
    }
}
