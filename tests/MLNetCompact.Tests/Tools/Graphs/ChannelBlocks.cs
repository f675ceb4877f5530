using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>Blocks that join, divide and move channels.</summary>
internal static class ChannelBlocks
{
    public static IReadOnlyList<NamedBlock> All { get; } =
    [
        NamedBlock.Often(DenseBlock), NamedBlock.Of(FlatDenseBlock), NamedBlock.Of(ConcatOfItself), NamedBlock.Of(ConcatNorm), NamedBlock.Often(SplitBranches), NamedBlock.Of(SplitPartUnread),
        NamedBlock.Of(HalvesJoined), NamedBlock.Of(Sliced), NamedBlock.Of(Gathered), NamedBlock.Of(Ghost), NamedBlock.Of(Shuffle), NamedBlock.Of(ShuffleUnit), NamedBlock.Of(ShuffleHalves),
        NamedBlock.Of(Inception), NamedBlock.Of(PaddedChannels), NamedBlock.Of(CutChannels),
    ];

    /// <summary>DenseNet: what was made is put behind all before it, again and again.</summary>
    public static GraphValue? DenseBlock(GraphDraft m, GraphValue x)
    {
        if (x.Rank < 3 || x.Channels > 8)
            return null;
        for (var i = m.Next(2, 3); i > 0; i--)
        {
            var made = Bodies.Grow(m, m.Once(2) ? Bodies.Activate(m, m.BatchNorm(x)) : x, m.Next(1, 3));
            x = m.Once(3) ? m.Concat(1, made, x) : m.Concat(1, x, made);
        }
        return m.Once(2) ? m.Conv(m.Relu(m.BatchNorm(x)), Bodies.Some(m), 1, bias: false) : x;
    }

    /// <summary>The same with one Concat of all before each layer, as other exporters write it.</summary>
    public static GraphValue? FlatDenseBlock(GraphDraft m, GraphValue x)
    {
        if (x.Rank < 3 || x.Channels > 8)
            return null;
        List<GraphValue> all = [x];
        for (var i = m.Next(2, 3); i > 0; i--)
            all.Add(Bodies.Grow(m, all.Count == 1 ? x : m.Concat(1, [.. all]), m.Next(1, 3)));
        return m.Concat(1, [.. all]);
    }

    /// <summary>A value behind itself.</summary>
    public static GraphValue? ConcatOfItself(GraphDraft m, GraphValue x)
    {
        if (x.Rank < 2 || x.Channels > 6)
            return null;
        var twice = m.Once(3) ? m.Concat(1, x, Bodies.Activate(m, x), x) : m.Concat(1, x, x);
        return x.Rank > 2 && m.Once(2) ? m.Conv(twice, Bodies.Some(m), 1) : twice;
    }

    /// <summary>A BatchNormalization, or slopes, over channels from several places.</summary>
    public static GraphValue? ConcatNorm(GraphDraft m, GraphValue x)
    {
        if (x.Rank < 3 || x.Channels > 6)
            return null;
        var joined = m.Concat(1, Bodies.Grow(m, x, m.Next(1, 3)), x, Bodies.Grow(m, x, m.Next(1, 3)));
        return m.Once(3) ? m.PRelu(joined) : Bodies.Perhaps(m, m.BatchNorm(joined));
    }

    /// <summary>Parts that go their own ways and are put together again, perhaps in another order.</summary>
    public static GraphValue? SplitBranches(GraphDraft m, GraphValue x)
    {
        if (x.Rank < 2 || x.Channels < 2)
            return null;
        var parts = m.Split(x, 1, Parts(m, x.Channels));
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = m.Next(0, 3) switch
            {
                0 => parts[i],
                1 => Bodies.Activate(m, parts[i]),
                _ when x.Rank == 2 => m.Gemm(parts[i], m.Next(1, 4)),
                2 => m.BatchNorm(parts[i]),
                _ => Bodies.Grow(m, parts[i], m.Next(1, 4)),
            };
        }
        if (m.Once(2))
            m.Random.Shuffle(parts);
        return m.Concat(1, parts);
    }

    /// <summary>A Split one part of which nobody reads.</summary>
    public static GraphValue? SplitPartUnread(GraphDraft m, GraphValue x)
    {
        if (x.Rank < 2 || x.Channels < 2)
            return null;
        var parts = m.Split(x, 1, Parts(m, x.Channels));
        return Bodies.Activate(m, parts[m.Random.Next(parts.Length)]);
    }

    /// <summary>Two halves added, or one gating the other.</summary>
    public static GraphValue? HalvesJoined(GraphDraft m, GraphValue x)
    {
        if (x.Rank < 2 || x.Channels % 2 != 0)
            return null;
        var halves = m.Split(x, 1, x.Channels / 2, x.Channels / 2);
        return m.Once(2) ? Bodies.Sum(m, halves[0], halves[1]) : Bodies.Times(m, halves[0], m.Sigmoid(halves[1]));
    }

    /// <summary>Some of the channels, or two parts of them that overlap.</summary>
    public static GraphValue? Sliced(GraphDraft m, GraphValue x)
    {
        if (x.Rank < 2 || x.Channels < 2)
            return null;
        var (from, to) = (m.Next(0, x.Channels - 2), m.Next(x.Channels - 1, x.Channels));
        var part = m.Channels(x, from, to);
        if (m.Opset >= 10 && m.Once(4))
            part = m.Once(2) ? m.Slice(x, [0], [int.MaxValue], [1], [2]) : m.Slice(x, [-1], [int.MinValue], [1], [-1]);
        return m.Once(2) ? part : m.Concat(1, Bodies.Activate(m, part), x.Rank > 2 ? Bodies.Grow(m, m.Channels(x, 0, 1), 2) : m.Channels(x, 0, 1));
    }

    /// <summary>Channels in another order, some left out, some twice.</summary>
    public static GraphValue? Gathered(GraphDraft m, GraphValue x)
    {
        if (x.Rank < 2)
            return null;
        int[] order = [.. Enumerable.Range(0, x.Channels)];
        m.Random.Shuffle(order);
        return m.Next(0, 2) switch
        {
            0 => m.Gather(x, 1, order),
            1 => m.Gather(x, 1, order[..Math.Max(1, x.Channels - 1)]),
            _ => m.Gather(x, 1, [.. order, order[0]]),
        };
    }

    /// <summary>GhostNet: half of the channels are made from the other half, each from one.</summary>
    public static GraphValue? Ghost(GraphDraft m, GraphValue x)
    {
        if (x.Rank != 4)
            return null;
        var first = Bodies.Perhaps(m, Bodies.PerhapsNorm(m, m.Conv(x, m.Next(2, 4), 1, bias: Bodies.Biased(m))));
        var all = m.Concat(1, first, Bodies.PerhapsNorm(m, m.Depthwise(first, bias: Bodies.Biased(m))));
        return m.Once(3) ? m.Channels(all, 0, all.Channels - 1) : all;
    }

    public static GraphValue? Shuffle(GraphDraft m, GraphValue x)
    {
        if (x.Rank != 4)
            return null;
        if (Groups(x) is null)
            x = m.Conv(x, m.Any(4, 6, 8), 1);
        return Mixed(m, x, Groups(x)!.Value);
    }

    /// <summary>ShuffleNet: grouped convolutions with a shuffle between them.</summary>
    public static GraphValue? ShuffleUnit(GraphDraft m, GraphValue x)
    {
        if (x.Rank != 4)
            return null;
        if (x.Channels % 2 != 0)
            x = m.Conv(x, m.Any(2, 4), 1);
        var middle = m.Relu(m.BatchNorm(m.Conv(x, m.Any(4, 8), 1, group: 2, bias: false)));
        var branch = m.BatchNorm(m.Conv(m.BatchNorm(m.Depthwise(Mixed(m, middle, 2), bias: false)), x.Channels, 1, group: 2, bias: Bodies.Biased(m)));
        return m.Relu(Bodies.Sum(m, x, branch));
    }

    /// <summary>ShuffleNetV2: one half goes a way of its own, then both are joined and shuffled.</summary>
    public static GraphValue? ShuffleHalves(GraphDraft m, GraphValue x)
    {
        if (x.Rank != 4)
            return null;
        if (x.Channels % 2 != 0)
            x = m.Conv(x, m.Any(4, 6), 1);
        var half = x.Channels / 2;
        var parts = m.Once(2) ? m.Split(x, 1, half, half) : [m.Channels(x, 0, half), m.Channels(x, half, x.Channels)];
        var branch = m.Relu(m.BatchNorm(m.Conv(m.BatchNorm(m.Depthwise(m.Relu(m.BatchNorm(m.Conv(parts[1], half, 1, bias: false))), bias: false)), half, 1, bias: false)));
        return Mixed(m, m.Concat(1, parts[0], branch), 2);
    }

    /// <summary>Branches of several kinds side by side.</summary>
    public static GraphValue? Inception(GraphDraft m, GraphValue x) => x.Rank != 4 ? null : m.Concat(1,
        m.Relu(m.Conv(x, m.Next(1, 2), 1)), m.Relu(m.Conv(m.Relu(m.Conv(x, 2, 1)), 2, 3, pad: 1)), m.Conv(m.MaxPool(x, 3, 1, 1), 1, 1), m.AveragePool(x, 3, 1, 1));

    /// <summary>Channels of zeros, or of another number, before and behind.</summary>
    public static GraphValue? PaddedChannels(GraphDraft m, GraphValue x)
    {
        if (x.Rank < 2 || x.Channels > 6)
            return null;
        long[] rest = [.. Enumerable.Repeat(0L, x.Rank - 2)];
        return m.Pad(x, [0, m.Next(0, 2), .. rest, 0, m.Next(0, 2), .. rest], value: m.Any<float?>(null, 0, 0.5f));
    }

    /// <summary>Channels cut off by negative pads.</summary>
    public static GraphValue? CutChannels(GraphDraft m, GraphValue x)
    {
        if (x.Rank != 4 || x.Channels < 3)
            return null;
        return m.Once(2) ? m.PadChannels(x, -1, m.Next(0, 2)) : m.PadChannels(x, m.Next(0, 2), -1);
    }

    /// <summary>Reshape, Transpose and Reshape, which put the first channels of all groups first. Where sizes are open, the second Reshape reads them from the maps.</summary>
    public static GraphValue Mixed(GraphDraft m, GraphValue x, int groups)
    {
        var (channels, each) = (x.Channels, x.Channels / groups);
        if (!x.Varies)
        {
            var mixed = m.Transpose(m.Reshape(x, m.Any(0, -1), groups, each, x[2], x[3]), 0, 2, 1, 3, 4);
            return m.Once(2) ? m.Reshape(mixed, m.Any(0, -1), channels, x[2], x[3]) : m.Reshape(mixed, 0, -1, x[2], x[3]);
        }
        var parts = m.Transpose(m.Reshape(x, 0, groups, each, -1), 0, 2, 1, 3);
        var size = m.Opset >= 15 ? m.Add(new ShapeOp { Start = 2 }, x) : m.Slice(m.Add(new ShapeOp(), x), [2], [4], [0]);
        return m.Add(new Reshape(), parts, m.Concat(0, m.Integers("channels", 0, channels), size));
    }

    private static int? Groups(GraphValue x) => x.Channels < 4 ? null : x.Channels % 2 == 0 ? 2 : x.Channels % 3 == 0 ? 3 : null;

    /// <summary>Sizes that add up to so many; equal ones where it can be, half of the time.</summary>
    private static int[] Parts(GraphDraft m, int all)
    {
        if (all % 3 == 0 && m.Once(2))
            return [all / 3, all / 3, all / 3];
        if (all % 2 == 0 && m.Once(2))
            return [all / 2, all / 2];
        var first = m.Next(1, all - 1);
        return [first, all - first];
    }
}
