namespace MLNetCompact;

public static partial class Networks
{
    /// <summary>
    /// MobileNetV2 (Sandler et al. 2018, table 2): inverted residual blocks, which widen by a 1x1 convolution, filter each channel by itself, and narrow again without
    /// an activation; batch normalization behind every convolution, ReLU6, the mean of each map, dropout of a fifth, and a dense layer.
    /// </summary>
    /// <param name="classes">Number of outputs, at least 1.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    /// <param name="height">Height of an image in pixels.</param>
    /// <param name="width">Width of an image in pixels.</param>
    /// <param name="channels">Channels of an image: 3 for colour.</param>
    /// <exception cref="ArgumentException">A number is out of range; the message names the layer.</exception>
    public static Network MobileNetV2(int classes = 1000, int seed = 0, int height = 224, int width = 224, int channels = 3)
    {
        var builder = new NetworkBuilder([channels, height, width], seed).Conv(32, 3, 2, pad: 1, bias: false).BatchNormalization().Relu6();
        foreach (var (widening, filters, blocks, stride) in ((int, int, int, int)[])
            [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)])
        {
            for (var block = 0; block < blocks; block++)
                InvertedResidual(builder, widening, filters, block == 0 ? stride : 1);
        }
        return builder.Conv(1280, 1, bias: false).BatchNormalization().Relu6().GlobalAveragePool().Flatten().Dropout(0.2f).Dense(classes).Build();
    }

    private static void InvertedResidual(NetworkBuilder builder, int widening, int filters, int stride)
    {
        var channels = (int)builder.Shape[1];
        if (stride == 1 && channels == filters)
            builder.Residual(Layers);
        else
            Layers(builder);

        NetworkBuilder Layers(NetworkBuilder branch)
        {
            if (widening > 1)
                branch.Conv(widening * channels, 1, bias: false).BatchNormalization().Relu6();
            return branch.DepthwiseConv(3, stride, pad: 1, bias: false).BatchNormalization().Relu6().Conv(filters, 1, bias: false).BatchNormalization();
        }
    }
}
