using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>Single layers in their many forms.</summary>
internal static class LayerBlocks
{
    public static IReadOnlyList<NamedBlock> All { get; } =
    [
        NamedBlock.Often(Convolution), NamedBlock.Often(ConvNormActivate), NamedBlock.Of(AutoPadded), NamedBlock.Of(OneChannel), NamedBlock.Of(Depthwise), NamedBlock.Of(DepthwiseMultiplied),
        NamedBlock.Often(Grouped), NamedBlock.Often(Norm), NamedBlock.Of(InstanceNorm), NamedBlock.Of(LayerNormOverAll), NamedBlock.Of(SlopePerChannel), NamedBlock.Of(SharedSlope),
        NamedBlock.Often(Activation), NamedBlock.Of(Swish), NamedBlock.Often(Function), NamedBlock.Of(PassedThrough), NamedBlock.Often(Step), NamedBlock.Often(Pool), NamedBlock.Of(PaddingCounted), NamedBlock.Of(WholeMapPool),
        NamedBlock.Often(Widened), NamedBlock.Of(SharedWeight), NamedBlock.Often(ReusedWeight), NamedBlock.Of(ComputedWeight), NamedBlock.Of(ComputedBias),
    ];

    /// <summary>Any kernel, stride, padding and dilation that fits.</summary>
    public static GraphValue? Convolution(GraphDraft m, GraphValue x)
    {
        if (x.Rank < 3)
            return null;
        var axes = x.Rank - 2;
        int[] pads = m.Once(2) ? Each(2 * axes, _ => m.Next(0, 2)) : Each(2 * axes, _ => 0);
        int[] room = Each(axes, a => x.Least(2 + a) + pads[a] + pads[axes + a]);
        int[] kernel = Each(axes, a => m.Next(1, Math.Min(3, room[a])));
        int[] dilations = m.Once(4) ? Each(axes, a => (kernel[a] - 1) * 2 < room[a] ? m.Next(1, 2) : 1) : Each(axes, _ => 1);
        return m.Conv(x, Bodies.Some(m), new Conv { Kernel = kernel, Strides = Each(axes, _ => m.Next(1, 2)), Pads = pads, Dilations = dilations }, Bodies.Biased(m));
    }

    /// <summary>Convolution, BatchNormalization and activation, in this order or another.</summary>
    public static GraphValue? ConvNormActivate(GraphDraft m, GraphValue x)
    {
        if (x.Rank < 3)
            return null;
        GraphValue Conv(GraphValue y) => m.Conv(y, Bodies.Some(m), 3, m.Next(1, 2), 1, bias: Bodies.Biased(m));
        return m.Next(0, 3) switch
        {
            0 => m.BatchNorm(Bodies.Activate(m, Conv(x))),
            1 => Conv(Bodies.Activate(m, m.BatchNorm(x))),
            2 => Conv(m.BatchNorm(x)),
            _ => Bodies.Activate(m, m.BatchNorm(Conv(x))),
        };
    }

    public static GraphValue? AutoPadded(GraphDraft m, GraphValue x) => x.Rank < 3 || Thin(x, 3) ? null
        : m.Conv(x, Bodies.Some(m), m.Next(2, 3), m.Next(1, 2), auto: m.Any(AutoPad.SameUpper, AutoPad.SameLower, AutoPad.Valid), bias: Bodies.Biased(m));

    /// <summary>One filter, then several that read one channel: groups = channels = 1 is no depthwise convolution.</summary>
    public static GraphValue? OneChannel(GraphDraft m, GraphValue x) => x.Rank < 3 ? null
        : m.Conv(Bodies.Perhaps(m, m.Conv(x, 1, 1, bias: Bodies.Biased(m))), m.Next(1, 4), 3, pad: 1, bias: Bodies.Biased(m));

    public static GraphValue? Depthwise(GraphDraft m, GraphValue x) => x.Rank < 3 || x.Channels == 1 ? null
        : Bodies.PerhapsNorm(m, m.Depthwise(x, m.Any(1, 3), m.Next(1, 2), bias: Bodies.Biased(m)));

    public static GraphValue? DepthwiseMultiplied(GraphDraft m, GraphValue x) => x.Rank < 3 || x.Channels is 1 or > 5 ? null
        : Bodies.PerhapsNorm(m, m.Depthwise(x, m.Any(1, 3), m.Next(1, 2), m.Next(2, 3), bias: Bodies.Biased(m)));

    public static GraphValue? Grouped(GraphDraft m, GraphValue x)
    {
        var groups = x.Channels % 3 == 0 ? 3 : 2;
        return x.Rank < 3 || x.Channels % groups != 0 || x.Channels == groups ? null
            : Bodies.PerhapsNorm(m, m.Conv(x, Bodies.Some(m, groups), m.Any(1, 3), pad: 1, group: groups, bias: Bodies.Biased(m)));
    }

    public static GraphValue? Norm(GraphDraft m, GraphValue x) => m.BatchNorm(x);

    public static GraphValue? InstanceNorm(GraphDraft m, GraphValue x) => x.Rank < 3 ? null : m.InstanceNorm(x);

    public static GraphValue? LayerNormOverAll(GraphDraft m, GraphValue x) => x.Varies ? null : m.LayerNorm(x, m.Next(1, x.Rank - 1), m.Once(2));

    public static GraphValue? SlopePerChannel(GraphDraft m, GraphValue x) => m.PRelu(x);

    public static GraphValue? SharedSlope(GraphDraft m, GraphValue x) => m.PRelu(x, shared: true);

    public static GraphValue? Activation(GraphDraft m, GraphValue x) => Bodies.Activate(m, x);

    public static GraphValue? Swish(GraphDraft m, GraphValue x) => Bodies.Swish(m, x);

    /// <summary>Functions that few networks use.</summary>
    public static GraphValue? Function(GraphDraft m, GraphValue x) => m.Next(0, 12) switch
    {
        0 => m.Add(new Exp(), m.Add(new Tanh(), x)),
        1 => m.Add(new Log(), m.Add(new Softplus(), x)),
        2 => m.Add(new Abs(), x),
        3 => m.Add(new Neg(), x),
        4 => m.Add(new Sqrt(), m.Sum(m.Add(new Abs(), x), m.Number("more", 0.1))),
        5 => m.Add(new Reciprocal(), m.Sum(m.Times(x, x), m.Number("more", 0.5))),
        6 => m.Add(new Sin(), x),
        7 => m.Add(new Cos(), x),
        8 => m.Opset < 9 ? m.Add(new Softsign(), x) : m.Add(new Erf(), x),
        9 => m.Add(new Softsign(), x),
        10 => m.Opset < 12 ? m.Add(new Elu { Alpha = 0.5f }, x) : m.Add(new Celu { Alpha = 0.5f }, x),
        11 => m.Add(new HardSigmoid(), x),
        _ => m.Add(new Pow(), x, m.Number("exponent", 2)),
    };

    /// <summary>Nodes that do nothing.</summary>
    public static GraphValue? PassedThrough(GraphDraft m, GraphValue x) => m.Next(0, 2) switch
    {
        0 => m.Dropout(x),
        1 when m.Opset >= 9 => m.Add(new Cast { To = ElementType.Float }, x),
        _ => m.Add(new Identity(), x),
    };

    /// <summary>Functions that jump. They are kept to few numbers: where a network is near a jump, rounding makes a difference.</summary>
    public static GraphValue? Step(GraphDraft m, GraphValue x) => x.Features > 16 || x.Varies ? null : m.Next(0, 2) switch
    {
        0 => m.Sum(x, m.Add(new Floor(), m.Times(x, m.Number("steep", 2)))),
        1 => m.Sum(m.Add(new Ceil(), m.Times(x, m.Number("steep", 2))), x),
        _ => m.Opset < 10 ? m.Sum(x, m.Add(new Floor(), x)) : m.Add(new ThresholdedRelu { Alpha = 0.4f }, x),
    };

    /// <summary>A pooling of any kind, over windows that fit.</summary>
    public static GraphValue? Pool(GraphDraft m, GraphValue x)
    {
        if (x.Rank < 3)
            return null;
        var axes = x.Rank - 2;
        int[] kernel = Each(axes, a => m.Next(1, Math.Min(3, x.Least(2 + a))));
        var (auto, kind) = (m.Any(AutoPad.NotSet, AutoPad.NotSet, AutoPad.NotSet, AutoPad.SameUpper, AutoPad.SameLower, AutoPad.Valid), m.Next(0, 4));
        // Runtimes differ about SAME where a window is smaller than its stride, and about windows that do not touch the input.
        int[] strides = Each(axes, a => m.Next(1, auto == AutoPad.NotSet ? 2 : Math.Min(2, kernel[a])));
        int[] pads = m.Once(2) ? Each(2 * axes, i => m.Next(0, kernel[i % axes] - 1)) : Each(2 * axes, _ => 0);
        Pooling op = kind switch
        {
            0 or 1 => new MaxPool { Kernel = kernel, Dilations = m.Opset >= 10 && auto == AutoPad.NotSet && m.Once(3) ? Each(axes, a => 2 * kernel[a] - 2 < x.Least(2 + a) ? 2 : 1) : Each(axes, _ => 1) },
            4 => new LpPool { Kernel = kernel },
            _ => new AveragePool { Kernel = kernel },
        };
        // A window that would start in the padding is no place to ONNX Runtime when it runs, but one when it infers sizes.
        var ceil = m.Opset >= 10 && auto == AutoPad.NotSet && kind != 4 && m.Once(2) && x.Samples.All(s => Enumerable.Range(0, axes).All(a =>
            (s.Dims[2 + a] + pads[a] + pads[axes + a] - (kernel[a] - 1) * op.Dilations[a] - 1 + strides[a] - 1) / strides[a] * strides[a] < s.Dims[2 + a] + pads[a]));
        return m.Add(op with { Strides = strides, Pads = pads, AutoPad = auto, CeilMode = ceil }, x);
    }

    /// <summary>A mean that counts zeros around the maps.</summary>
    public static GraphValue? PaddingCounted(GraphDraft m, GraphValue x) => x.Rank < 3 || Thin(x, 2) ? null : m.AveragePool(x, m.Next(2, 3), m.Next(1, 2), 1, counted: true);

    /// <summary>One number for each whole map, which goes on as a map of one pixel, or is added to the maps.</summary>
    public static GraphValue? WholeMapPool(GraphDraft m, GraphValue x)
    {
        if (x.Rank != 4)
            return null;
        var pooled = m.Next(0, 4) switch
        {
            0 => m.Add(new GlobalMaxPool(), x),
            1 => m.Add(new GlobalLpPool(), x),
            2 => m.Reduce(new ReduceMax(), x, 2, 3),
            3 when !x.Varies => m.Times(m.Reduce(new ReduceSum(), x, 2, 3), m.Number("less", 0.05)),
            _ => m.GlobalAverage(x),
        };
        return m.Once(4) ? pooled : Bodies.Sum(m, x, pooled);
    }

    /// <summary>A transposed convolution, where maps are small enough to grow.</summary>
    public static GraphValue? Widened(GraphDraft m, GraphValue x)
    {
        if (x.Rank < 3 || x.Features > 120 || x.Varies && x.Least(2) > 5)
            return null;
        var axes = x.Rank - 2;
        var group = x.Channels % 2 == 0 && m.Once(2) ? 2 : 1;
        var op = m.Next(0, 3) switch
        {
            0 => new ConvTranspose { Kernel = Each(axes, _ => 2), Strides = Each(axes, _ => 2), Group = group },
            1 => new ConvTranspose { Kernel = Each(axes, _ => 3), Strides = Each(axes, _ => 2), Pads = Each(2 * axes, _ => 1), OutputPadding = Each(axes, _ => 1), Group = group },
            2 => new ConvTranspose { Kernel = Each(axes, _ => 3), Pads = Each(2 * axes, _ => 1), Group = group },
            _ => new ConvTranspose { Kernel = Each(axes, _ => 3), Strides = Each(axes, _ => 2), AutoPad = AutoPad.SameUpper, Group = group },
        };
        return m.ConvTranspose(x, group * m.Next(1, 3), op, Bodies.Biased(m));
    }

    /// <summary>One weight that two convolutions read, one behind the other or side by side.</summary>
    public static GraphValue? SharedWeight(GraphDraft m, GraphValue x)
    {
        if (x.Rank < 3)
            return null;
        var chained = m.Once(2);
        var filters = chained ? x.Channels : Bodies.Some(m);
        int[] each = Each(x.Rank - 2, _ => 3);
        var op = new Conv { Kernel = each, Pads = Each(2 * each.Length, _ => 1) };
        var (weight, bias) = (m.Factors("weight", [filters, x.Channels, .. each], 9 * x.Channels), m.Uniform("bias", [filters], -1, 1));
        var first = m.Add(op, x, weight, bias);
        var second = m.Add(op, chained ? Bodies.Perhaps(m, first) : Bodies.Activate(m, x), weight, m.Once(2) ? bias : null);
        return chained ? second : m.Once(2) ? m.Concat(1, first, second) : Bodies.Sum(m, first, second);
    }

    /// <summary>A weight of a layer made before, read once more.</summary>
    public static GraphValue? ReusedWeight(GraphDraft m, GraphValue x)
    {
        if (x.Rank < 3)
            return null;
        var weight = m.Old(w => w.Shape.Count == x.Rank && w.Shape[1] == x.Channels && w.Shape.Skip(2).Select((k, a) => k is >= 1 and <= 3 && k <= x.Least(2 + a)).All(fits => fits));
        return weight is null ? null : m.Add(new Conv { Kernel = weight.Dims[2..] }, x, weight, m.Old(w => w.Shape.Count == 1 && w.Shape[0] == weight[0]));
    }

    /// <summary>A convolution whose weight other nodes make from constants.</summary>
    public static GraphValue? ComputedWeight(GraphDraft m, GraphValue x)
    {
        if (x.Rank < 3)
            return null;
        int[] dims = [Bodies.Some(m), x.Channels, .. Each(x.Rank - 2, _ => 1)];
        var weight = m.Factors("raw", dims, x.Channels);
        weight = m.Next(0, 3) switch
        {
            0 => m.Times(weight, m.Uniform("factor", [dims[0], .. Each(x.Rank - 1, _ => 1)], 0.5, 1.5)),
            1 => m.Sum(weight, m.Factors("more", dims, x.Channels)),
            2 => m.Add(new Identity(), weight),
            _ => m.Reshape(weight, [.. dims.Select(d => (long)d)]),
        };
        return m.Add(new Conv { Kernel = dims[2..] }, x, weight, Bodies.Biased(m) ? m.Uniform("bias", [dims[0]], -1, 1) : null);
    }

    /// <summary>A convolution whose bias is the sum of two constants.</summary>
    public static GraphValue? ComputedBias(GraphDraft m, GraphValue x)
    {
        if (x.Rank < 3)
            return null;
        var filters = Bodies.Some(m);
        var bias = m.Sum(m.Uniform("b1", [filters], -1, 1), m.Uniform("b2", [filters], -1, 1));
        return m.Add(new Conv { Kernel = Each(x.Rank - 2, _ => 1) }, x, m.Factors("weight", [filters, x.Channels, .. Each(x.Rank - 2, _ => 1)], x.Channels), bias);
    }

    internal static int[] Each(int count, Func<int, int> make) => [.. Enumerable.Range(0, count).Select(make)];

    /// <summary>Whether maps are smaller than a window.</summary>
    private static bool Thin(GraphValue x, int window) => Enumerable.Range(2, x.Rank - 2).Any(a => x.Least(a) < window);
}
