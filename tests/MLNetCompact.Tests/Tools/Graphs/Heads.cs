using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>How graphs end: from maps or sequences to features, and from features to what the network gives.</summary>
internal static class Heads
{
    /// <summary>Ways from maps to features.</summary>
    public static IReadOnlyList<NamedBlock> Flat { get; } =
    [
        NamedBlock.Often(Flattened), NamedBlock.Of(FlattenedToMinusOne), NamedBlock.Of(FlattenedBySize), NamedBlock.Often(FlattenedChannelsLast), NamedBlock.Of(FlattenedByComputedShape),
        NamedBlock.Often(MeanThenFlat), NamedBlock.Of(MeanThenSqueeze), NamedBlock.Of(MeanOfPixels), NamedBlock.Of(LargestThenFlat), NamedBlock.Of(ConvolvedThenMean),
    ];

    public static GraphValue? Flattened(GraphDraft m, GraphValue x) => Open(x) ? null : m.Add(new Flatten { Axis = m.Axis(1, x.Rank) }, x);

    public static GraphValue? FlattenedToMinusOne(GraphDraft m, GraphValue x) => Open(x) ? null : m.Reshape(x, 0, -1);

    public static GraphValue? FlattenedBySize(GraphDraft m, GraphValue x) => Open(x) ? null : x[0] == 1 ? m.Reshape(x, 1, -1) : m.Reshape(x, -1, x.Features);

    /// <summary>Channels become the fastest.</summary>
    public static GraphValue? FlattenedChannelsLast(GraphDraft m, GraphValue x)
    {
        if (Open(x) || x.Rank != 4)
            return null;
        var turned = m.Transpose(x, 0, 2, 3, 1);
        return m.Once(2) ? m.Flatten(turned) : m.Once(2) ? m.Reshape(turned, 0, -1) : m.Reshape(turned, -1, x.Features);
    }

    /// <summary>As PyTorch's old exports do it: the batch is read from the maps.</summary>
    public static GraphValue? FlattenedByComputedShape(GraphDraft m, GraphValue x)
    {
        if (Open(x))
            return null;
        var batch = m.Add(new Gather(), m.Add(new ShapeOp(), x), m.Integer("first", 0));
        return m.Add(new Reshape(), x, m.Concat(0, m.Unsqueeze(batch, 0), m.Integers("rest", -1)));
    }

    public static GraphValue? MeanThenFlat(GraphDraft m, GraphValue x) => x.Rank < 3 ? null : m.Flatten(m.GlobalAverage(x));

    public static GraphValue? MeanThenSqueeze(GraphDraft m, GraphValue x) => x.Rank < 3 ? null : m.Squeeze(m.GlobalAverage(x), [.. Enumerable.Range(2, x.Rank - 2).Select(a => (long)a)]);

    public static GraphValue? MeanOfPixels(GraphDraft m, GraphValue x) => x.Rank < 3 ? null : m.Reduce(new ReduceMean { KeepDims = false }, x, [.. Enumerable.Range(2, x.Rank - 2)]);

    public static GraphValue? LargestThenFlat(GraphDraft m, GraphValue x) => x.Rank < 3 ? null : m.Flatten(m.Add(new GlobalMaxPool(), x));

    /// <summary>A convolution to as many channels as there are classes, then their means.</summary>
    public static GraphValue? ConvolvedThenMean(GraphDraft m, GraphValue x) => x.Rank < 3 ? null : m.Flatten(m.GlobalAverage(m.Conv(x, 3, 1)));

    /// <summary>What the network gives, from maps or features.</summary>
    public static GraphValue Finish(GraphDraft m, GraphValue x)
    {
        if (x.Rank >= 3 && m.Once(5))
        {
            var maps = m.Once(3) && !m.IsGiven(x) ? x : m.Conv(x, m.Next(1, 3), 1);
            return m.Once(4) ? m.Softmax(maps, 1) : maps;
        }
        if (x.Rank >= 3)
            x = Flatten(m, x);
        if (m.Once(2))
            x = Bodies.Activate(m, m.Gemm(x, m.Next(2, 8), m.Once(2), Bodies.Biased(m)));
        x = m.Once(5) ? m.MatMulAdd(x, m.Next(1, 4)) : m.Gemm(x, m.Next(1, 4), m.Once(2), Bodies.Biased(m));
        return m.Next(0, 5) switch { 0 => m.Softmax(x, 1), 1 => m.Sigmoid(x), _ => x };
    }

    /// <summary>Maps or a sequence as features, in any way that suits.</summary>
    public static GraphValue Flatten(GraphDraft m, GraphValue x)
    {
        while (true)
        {
            var way = Flat[m.Random.Next(Flat.Count)];
            if (way.Make(m, x) is { } rows)
            {
                m.Forms.Add(way.Name);
                return rows;
            }
        }
    }

    private static bool Open(GraphValue x) => x.Varies || x.Rank < 3;
}
