namespace MLNetCompact.Tests.Tools;

/// <summary>Well-known networks, layer by layer as their papers define them. With zeros, weights take no memory until they are read.</summary>
internal static class ModelZoo
{
    private static readonly int[] s_vgg16 = [64, 64, 0, 128, 128, 0, 256, 256, 256, 0, 512, 512, 512, 0, 512, 512, 512, 0];

    /// <summary>
    /// The ResNet for CIFAR of 6n+2 layers with shortcuts without weights: every second pixel, zero channels on both sides.
    /// </summary>
    public static Network ResNetCifar(int n = 3, int width = 16, int size = 32, int classes = 10, bool zeros = false, int seed = 1)
    {
        var make = new GraphMaker(seed, zeros);
        var x = make.Relu(make.Norm(make.Conv(make.Input("x", -1, 3, size, size), width, 3, pad: 1, bias: false)));
        for (var stage = 0; stage < 3; stage++)
        {
            for (var block = 0; block < n; block++)
            {
                var (filters, stride) = (width << stage, stage > 0 && block == 0 ? 2 : 1);
                var inner = make.Relu(make.Norm(make.Conv(x, filters, 3, stride, 1, bias: false)));
                inner = make.Norm(make.Conv(inner, filters, 3, pad: 1, bias: false));
                x = make.Relu(make.Add(inner, stride == 1 ? x : make.PaddedShortcut(x, filters / 4, filters / 4)));
            }
        }
        return make.Build(make.Dense(make.Flatten(make.GlobalAveragePool(x)), classes));
    }

    /// <summary>VGG-16 for images of 32x32: 13 convolutions with BatchNormalization, one dense layer.</summary>
    public static Network Vgg16Cifar(bool zeros = false)
    {
        var make = new GraphMaker(1, zeros);
        var x = make.Input("x", -1, 3, 32, 32);
        foreach (var filters in s_vgg16)
            x = filters == 0 ? make.MaxPool(x, 2) : make.Relu(make.Norm(make.Conv(x, filters, 3, pad: 1)));
        return make.Build(make.Dense(make.Flatten(x), 10));
    }

    /// <summary>VGG-16 for images of 224x224.</summary>
    public static Network Vgg16(bool zeros = true)
    {
        var make = new GraphMaker(1, zeros);
        var x = make.Input("x", -1, 3, 224, 224);
        foreach (var filters in s_vgg16)
            x = filters == 0 ? make.MaxPool(x, 2) : make.Relu(make.Conv(x, filters, 3, pad: 1));
        x = make.Relu(make.Dense(make.Flatten(x), 4096));
        return make.Build(make.Dense(make.Relu(make.Dense(x, 4096)), 1000));
    }

    /// <summary>ResNet-50 with the stride in the 3x3 convolution of a block.</summary>
    public static Network ResNet50(int size = 224, bool zeros = true)
    {
        var make = new GraphMaker(1, zeros);
        var x = make.Relu(make.Norm(make.Conv(make.Input("x", -1, 3, size, size), 64, 7, 2, 3, bias: false)));
        x = make.MaxPool(x, 3, 2, 1);
        foreach (var (stage, blocks) in new[] { 3, 4, 6, 3 }.Index())
        {
            for (var block = 0; block < blocks; block++)
            {
                var (filters, stride) = (64 << stage, stage > 0 && block == 0 ? 2 : 1);
                var inner = make.Relu(make.Norm(make.Conv(x, filters, 1, bias: false)));
                inner = make.Relu(make.Norm(make.Conv(inner, filters, 3, stride, 1, bias: false)));
                inner = make.Norm(make.Conv(inner, 4 * filters, 1, bias: false));
                x = make.Relu(make.Add(inner, block > 0 ? x : make.Norm(make.Conv(x, 4 * filters, 1, stride, bias: false))));
            }
        }
        return make.Build(make.Dense(make.Flatten(make.GlobalAveragePool(x)), 1000));
    }

    /// <summary>MobileNet (version 1, width 1): depthwise and pointwise convolutions in turn.</summary>
    public static Network MobileNetV1(int size = 224, bool zeros = true)
    {
        var make = new GraphMaker(1, zeros);
        var x = make.Relu(make.Norm(make.Conv(make.Input("x", -1, 3, size, size), 32, 3, 2, 1, bias: false)));
        foreach (var (filters, stride) in new[] { (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1), (512, 1), (512, 1), (512, 1), (512, 1), (1024, 2), (1024, 1) })
        {
            var channels = (int)make.ShapeOf(x)[1];
            x = make.Relu(make.Norm(make.Conv(x, channels, 3, stride, 1, channels, bias: false)));
            x = make.Relu(make.Norm(make.Conv(x, filters, 1, bias: false)));
        }
        return make.Build(make.Dense(make.Flatten(make.GlobalAveragePool(x)), 1000));
    }

    /// <summary>MobileNetV2 (width 1): blocks that widen, filter each channel and narrow again, with a shortcut where sizes allow.</summary>
    public static Network MobileNetV2(int size = 224, bool zeros = true)
    {
        var make = new GraphMaker(1, zeros);
        var x = make.Clip(make.Norm(make.Conv(make.Input("x", -1, 3, size, size), 32, 3, 2, 1, bias: false)), 0, 6);
        foreach (var (expand, filters, blocks, first) in new[] { (1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1) })
        {
            for (var block = 0; block < blocks; block++)
            {
                var (channels, stride) = ((int)make.ShapeOf(x)[1], block == 0 ? first : 1);
                var inner = expand == 1 ? x : make.Clip(make.Norm(make.Conv(x, expand * channels, 1, bias: false)), 0, 6);
                inner = make.Clip(make.Norm(make.Conv(inner, expand * channels, 3, stride, 1, expand * channels, bias: false)), 0, 6);
                inner = make.Norm(make.Conv(inner, filters, 1, bias: false));
                x = stride == 1 && channels == filters ? make.Add(x, inner) : inner;
            }
        }
        x = make.Clip(make.Norm(make.Conv(x, 1280, 1, bias: false)), 0, 6);
        return make.Build(make.Dense(make.Flatten(make.GlobalAveragePool(x)), 1000));
    }
}
