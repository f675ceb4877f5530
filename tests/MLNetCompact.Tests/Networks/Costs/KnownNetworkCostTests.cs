using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

/// <summary>Costs of well-known networks, with the figures that their papers and others state.</summary>
[TestClass]
public class KnownNetworkCostTests
{
    [TestMethod]
    public void ResNet20WithPaddedShortcuts()
    {
        var cost = NetworkCost.Of(ModelZoo.ResNetCifar(zeros: true));
        // The first convolution, six of each stage at 32x32, 16x16 and 8x8, and the dense layer.
        long[] weights = [3 * 16 * 9, 6 * 16 * 16 * 9, (16 * 32 + 5 * 32 * 32) * 9, (32 * 64 + 5 * 64 * 64) * 9, 64 * 10];
        Assert.AreEqual(1024 * (weights[0] + weights[1]) + 256 * weights[2] + 64 * weights[3] + weights[4], cost.MultiplyAdds);
        Assert.AreEqual(40_551_040, cost.MultiplyAdds);
        // BatchNormalizations have a factor and a bias per channel; their mean and variance are not trained.
        Assert.AreEqual(weights.Sum() + 2 * (7 * 16 + 6 * 32 + 6 * 64) + 10, cost.Parameters);
        Assert.AreEqual(269_722, cost.Parameters);
        Assert.AreEqual(weights.Sum() + 7 * 16 + 6 * 32 + 6 * 64, cost.Weights);
    }

    [TestMethod]
    public void Vgg16ForSmallImages()
    {
        var cost = NetworkCost.Of(ModelZoo.Vgg16Cifar(zeros: true));
        var (weights, multiplyAdds) = Vgg16(32);
        Assert.AreEqual(multiplyAdds + 512 * 10, cost.MultiplyAdds);
        Assert.AreEqual(313_201_664, cost.MultiplyAdds);
        // 4224 filters, each with a bias, a factor and a bias of its normalization.
        Assert.AreEqual(weights + 3 * 4224 + 512 * 10 + 10, cost.Parameters);
        Assert.AreEqual(14_728_266, cost.Parameters);
    }

    [TestMethod]
    public void Vgg16ForLargeImages()
    {
        var cost = NetworkCost.Of(ModelZoo.Vgg16());
        var (weights, multiplyAdds) = Vgg16(224);
        const long Dense = 512L * 7 * 7 * 4096 + 4096 * 4096 + 4096 * 1000;
        Assert.AreEqual(multiplyAdds + Dense, cost.MultiplyAdds);
        Assert.AreEqual(15_470_264_320, cost.MultiplyAdds);
        Assert.AreEqual(weights + 4224 + Dense + 4096 + 4096 + 1000, cost.Parameters);
        Assert.AreEqual(138_357_544, cost.Parameters);
    }

    [TestMethod]
    public void ResNet50()
    {
        var cost = NetworkCost.Of(ModelZoo.ResNet50());
        Assert.AreEqual((25_557_032L, 4_089_184_256L), (cost.Parameters, cost.MultiplyAdds));
        // 53 convolutions of 26,560 filters in all, each with a factor and a bias.
        Assert.AreEqual(25_557_032 - 26_560 - 1000, cost.Weights);
    }

    [TestMethod]
    public void MobileNet()
    {
        var cost = NetworkCost.Of(ModelZoo.MobileNetV1());
        long[] channels = [32, 64, 128, 128, 256, 256, 512, 512, 512, 512, 512, 512, 1024, 1024];
        long[] pixels = [112 * 112, 112 * 112, 56 * 56, 56 * 56, 28 * 28, 28 * 28, 14 * 14, 14 * 14, 14 * 14, 14 * 14, 14 * 14, 14 * 14, 7 * 7, 7 * 7];
        var (weights, multiplyAdds, norms) = (3 * 32 * 9L, 3 * 32 * 9L * pixels[0], 2 * channels[0]);
        for (var i = 1; i < channels.Length; i++)
        {
            var block = channels[i - 1] * 9 + channels[i - 1] * channels[i];
            (weights, multiplyAdds, norms) = (weights + block, multiplyAdds + block * pixels[i], norms + 2 * (channels[i - 1] + channels[i]));
        }
        Assert.AreEqual((weights + norms + 1024 * 1000 + 1000, multiplyAdds + 1024 * 1000), (cost.Parameters, cost.MultiplyAdds));
        Assert.AreEqual((4_231_976L, 568_740_352L), (cost.Parameters, cost.MultiplyAdds));
    }

    [TestMethod]
    public void MobileNetV2()
    {
        var cost = NetworkCost.Of(ModelZoo.MobileNetV2());
        Assert.AreEqual((3_504_872L, 300_774_272L), (cost.Parameters, cost.MultiplyAdds));
    }

    /// <summary>The weights and multiply-adds of the 13 convolutions for square images of that size.</summary>
    private static (long Weights, long MultiplyAdds) Vgg16(long size)
    {
        var (weights, multiplyAdds, channels) = (0L, 0L, 3L);
        foreach (var (filters, layers) in new[] { (64, 2), (128, 2), (256, 3), (512, 3), (512, 3) })
        {
            for (var i = 0; i < layers; i++)
            {
                weights += channels * filters * 9;
                multiplyAdds += channels * filters * 9 * size * size;
                channels = filters;
            }
            size /= 2;
        }
        return (weights, multiplyAdds);
    }
}
