namespace MLNetCompact;

public static partial class Networks
{
    private const int LeastDepth = 8, MostDepth = 1202;

    /// <summary>
    /// The residual network of He et al. (2015, section 4.2) for small images: a convolution of 16 filters, three stages of n blocks with 16, 32 and 64 filters, the mean
    /// of each map, and a dense layer. A block is two 3x3 convolutions with batch normalization and a shortcut around them.
    /// </summary>
    /// <param name="depth">Layers with weights, 6n + 2: 20, 32, 44, 56 and 110 in the paper; from 8 to 1202.</param>
    /// <param name="classes">Number of outputs, at least 1.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    /// <param name="shortcut">What the shortcuts from stage to stage are.</param>
    /// <param name="height">Height of an image in pixels.</param>
    /// <param name="width">Width of an image in pixels.</param>
    /// <param name="channels">Channels of an image: 3 for colour.</param>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public static Network ResNet(int depth, int classes = 10, int seed = 0, ResNetShortcut shortcut = ResNetShortcut.Padded, int height = 32, int width = 32, int channels = 3)
    {
        if (depth is < LeastDepth or > MostDepth || (depth - 2) % 6 != 0)
            throw new ArgumentOutOfRangeException(nameof(depth), $"A ResNet for small images cannot have depth {depth}; expected 6n + 2 (20, 32, 44, 56, 110) from {LeastDepth} to {MostDepth}.");
        if (!Enum.IsDefined(shortcut))
            throw new ArgumentOutOfRangeException(nameof(shortcut), $"There is no shortcut {shortcut}; expected {nameof(ResNetShortcut.Padded)} or {nameof(ResNetShortcut.Projection)}.");
        var builder = new NetworkBuilder([channels, height, width], seed).Conv(16, 3, pad: 1, bias: false).BatchNormalization().Relu();
        for (var filters = 16; filters <= 64; filters *= 2)
        {
            for (var block = 0; block < (depth - 2) / 6; block++)
                BasicBlock(builder, filters, block == 0 && filters > 16, shortcut);
        }
        return builder.GlobalAveragePool().Flatten().Dense(classes).Build();
    }

    /// <summary>
    /// ResNet-50 for large images: a 7x7 convolution, a maximum, four stages of 3, 4, 6 and 3 blocks, the mean of each map, and a dense layer. A block narrows to a
    /// quarter of its channels for the 3x3 convolution; from stage to stage that convolution takes the step of 2, and the shortcut is a 1x1 convolution.
    /// </summary>
    /// <param name="classes">Number of outputs, at least 1.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    /// <param name="height">Height of an image in pixels.</param>
    /// <param name="width">Width of an image in pixels.</param>
    /// <param name="channels">Channels of an image: 3 for colour.</param>
    /// <exception cref="ArgumentException">A number is out of range; the message names the layer.</exception>
    public static Network ResNet50(int classes = 1000, int seed = 0, int height = 224, int width = 224, int channels = 3)
    {
        var builder = new NetworkBuilder([channels, height, width], seed).Conv(64, 7, 2, pad: 3, bias: false).BatchNormalization().Relu().MaxPool(3, 2, pad: 1);
        foreach (var (filters, blocks) in ((int, int)[])[(64, 3), (128, 4), (256, 6), (512, 3)])
        {
            for (var block = 0; block < blocks; block++)
                Bottleneck(builder, filters, block > 0 ? null : filters == 64 ? 1 : 2);
        }
        return builder.GlobalAveragePool().Flatten().Dense(classes).Build();
    }

    private static void BasicBlock(NetworkBuilder builder, int filters, bool halves, ResNetShortcut shortcut) => builder.Residual(
        branch => branch.Conv(filters, 3, halves ? 2 : 1, pad: 1, bias: false).BatchNormalization().Relu().Conv(filters, 3, pad: 1, bias: false).BatchNormalization(),
        !halves ? null
            : shortcut == ResNetShortcut.Padded ? path => path.Subsample(2).PadChannels(filters / 4, filters / 4)
            : path => path.Conv(filters, 1, 2, bias: false).BatchNormalization()).Relu();

    /// <param name="builder">The builder.</param>
    /// <param name="filters">Filters of the 3x3 convolution.</param>
    /// <param name="projects">The step of the block and of its projection, or null where the shortcut is the input itself.</param>
    private static void Bottleneck(NetworkBuilder builder, int filters, int? projects) => builder.Residual(
        branch => branch.Conv(filters, 1, bias: false).BatchNormalization().Relu()
            .Conv(filters, 3, projects ?? 1, pad: 1, bias: false).BatchNormalization().Relu().Conv(4 * filters, 1, bias: false).BatchNormalization(),
        projects is { } stride ? path => path.Conv(4 * filters, 1, stride, bias: false).BatchNormalization() : null).Relu();
}
