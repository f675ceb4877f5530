using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>Blocks on features, [N, F], and the ways from features to maps.</summary>
internal static class DenseBlocks
{
    public static IReadOnlyList<NamedBlock> All { get; } =
    [
        NamedBlock.Often(Dense), NamedBlock.Often(DenseActivate), NamedBlock.Often(MatrixAndAdd), NamedBlock.Often(BiasOfAnyShape), NamedBlock.Often(Across), NamedBlock.Often(DenseResidual), NamedBlock.Often(DenseGate),
        NamedBlock.Often(DenseConcat), NamedBlock.Often(SharedDense), NamedBlock.Often(TransposedWeight), NamedBlock.Often(Maxout), NamedBlock.Often(LayerNormOfFeatures), NamedBlock.Often(FeaturesToMaps), NamedBlock.Often(FeaturesToSequence),
    ];

    public static GraphValue? Dense(GraphDraft m, GraphValue x) => x.Rank != 2 ? null
        : m.Gemm(x, m.Next(1, 8), m.Once(2), Bodies.Biased(m), m.Any(1, 1, 0.5f, -1.75f), m.Any(1, 1, 0.5f, -1.25f));

    public static GraphValue? DenseActivate(GraphDraft m, GraphValue x) => x.Rank != 2 ? null : Bodies.Activate(m, Bodies.PerhapsNorm(m, m.Gemm(x, m.Next(2, 8), m.Once(2))));

    public static GraphValue? MatrixAndAdd(GraphDraft m, GraphValue x) => x.Rank != 2 ? null : Bodies.Perhaps(m, m.MatMulAdd(x, m.Next(1, 8), Bodies.Biased(m)));

    /// <summary>A bias that is one number, or has a dimension more.</summary>
    public static GraphValue? BiasOfAnyShape(GraphDraft m, GraphValue x)
    {
        if (x.Rank != 2)
            return null;
        var outputs = m.Next(1, 6);
        return m.Add(new Gemm { Beta = m.Any(1, 0, 0, 2f) }, x, m.Factors("weight", [x[1], outputs], x[1]), m.Uniform("bias", m.Any<int[]>([1], [1, outputs], [], [1, 1]), -1, 1));
    }

    /// <summary>A dense layer that reads its input as columns.</summary>
    public static GraphValue? Across(GraphDraft m, GraphValue x)
    {
        if (x.Rank != 2)
            return null;
        var outputs = m.Next(1, 6);
        return m.Add(new Gemm { TransA = true }, m.Transpose(x, 1, 0), m.Factors("weight", [x[1], outputs], x[1]), m.Uniform("bias", [outputs], -1, 1));
    }

    public static GraphValue? DenseResidual(GraphDraft m, GraphValue x) => x.Rank != 2 ? null
        : Bodies.Perhaps(m, Bodies.Sum(m, m.Gemm(Bodies.Activate(m, m.Gemm(x, m.Next(1, 6), m.Once(2))), x[1], m.Once(2)), x));

    public static GraphValue? DenseGate(GraphDraft m, GraphValue x)
    {
        if (x.Rank != 2)
            return null;
        var outputs = m.Next(1, 6);
        return Bodies.Times(m, m.Gemm(x, outputs), Bodies.Gate(m, m.Gemm(x, outputs, m.Once(2))));
    }

    public static GraphValue? DenseConcat(GraphDraft m, GraphValue x) => x.Rank != 2 || x[1] > 12 ? null
        : m.Concat(1, m.Gemm(x, m.Next(1, 4)), x, Bodies.Activate(m, m.MatMulAdd(x, m.Next(1, 4))));

    /// <summary>One weight that two dense layers read, perhaps one of them transposed.</summary>
    public static GraphValue? SharedDense(GraphDraft m, GraphValue x)
    {
        if (x.Rank != 2)
            return null;
        var tied = m.Once(2);
        var weight = m.Factors("weight", [tied ? m.Next(1, 6) : x[1], x[1]], x[1]);
        var (first, second) = (m.Uniform("b1", [weight[0]], -1, 1), m.Uniform("b2", [x[1]], -1, 1));
        return m.Add(new Gemm { TransB = !tied }, Bodies.Activate(m, m.Add(new Gemm { TransB = true }, x, weight, first)), weight, second);
    }

    /// <summary>A weight that a Transpose turns.</summary>
    public static GraphValue? TransposedWeight(GraphDraft m, GraphValue x)
    {
        if (x.Rank != 2)
            return null;
        var weight = m.Transpose(m.Factors("weight", [m.Next(1, 6), x[1]], x[1]), 1, 0);
        return m.Once(2) ? m.Add(new MatMul(), x, weight) : m.Add(new Gemm(), x, weight, m.Uniform("bias", [weight[1]], -1, 1));
    }

    /// <summary>The largest of each two neighbours.</summary>
    public static GraphValue? Maxout(GraphDraft m, GraphValue x) => x.Rank != 2 || x[1] % 2 != 0 ? null
        : m.Reduce(new ReduceMax { KeepDims = false }, m.Reshape(x, 0, x[1] / 2, 2), 2);

    public static GraphValue? LayerNormOfFeatures(GraphDraft m, GraphValue x) => x.Rank != 2 ? null : m.LayerNorm(x, 1, m.Once(2));

    /// <summary>As in a decoder: a dense layer, then maps.</summary>
    public static GraphValue? FeaturesToMaps(GraphDraft m, GraphValue x)
    {
        if (x.Rank != 2)
            return null;
        var (channels, height, width) = (m.Next(1, 4), m.Next(2, 4), m.Next(2, 4));
        return m.Reshape(m.Gemm(x, channels * height * width), m.Any(0, -1), channels, height, width);
    }

    /// <summary>Features as channels of one step, or as steps of one channel.</summary>
    public static GraphValue? FeaturesToSequence(GraphDraft m, GraphValue x) => x.Rank != 2 ? null : m.Unsqueeze(x, m.Next(1, 2));
}
