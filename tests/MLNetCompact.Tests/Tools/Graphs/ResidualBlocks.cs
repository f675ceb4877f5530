using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>Blocks in which values are added, and those of mobile nets.</summary>
internal static class ResidualBlocks
{
    public static IReadOnlyList<NamedBlock> All { get; } =
    [
        NamedBlock.Often(Identity), NamedBlock.Often(Projection), NamedBlock.Of(PreActivation), NamedBlock.Of(ThreeWay), NamedBlock.Often(AddWeb), NamedBlock.Of(Stage), NamedBlock.Often(PaddedShortcut),
        NamedBlock.Of(DeadEndBranch), NamedBlock.Of(InvertedResidual), NamedBlock.Of(MobileSqueeze), NamedBlock.Of(ConvNext), NamedBlock.Of(SubtractedBranch),
    ];

    /// <summary>A branch that is added to its own input.</summary>
    public static GraphValue? Identity(GraphDraft m, GraphValue x)
    {
        if (x.Rank < 3)
            return null;
        var branch = Bodies.Grow(m, m.Once(2) ? Bodies.Grow(m, x, Bodies.Some(m)) : x, x.Channels);
        return After(m, Bodies.Sum(m, branch, x));
    }

    /// <summary>A branch that changes channels or size, and a convolution of one pixel beside it.</summary>
    public static GraphValue? Projection(GraphDraft m, GraphValue x)
    {
        if (x.Rank < 3)
            return null;
        var (channels, stride) = (Bodies.Some(m), m.Next(1, 2));
        var shortcut = Bodies.PerhapsNorm(m, m.Conv(x, channels, 1, stride, bias: Bodies.Biased(m)));
        return After(m, Bodies.Sum(m, Bodies.Grow(m, Bodies.Grow(m, x, Bodies.Some(m), stride), channels), shortcut));
    }

    /// <summary>BatchNormalization and Relu before each convolution; they may be shared with the shortcut.</summary>
    public static GraphValue? PreActivation(GraphDraft m, GraphValue x)
    {
        if (x.Rank < 3)
            return null;
        var channels = m.Once(2) ? x.Channels : Bodies.Some(m);
        var entered = m.Relu(m.BatchNorm(x));
        var branch = m.Conv(m.Relu(m.BatchNorm(m.Conv(entered, Bodies.Some(m), 3, pad: 1, bias: false))), channels, 3, pad: 1, bias: Bodies.Biased(m));
        return Bodies.Sum(m, branch, channels == x.Channels ? x : m.Conv(entered, channels, 1, bias: false));
    }

    /// <summary>Three branches, one of them perhaps the input itself.</summary>
    public static GraphValue? ThreeWay(GraphDraft m, GraphValue x)
    {
        if (x.Rank < 3)
            return null;
        var (a, b, c) = (Bodies.Grow(m, x, x.Channels), m.Once(2) ? x : Bodies.Grow(m, x, x.Channels), Bodies.Grow(m, x, x.Channels));
        return After(m, m.Once(2) ? Bodies.Sum(m, Bodies.Sum(m, a, b), c) : Bodies.Sum(m, c, Bodies.Sum(m, b, a)));
    }

    /// <summary>Values of one size that are added and convolved in any order; all that nobody read are added at the end.</summary>
    public static GraphValue? AddWeb(GraphDraft m, GraphValue x)
    {
        if (x.Rank < 3)
            return null;
        List<GraphValue> all = [x];
        List<GraphValue> unread = [x];
        GraphValue Take()
        {
            var value = all[m.Random.Next(all.Count)];
            unread.Remove(value);
            return value;
        }
        for (var i = m.Next(2, 5); i > 0; i--)
        {
            var made = all.Count == 1 || m.Once(2) ? Bodies.Grow(m, Take(), x.Channels) : m.Once(4) ? Bodies.Activate(m, Take()) : m.Sum(Take(), Take());
            all.Add(made);
            unread.Add(made);
        }
        return After(m, unread.Aggregate((a, b) => Bodies.Sum(m, a, b)));
    }

    /// <summary>Blocks behind one another on one stream.</summary>
    public static GraphValue? Stage(GraphDraft m, GraphValue x)
    {
        if (x.Rank < 3)
            return null;
        var stream = Bodies.Grow(m, x, Bodies.Some(m), m.Next(1, 2));
        for (var i = m.Next(2, 3); i > 0; i--)
            stream = Bodies.Perhaps(m, Bodies.Sum(m, Bodies.Grow(m, stream, stream.Channels), stream));
        return stream;
    }

    /// <summary>As in ResNet-20: the shortcut takes every second pixel and gets channels of zeros before and behind.</summary>
    public static GraphValue? PaddedShortcut(GraphDraft m, GraphValue x)
    {
        if (x.Rank != 4 || x.Channels > 6)
            return null;
        var (before, behind, smaller) = (m.Next(0, 3), m.Next(0, 3), m.Once(2));
        var channels = before + x.Channels + behind;
        var branch = m.BatchNorm(m.Conv(Bodies.Perhaps(m, Bodies.PerhapsNorm(m, m.Conv(x, channels, 3, smaller ? 2 : 1, 1, bias: Bodies.Biased(m)))), channels, 3, pad: 1, bias: Bodies.Biased(m)));
        var shortcut = m.Next(0, 2) switch
        {
            0 when smaller => m.PadChannels(m.MaxPool(x, 1, 2), before, behind),
            1 when smaller => m.EverySecond(m.PadChannels(x, before, behind)),
            _ => m.PadChannels(smaller ? m.EverySecond(x) : x, before, behind),
        };
        return After(m, Bodies.Sum(m, branch, shortcut));
    }

    /// <summary>A branch whose last BatchNormalization has some scales of 0: channels that are dead from the start and emit its shift.</summary>
    public static GraphValue? DeadEndBranch(GraphDraft m, GraphValue x)
    {
        if (x.Rank < 3)
            return null;
        int[] dims = [x.Channels];
        var branch = m.Conv(x, x.Channels, 3, pad: 1, bias: Bodies.Biased(m));
        var scale = m.Constant("scale", dims, _ => m.Once(2) ? 0 : 1.25);
        var norm = m.Add(new BatchNormalization(), branch, scale, m.Uniform("B", dims, -1, 1), m.Uniform("mean", dims, -0.5, 0.5), m.Uniform("var", dims, 0.3, 2));
        return After(m, Bodies.Sum(m, norm, x));
    }

    /// <summary>MobileNetV2: wide, depthwise, narrow; added to its input where it fits.</summary>
    public static GraphValue? InvertedResidual(GraphDraft m, GraphValue x)
    {
        if (x.Rank != 4 || x.Channels > 5)
            return null;
        var (stride, channels) = (m.Next(1, 2), m.Once(2) ? x.Channels : Bodies.Some(m));
        var wide = m.Clip(m.BatchNorm(m.Conv(x, 2 * x.Channels, 1, bias: false)), 0, 6);
        var narrow = m.BatchNorm(m.Conv(m.Clip(m.BatchNorm(m.Depthwise(wide, 3, stride, bias: false)), 0, 6), channels, 1, bias: false));
        return stride == 1 && channels == x.Channels ? Bodies.Sum(m, x, narrow) : narrow;
    }

    /// <summary>MobileNetV3: an inverted residual with a gate on the wide maps.</summary>
    public static GraphValue? MobileSqueeze(GraphDraft m, GraphValue x)
    {
        if (x.Rank != 4 || x.Channels > 4)
            return null;
        var wide = Bodies.Activate(m, m.BatchNorm(m.Conv(x, 2 * x.Channels, 1, bias: false)));
        var gated = GateBlocks.SqueezeExcite(m, m.BatchNorm(m.Depthwise(wide, bias: false)))!;
        return Bodies.Sum(m, m.BatchNorm(m.Conv(m.Once(2) ? Bodies.Activate(m, gated) : gated, x.Channels, 1, bias: false)), x);
    }

    /// <summary>ConvNeXt: depthwise, then dense layers on channels that stand last.</summary>
    public static GraphValue? ConvNext(GraphDraft m, GraphValue x)
    {
        if (x.Rank != 4)
            return null;
        var rows = m.LayerNorm(m.Transpose(m.Depthwise(x), 0, 2, 3, 1), 3);
        var wide = m.MatMulAdd(rows, 2 * x.Channels);
        var narrow = m.MatMulAdd(m.Next(0, 2) switch { 0 => Bodies.Swish(m, wide), 1 => m.Add(new PRelu(), wide, m.Uniform("slope", [2 * x.Channels], -0.5, 0.9)), _ => m.Relu(wide) }, x.Channels);
        if (m.Once(2))
            narrow = m.Times(m.Uniform("layerscale", [x.Channels], 0.5, 1.5), narrow);
        return Bodies.Sum(m, x, m.Transpose(narrow, 0, 3, 1, 2));
    }

    /// <summary>The larger, smaller, difference or product of two branches.</summary>
    public static GraphValue? SubtractedBranch(GraphDraft m, GraphValue x)
    {
        if (x.Rank < 3)
            return null;
        var (left, right) = (Bodies.Grow(m, x, x.Channels), m.Once(2) ? x : Bodies.Grow(m, x, x.Channels));
        return m.Next(0, 4) switch
        {
            0 => m.Add(new Sub(), left, right),
            1 => m.Add(new Sub(), right, left),
            2 => m.Opset < 8 ? m.Times(left, right) : m.Add(new Max(), left, right),
            3 => m.Opset < 8 ? m.Times(left, right) : m.Add(new Min(), left, right),
            _ => m.Times(left, right),
        };
    }

    private static GraphValue After(GraphDraft m, GraphValue x) => m.Next(0, 3) switch { 0 => x, 1 => m.BatchNorm(x), 2 => Bodies.Activate(m, x), _ => m.Relu(x) };
}
