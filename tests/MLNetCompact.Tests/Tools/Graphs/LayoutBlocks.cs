using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>Blocks that move pixels and dimensions.</summary>
internal static class LayoutBlocks
{
    public static IReadOnlyList<NamedBlock> All { get; } =
    [
        NamedBlock.Of(PaddedByNode), NamedBlock.Often(PadModes), NamedBlock.Of(Cropped), NamedBlock.Often(EnlargedByRepetition), NamedBlock.Of(Interpolated), NamedBlock.Of(PyramidStep), NamedBlock.Often(PixelsFromChannels),
        NamedBlock.Of(PixelsFromChannelsByHand), NamedBlock.Of(ChannelsFromPixels), NamedBlock.Of(Focus), NamedBlock.Of(ChannelsLast), NamedBlock.Of(Turned), NamedBlock.Of(Repeated), NamedBlock.Of(Attention),
        NamedBlock.Of(AsSequence), NamedBlock.Of(ThreeDimensions), NamedBlock.Of(RowsApart),
    ];

    /// <summary>Zeros around the maps by a node of its own, then a convolution without padding.</summary>
    public static GraphValue? PaddedByNode(GraphDraft m, GraphValue x) => x.Rank < 3 ? null
        : m.Conv(Bodies.Around(m, m.Once(3) ? m.BatchNorm(x) : x), Bodies.Some(m), 3, m.Next(1, 2), bias: Bodies.Biased(m));

    /// <summary>Maps made larger by each mode of Pad.</summary>
    public static GraphValue? PadModes(GraphDraft m, GraphValue x)
    {
        if (x.Rank != 4 || x.Least(2) < 3 || x.Least(3) < 3 || x.Features > 300)
            return null;
        var mode = m.Opset >= 19 && m.Once(2) ? PadMode.Wrap : m.Any(PadMode.Constant, PadMode.Edge, PadMode.Reflect);
        return m.Pad(x, [0, 0, m.Next(0, 2), m.Next(0, 1), 0, 0, m.Next(0, 1), m.Next(0, 2)], mode, mode == PadMode.Constant ? m.Any<float?>(0.5f, -1, null) : null);
    }

    /// <summary>A part of the maps, by Slice or by negative pads.</summary>
    public static GraphValue? Cropped(GraphDraft m, GraphValue x)
    {
        if (x.Rank != 4 || x.Least(2) < 4 || x.Least(3) < 4)
            return null;
        return m.Once(3) ? m.Pad(x, [0, 0, -1, 0, 0, 0, 0, -1]) : m.Slice(x, [m.Next(0, 1), 0], [m.Any(-1, int.MaxValue), -1], [2, 3]);
    }

    public static GraphValue? EnlargedByRepetition(GraphDraft m, GraphValue x) => x.Rank != 4 || x.Features > 120 || x.Varies && x.Least(2) > 5 ? null : m.Enlarge(x, 2);

    /// <summary>Maps scaled by linear interpolation, by factors or to given sizes.</summary>
    public static GraphValue? Interpolated(GraphDraft m, GraphValue x)
    {
        if (x.Rank != 4 || x.Features > 150 || m.Opset < 11 || x.Varies && x.Least(2) > 5)
            return null;
        var op = new Resize { Mode = "linear", CoordinateTransformationMode = m.Any("half_pixel", "asymmetric", "align_corners", "pytorch_half_pixel") };
        return x.Varies || m.Once(2) ? m.Add(op, x, m.Missing("roi"), m.Constant("scales", [4], i => i < 2 ? 1 : 2))
            // Batch and channels as the maps have them.
            : m.Add(op, x, m.Missing("roi"), m.Missing("scales"), m.Concat(0, m.Slice(m.Add(new ShapeOp(), x), [0], [2], [0]), m.Integers("size", m.Next(2, 9), m.Next(2, 9))));
    }

    /// <summary>A feature pyramid: smaller maps are enlarged and added to those they come from.</summary>
    public static GraphValue? PyramidStep(GraphDraft m, GraphValue x)
    {
        if (x.Rank != 4 || x.Varies)
            return null;
        x = Even(m, x);
        var channels = Bodies.Some(m);
        var small = Bodies.Grow(m, x, m.Next(1, 6), 2);
        return m.Conv(Bodies.Sum(m, m.Conv(x, channels, 1), m.Enlarge(m.Conv(small, channels, 1), 2)), Bodies.Some(m), 3, pad: 1);
    }

    /// <summary>DepthToSpace, in either order of channels.</summary>
    public static GraphValue? PixelsFromChannels(GraphDraft m, GraphValue x)
    {
        if (x.Rank != 4 || x.Features / x.Channels > 42 || x.Varies && x.Least(2) > 5)
            return null;
        var deep = x.Channels % 4 == 0 ? x : m.Conv(x, 4 * m.Next(1, 2), 3, pad: 1, bias: Bodies.Biased(m));
        return m.Add(new DepthToSpace { BlockSize = 2, ChannelFirst = m.Opset >= 11 && !m.Once(3) }, deep);
    }

    /// <summary>The same by Reshape, Transpose and Reshape.</summary>
    public static GraphValue? PixelsFromChannelsByHand(GraphDraft m, GraphValue x)
    {
        if (x.Rank != 4 || x.Varies || x.Features / x.Channels > 42)
            return null;
        var deep = x.Channels % 4 == 0 ? x : m.Conv(x, 4 * m.Next(1, 2), 1, bias: Bodies.Biased(m));
        var (channels, height, width) = (deep.Channels / 4, deep[2], deep[3]);
        var moved = m.Once(2)
            ? m.Transpose(m.Reshape(deep, 0, channels, 2, 2, height, width), 0, 1, 4, 2, 5, 3)
            : m.Transpose(m.Reshape(deep, -1, 2, 2, channels, height, width), 0, 3, 4, 1, 5, 2);
        return m.Reshape(moved, 0, m.Any(channels, -1), 2 * height, 2 * width);
    }

    public static GraphValue? ChannelsFromPixels(GraphDraft m, GraphValue x) =>
        x.Rank != 4 || x.Varies || x.Channels > 4 ? null : m.Add(new SpaceToDepth { BlockSize = 2 }, Even(m, x));

    /// <summary>The same by four Slices and a Concat, as YOLO writes it.</summary>
    public static GraphValue? Focus(GraphDraft m, GraphValue x)
    {
        if (x.Rank != 4 || x.Varies || x.Channels > 4 || m.Opset < 10)
            return null;
        x = Even(m, x);
        GraphValue Corner(int row, int column) => m.Slice(x, [row, column], [int.MaxValue, int.MaxValue], [2, 3], [2, 2]);
        return m.Conv(m.Concat(1, Corner(0, 0), Corner(1, 0), Corner(0, 1), Corner(1, 1)), Bodies.Some(m), 3, pad: 1);
    }

    /// <summary>Channels stand last for some nodes.</summary>
    public static GraphValue? ChannelsLast(GraphDraft m, GraphValue x)
    {
        if (x.Rank != 4)
            return null;
        var turned = m.Transpose(x, 0, 2, 3, 1);
        var inside = m.Next(0, 5) switch
        {
            0 => m.Add(new Add(), turned, m.Uniform("constant", [x.Channels], -1, 1)),
            1 => m.Add(new Mul(), m.Uniform("constant", m.Once(2) ? [x.Channels] : [1, 1, 1, x.Channels], -1.5, 1.5), turned),
            2 => m.MatMulAdd(turned, Bodies.Some(m)),
            3 => m.LayerNorm(turned, 3),
            4 => m.Softmax(turned, 3),
            _ => Bodies.Sum(m, turned, m.Transpose(m.Conv(x, x.Channels, 1), 0, 2, 3, 1)),
        };
        return m.Transpose(m.Next(0, 4) > 0 ? m.Relu(inside) : inside, 0, 3, 1, 2);
    }

    /// <summary>Height and width exchanged, for good or for one layer.</summary>
    public static GraphValue? Turned(GraphDraft m, GraphValue x)
    {
        if (x.Rank != 4)
            return null;
        var turned = m.Conv(m.Transpose(x, 0, 1, 3, 2), Bodies.Some(m), 3, pad: 1);
        return x.Varies || m.Once(2) ? m.Transpose(turned, 0, 1, 3, 2) : turned;
    }

    /// <summary>One pixel per channel, computed or constant, repeated to a whole map.</summary>
    public static GraphValue? Repeated(GraphDraft m, GraphValue x)
    {
        if (x.Rank != 4 || x.Varies || x.Channels > 6 || m.Opset < 8)
            return null;
        var pixel = m.Once(2) ? m.Uniform("pixel", [1, x.Channels, 1, 1], -1, 1) : m.GlobalAverage(x);
        var whole = m.Add(new Expand(), pixel, m.Integers("size", 1, x.Channels, x[2], x[3]));
        return m.Once(2) && whole[0] == x[0] ? m.Concat(1, x, whole) : Bodies.Sum(m, x, whole);
    }

    /// <summary>Pixels as rows that look at one another.</summary>
    public static GraphValue? Attention(GraphDraft m, GraphValue x)
    {
        if (x.Rank != 4 || x.Varies || x[2] * x[3] > 36)
            return null;
        var rows = m.Transpose(m.Reshape(x, 0, x.Channels, -1), 0, 2, 1);
        var (query, key, value) = (m.MatMulAdd(rows, 2), m.MatMulAdd(rows, 2), m.MatMulAdd(rows, x.Channels));
        var looks = m.Add(new MatMul(), query, m.Transpose(key, 0, 2, 1));
        // Before opset 13 Softmax takes all dimensions from its own on together; that is the last.
        var seen = m.Transpose(m.Add(new MatMul(), m.Softmax(looks, 2), value), 0, 2, 1);
        return Bodies.Sum(m, x, m.Reshape(seen, 0, x.Channels, x[2], x[3]));
    }

    /// <summary>All pixels in one row, for a convolution over one dimension.</summary>
    public static GraphValue? AsSequence(GraphDraft m, GraphValue x)
    {
        if (x.Rank != 4 || x.Varies)
            return null;
        var row = m.Once(2) ? m.Reshape(x, 0, x.Channels, x[2] * x[3]) : m.Reshape(x, 0, 0, -1);
        var made = Bodies.Grow(m, row, Bodies.Some(m));
        return m.Once(3) && made[2] <= 16 ? made : m.Reshape(made, 0, made.Channels, x[2], x[3]);
    }

    /// <summary>Maps as slices of a volume, for a convolution over three dimensions.</summary>
    public static GraphValue? ThreeDimensions(GraphDraft m, GraphValue x)
    {
        if (x.Rank != 4)
            return null;
        var made = m.Conv(m.Unsqueeze(x, 2), Bodies.Some(m), new Conv { Kernel = [1, 3, 3], Pads = [0, 1, 1, 0, 1, 1] }, Bodies.Biased(m));
        if (m.Once(2))
            made = m.Add(new MaxPool { Kernel = [1, 1, 1] }, m.BatchNorm(made));
        return m.Squeeze(made, 2);
    }

    /// <summary>Maps of even height and width: those that are not get a row or column of zeros.</summary>
    private static GraphValue Even(GraphDraft m, GraphValue x) => x[2] % 2 + x[3] % 2 == 0 ? x : m.Pad(x, [0, 0, 0, 0, 0, 0, x[2] % 2, x[3] % 2]);

    /// <summary>Upper and lower rows go their own ways.</summary>
    public static GraphValue? RowsApart(GraphDraft m, GraphValue x)
    {
        if (x.Rank != 4 || x.Varies || x[2] < 2)
            return null;
        var parts = m.Split(x, 2, 1, x[2] - 1);
        return m.Concat(2, m.Conv(parts[1], x.Channels, 1), Bodies.Activate(m, parts[0]));
    }
}
