using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>Blocks that multiply maps, constants among them, and operators that the library does not know.</summary>
internal static class GateBlocks
{
    public static IReadOnlyList<NamedBlock> All { get; } =
    [
        NamedBlock.Often(SqueezeExcite), NamedBlock.Of(SpatialGate), NamedBlock.Of(SpatialGateOfChannels), NamedBlock.Of(ContextAdded), NamedBlock.Of(MapGate), NamedBlock.Often(ChannelConstant),
        NamedBlock.Of(ConstantLeft), NamedBlock.Of(ScalarConstant), NamedBlock.Of(PixelConstant), NamedBlock.Of(BoundPerChannel), NamedBlock.Of(PowerPerChannel), NamedBlock.Of(SoftmaxOfChannels), NamedBlock.Of(SoftmaxOfPixels),
        NamedBlock.Of(Opaque), NamedBlock.Of(OpaqueJoin),
    ];

    /// <summary>Gates per channel from the means of all: by convolutions of one pixel, or by dense layers and back to maps.</summary>
    public static GraphValue? SqueezeExcite(GraphDraft m, GraphValue x)
    {
        if (x.Rank != 4)
            return null;
        var (channels, few) = (x.Channels, m.Next(1, 3));
        if (m.Once(2))
        {
            var mean = m.Once(3) ? m.Reduce(new ReduceMean(), x, 2, 3) : m.GlobalAverage(x);
            var hidden = Bodies.Activate(m, m.Conv(mean, few, 1, bias: Bodies.Biased(m)));
            return Bodies.Times(m, x, Bodies.Gate(m, m.Conv(hidden, channels, 1, bias: Bodies.Biased(m))));
        }
        var rows = m.Next(0, 3) switch
        {
            0 => m.Flatten(m.GlobalAverage(x)),
            1 => m.Squeeze(m.GlobalAverage(x), 2, 3),
            2 => m.Reshape(m.GlobalAverage(x), 0, -1),
            _ => m.Reduce(new ReduceMean { KeepDims = false }, x, 2, 3),
        };
        var gate = Bodies.Gate(m, m.Gemm(Bodies.Activate(m, m.Once(3) ? m.MatMulAdd(rows, few) : m.Gemm(rows, few, m.Once(2))), channels, m.Once(2), Bodies.Biased(m)));
        return Bodies.Times(m, x, m.Next(0, 3) switch
        {
            0 => m.Unsqueeze(gate, 2, 3),
            1 => m.Reshape(gate, 0, channels, 1, 1),
            2 => m.Reshape(gate, 0, -1, 1, 1),
            _ => m.Reshape(gate, -1, channels, 1, 1),
        });
    }

    /// <summary>One gate per pixel, [N, 1, H, W].</summary>
    public static GraphValue? SpatialGate(GraphDraft m, GraphValue x) => x.Rank != 4 ? null
        : Bodies.Times(m, x, Bodies.Gate(m, m.Once(2) ? m.Conv(x, 1, 1) : m.Conv(x, 1, 3, pad: 1)));

    /// <summary>One gate per pixel from the mean and the maximum of its channels.</summary>
    public static GraphValue? SpatialGateOfChannels(GraphDraft m, GraphValue x) => x.Rank != 4 ? null
        : Bodies.Times(m, x, m.Sigmoid(m.Conv(m.Concat(1, m.Reduce(new ReduceMean(), x, 1), m.Reduce(new ReduceMax(), x, 1)), 1, 3, pad: 1, bias: Bodies.Biased(m))));

    /// <summary>[N, C, 1, 1] added to maps.</summary>
    public static GraphValue? ContextAdded(GraphDraft m, GraphValue x) => x.Rank != 4 ? null
        : Bodies.Sum(m, Bodies.Activate(m, m.Conv(m.GlobalAverage(x), x.Channels, 1)), x);

    /// <summary>A gate for each number.</summary>
    public static GraphValue? MapGate(GraphDraft m, GraphValue x) => x.Rank < 3 ? null
        : Bodies.Times(m, Bodies.Grow(m, x, x.Channels), Bodies.Gate(m, Bodies.Grow(m, x, x.Channels)));

    /// <summary>A constant per channel added, subtracted, multiplied or divided by.</summary>
    public static GraphValue? ChannelConstant(GraphDraft m, GraphValue x) => m.PerChannel(x, m.Any<Operator>(new Add(), new Sub(), new Mul(), new Div()), 0.5, 1.5, left: false);

    /// <summary>The same with the constant on the left.</summary>
    public static GraphValue? ConstantLeft(GraphDraft m, GraphValue x) => m.Next(0, 3) switch
    {
        0 => m.PerChannel(m.Sum(m.Times(x, x), m.Number("more", 1)), new Div(), 0.5, 1.5, left: true),
        1 => m.PerChannel(x, new Mul(), -1.5, 1.5, left: true),
        2 => m.PerChannel(x, new Add(), -1, 1, left: true),
        _ => m.PerChannel(x, new Sub(), -1, 1, left: true),
    };

    /// <summary>One number for all, of no dimension or of some of size 1.</summary>
    public static GraphValue? ScalarConstant(GraphDraft m, GraphValue x)
    {
        var number = m.Uniform("number", [.. Enumerable.Repeat(1, m.Next(0, x.Rank - 1))], 0.5, 1.5);
        var op = m.Any<Operator>(new Add(), new Sub(), new Mul(), new Div());
        return op is Div || m.Once(2) ? m.Add(op, x, number) : m.Add(op, number, x);
    }

    /// <summary>A constant per pixel, for all channels alike or for each.</summary>
    public static GraphValue? PixelConstant(GraphDraft m, GraphValue x)
    {
        if (x.Varies || x.Rank < 3)
            return null;
        int[] dims = m.Next(0, 2) switch { 0 => x.Dims[2..], 1 => [1, .. x.Dims[1..]], _ => [x.Dims[^1]] };
        return m.Add(m.Any<Operator>(new Add(), new Mul(), new Sub()), x, m.Uniform("pixels", dims, 0.5, 1.5));
    }

    /// <summary>The larger or smaller of a value and a constant per channel.</summary>
    public static GraphValue? BoundPerChannel(GraphDraft m, GraphValue x) => m.Opset < 8 ? null
        : m.Once(2) ? m.PerChannel(x, new Max(), -0.5, 0.3, m.Once(2)) : m.PerChannel(x, new Min(), 0, 1, m.Once(2));

    /// <summary>A power per channel.</summary>
    public static GraphValue? PowerPerChannel(GraphDraft m, GraphValue x) => m.PerChannel(m.Sum(m.Sigmoid(x), m.Number("more", 0.1)), new Pow(), 0.5, 2);

    public static GraphValue? SoftmaxOfChannels(GraphDraft m, GraphValue x)
    {
        // Before opset 13 all dimensions from there on count together.
        var y = m.Once(2) ? m.Add(new LogSoftmax { Axis = m.Axis(1, x.Rank), Flattens = m.Opset < 13 }, x) : m.Softmax(x, 1);
        return m.Times(y, m.Number("more", 3));
    }

    public static GraphValue? SoftmaxOfPixels(GraphDraft m, GraphValue x) => x.Rank < 3 ? null : m.Times(m.Softmax(x, x.Rank - 1), m.Number("more", 3));

    /// <summary>An operator that is carried through.</summary>
    public static GraphValue? Opaque(GraphDraft m, GraphValue x) => m.Next(0, 2) switch
    {
        0 when x.Rank == 4 => m.Add(new OpaqueOp("LRN", "", OperatorAttributes.Of(("size", m.Any(1L, 3L)), ("alpha", 0.5f))), x),
        1 when m.Opset >= 9 => m.Add(new OpaqueOp("Shrink", "", OperatorAttributes.Of(("lambd", 0.3f), ("bias", 0.3f))), x),
        _ => m.Add(new OpaqueOp("Atan", "", OperatorAttributes.None), x),
    };

    /// <summary>An operator of three inputs that is carried through.</summary>
    public static GraphValue? OpaqueJoin(GraphDraft m, GraphValue x) => x.Rank < 3 || m.Opset < 8 ? null
        : m.Add(new OpaqueOp(m.Any("Sum", "Mean", "Max"), "", OperatorAttributes.None), x, Bodies.Grow(m, x, x.Channels), m.PerChannel(x, new Mul(), -1, 1));
}
