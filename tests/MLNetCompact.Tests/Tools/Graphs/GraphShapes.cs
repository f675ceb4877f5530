using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>
/// Each way in which networks tie channels together, as a small network of its own. Inputs are "x" (and "z"), nodes are named after their operator
/// and a number in the order of making: "conv1", "norm1", "dense1". Well-known networks in full are in <see cref="ModelZoo"/>.
/// </summary>
internal static partial class GraphShapes
{
    /// <summary>All of them by name.</summary>
    public static IReadOnlyDictionary<string, Func<Network>> All { get; } = new Func<Network>[]
    {
        Plain, LeNet, Residual, Projection, PreActivation, ThreeWayResidual, ResidualStage, ResNet20Small, ResNet20, PaddedShortcut, DenseNet, ConcatOfItself, Inception, SplitBranches, SlicedChannels, GatheredChannels,
        Depthwise, DepthwiseMultiplied, Grouped, MobileNetV1, MobileNetV2, MobileNetV3, ShuffleNet, ShuffleNetV2, SqueezeExcite, SqueezeExciteDense, SpatialGate, Swish, PReluNet, Ghost, EfficientNet, ConvNext,
        NormFirst, NormAfterConcat, NormAfterAdd, ChannelsLastHead, ReshapedHead, MatMulHead, FullyConvolutional, PadNodes, PadModesNet, MeanOverPadding, InstanceNorm, LayerNorm, UNet, Pyramid, DepthToSpaceNet,
        PixelShuffleByHand, Focus, SoftmaxInside, SharedConvolution, TiedAutoencoder, Siamese, TwoHeads, WeightNorm, OneChannel, Sequence, ChannelConstants, OpaqueInside, Attention, OpenSizes, OpenSizesShuffle,
    }.ToDictionary(make => make.Method.Name);

    private static GraphMaker Make(out string x, int channels = 3, int size = 6, int seed = 1)
    {
        var make = new GraphMaker(seed);
        x = make.Input("x", -1, channels, size, size);
        return make;
    }

    /// <summary>The mean of every channel, and a dense layer of three outputs.</summary>
    private static Network Ended(this GraphMaker make, string x) => make.Build(make.Dense(make.Flatten(make.GlobalAveragePool(x)), 3));

    /// <summary>Every number as a feature, and a dense layer of three outputs.</summary>
    private static Network EndedFlat(this GraphMaker make, string x) => make.Build(make.Dense(make.Flatten(x), 3));

    private static string ConvNorm(this GraphMaker make, string x, int filters, int kernel = 3, int stride = 1, int group = 1, bool bias = false) =>
        make.Norm(make.Conv(x, filters, kernel, stride, kernel / 2, group, bias: bias));

    private static string ConvNormRelu(this GraphMaker make, string x, int filters, int kernel = 3, int stride = 1, int group = 1) => make.Relu(make.ConvNorm(x, filters, kernel, stride, group));

    /// <summary>conv1, relu, maxpool, conv2 (padded), Flatten, dense1, relu, dense2.</summary>
    public static Network Plain()
    {
        var make = Make(out var x);
        x = make.Conv(make.MaxPool(make.Relu(make.Conv(x, 5, 3, pad: 1)), 2), 4, 3, pad: 1);
        return make.Build(make.Dense(make.Relu(make.Dense(make.Flatten(x), 6)), 3));
    }

    /// <summary>LeNet's layers without padding or activations between the convolutions.</summary>
    public static Network LeNet()
    {
        var make = Make(out var x, 1, 12);
        x = make.MaxPool(make.Conv(make.MaxPool(make.Conv(x, 4, 5), 2), 5, 3), 2);
        return make.Build(make.Dense(make.Relu(make.Dense(make.Flatten(x), 6)), 3));
    }

    /// <summary>conv1 makes the stream; conv2, conv3 are a branch that is added to it.</summary>
    public static Network Residual()
    {
        var make = Make(out var x);
        var stream = make.Relu(make.ConvNorm(x, 6));
        return make.Ended(make.Relu(make.Add(make.ConvNorm(make.ConvNormRelu(stream, 4), 6), stream)));
    }

    /// <summary>A branch of half the size (conv2, conv3), and conv4 of one pixel beside it.</summary>
    public static Network Projection()
    {
        var make = Make(out var x);
        var stream = make.ConvNormRelu(x, 4);
        var branch = make.ConvNorm(make.ConvNormRelu(stream, 5, stride: 2), 8);
        return make.EndedFlat(make.Relu(make.Add(branch, make.ConvNorm(stream, 8, 1, 2))));
    }

    /// <summary>Two blocks in which norm and relu stand before each convolution.</summary>
    public static Network PreActivation()
    {
        var make = Make(out var x);
        var stream = make.Conv(x, 5, 3, pad: 1);
        for (var i = 0; i < 2; i++)
        {
            var branch = make.Conv(make.Relu(make.Norm(stream)), 4, 3, pad: 1, bias: false);
            stream = make.Add(stream, make.Conv(make.Relu(make.Norm(branch)), 5, 3, pad: 1));
        }
        return make.Ended(make.Relu(make.Norm(stream)));
    }

    /// <summary>conv1, conv2 and conv3 read the input, and are added: (conv1 + conv2) + conv3.</summary>
    public static Network ThreeWayResidual()
    {
        var make = Make(out var x);
        var (a, b, c) = (make.Conv(x, 5, 3, pad: 1), make.ConvNorm(x, 5, 1), make.Conv(x, 5, 3, pad: 1, bias: false));
        return make.EndedFlat(make.Relu(make.Add(make.Add(a, b), c)));
    }

    /// <summary>Four blocks on one stream: every block's last convolution is tied to all others and to conv1.</summary>
    public static Network ResidualStage()
    {
        var make = Make(out var x);
        var stream = make.ConvNormRelu(x, 5);
        for (var i = 2; i < 6; i++)
            stream = make.Relu(make.Add(i % 2 == 0 ? stream : make.ConvNorm(make.ConvNormRelu(stream, i), 5), i % 2 == 0 ? make.ConvNorm(make.ConvNormRelu(stream, i), 5) : stream));
        return make.Ended(stream);
    }

    /// <summary>ResNet-20 with 4, 8 and 16 channels on images of 8x8.</summary>
    public static Network ResNet20Small() => ModelZoo.ResNetCifar(width: 4, size: 8, classes: 4);

    /// <summary>ResNet-20 as it is: 16, 32 and 64 channels, images of 32x32, padded shortcuts.</summary>
    public static Network ResNet20() => ModelZoo.ResNetCifar();

    /// <summary>conv1 makes 4 channels; a block of half the size (conv2, conv3) makes 8, whose shortcut has 1 channel of zeros before and 3 behind.</summary>
    public static Network PaddedShortcut()
    {
        var make = Make(out var x);
        var stream = make.ConvNormRelu(x, 4);
        var branch = make.ConvNorm(make.ConvNormRelu(stream, 8, stride: 2), 8);
        return make.Ended(make.Relu(make.Add(branch, make.PaddedShortcut(stream, 1, 3))));
    }

    /// <summary>Two dense blocks of three layers with a transition between them.</summary>
    public static Network DenseNet()
    {
        var make = Make(out var x);
        var all = make.Conv(x, 4, 3, pad: 1, bias: false);
        for (var layer = 0; layer < 6; layer++)
        {
            all = make.Concat(1, all, make.Conv(make.Relu(make.Norm(make.Conv(make.Relu(make.Norm(all)), 4, 1, bias: false))), 2, 3, pad: 1, bias: false));
            if (layer == 2)
                all = make.AveragePool(make.Conv(make.Relu(make.Norm(all)), 5, 1), 2);
        }
        return make.Ended(make.Relu(make.Norm(all)));
    }

    /// <summary>conv1 stands behind itself; conv2 reads both.</summary>
    public static Network ConcatOfItself()
    {
        var make = Make(out var x);
        var once = make.ConvNormRelu(x, 4);
        return make.EndedFlat(make.Conv(make.Concat(1, once, once), 5, 3, pad: 1));
    }

    /// <summary>Four branches side by side, one of them without weights, and a layer that reads all.</summary>
    public static Network Inception()
    {
        var make = Make(out var x);
        var stem = make.Relu(make.Conv(x, 4, 3, pad: 1));
        var joined = make.Concat(1, make.Relu(make.Conv(stem, 2, 1)), make.Relu(make.Conv(make.Relu(make.Conv(stem, 3, 1)), 3, 3, pad: 1)), make.Conv(make.MaxPool(stem, 3, 1, 1), 2, 1), stem);
        return make.EndedFlat(make.Conv(joined, 4, 3, pad: 1));
    }

    /// <summary>conv1's 6 channels in parts of 1, 2 and 3, which go their own ways and come back in another order.</summary>
    public static Network SplitBranches()
    {
        var make = Make(out var x);
        var parts = make.Split(make.ConvNorm(x, 6), 1, 1, 2, 3);
        return make.Ended(make.Conv(make.Concat(1, parts[2], make.Conv(parts[0], 2, 3, pad: 1), make.Relu(parts[1])), 4, 3, pad: 1));
    }

    /// <summary>Channels 1 to 3 of conv1, every second channel of conv1, and conv2 that reads both.</summary>
    public static Network SlicedChannels()
    {
        var make = Make(out var x);
        var all = make.ConvNorm(x, 6);
        return make.Ended(make.Conv(make.Concat(1, make.Slice(all, 1, 1, 4), make.Slice(all, 1, 0, int.MaxValue, 2)), 4, 3, pad: 1));
    }

    /// <summary>Channels 3, 0, 4 and 0 again of conv1; conv2 reads them.</summary>
    public static Network GatheredChannels()
    {
        var make = Make(out var x);
        return make.Ended(make.Conv(make.Node(new Gather { Axis = 1 }, make.ConvNorm(x, 5), make.Integers(3, 0, 4, 0)), 4, 3, pad: 1));
    }

    /// <summary>BatchNormalization on the input itself, then conv1.</summary>
    public static Network NormFirst()
    {
        var make = Make(out var x);
        return make.Ended(make.Conv(make.Relu(make.Conv(make.Norm(x), 5, 3)), 4, 3, pad: 1));
    }

    /// <summary>One BatchNormalization over the channels of conv1, the input and conv2.</summary>
    public static Network NormAfterConcat()
    {
        var make = Make(out var x);
        return make.EndedFlat(make.Conv(make.Relu(make.Norm(make.Concat(1, make.Conv(x, 3, 3, pad: 1), x, make.Conv(x, 2, 1, bias: false)))), 4, 3, pad: 1));
    }

    /// <summary>BatchNormalization behind a sum, read by two layers.</summary>
    public static Network NormAfterAdd()
    {
        var make = Make(out var x);
        var stream = make.Conv(x, 5, 3, pad: 1);
        var sum = make.Norm(make.Add(make.Conv(stream, 5, 3, pad: 1), stream));
        return make.Build(make.Conv(sum, 2, 3, pad: 1), make.Dense(make.Flatten(sum), 3));
    }
}
