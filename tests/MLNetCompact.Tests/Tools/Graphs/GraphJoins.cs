using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>How two values that went their own ways become one.</summary>
internal static class GraphJoins
{
    public const string Fork = nameof(Fork);
    public const string SeveralOutputs = nameof(SeveralOutputs);
    public const string SameSizeJoined = nameof(SameSizeJoined);
    public const string ConcatJoined = nameof(ConcatJoined);
    public const string FittedThenAdded = nameof(FittedThenAdded);
    public const string FeaturesOnMaps = nameof(FeaturesOnMaps);
    public const string FeaturesJoined = nameof(FeaturesJoined);

    /// <summary>One of two, or null where they do not suit each other.</summary>
    public static GraphValue? Join(GraphDraft m, GraphValue left, GraphValue right)
    {
        if (left.Rank == 2 && right.Rank > 2)
            (left, right) = (right, left);
        if (left.Rank == 2)
            return Told(m, FeaturesJoined, m.Concat(1, left, right));
        if (right.Rank == 2)
            return Told(m, FeaturesOnMaps, OnMaps(m, left, right));
        if (left.Fits(right) && m.Once(2))
        {
            var op = m.Any<Operator>(new Add(), new Add(), new Add(), new Sub(), new Mul(), new Max(), new Min());
            return Told(m, SameSizeJoined, m.Add(m.Opset < 8 ? new Add() : op, left, right));
        }
        if (!left.Fits(right, except: 1))
            return null;
        return m.Once(2) ? Told(m, ConcatJoined, m.Concat(1, left, right))
            : Told(m, FittedThenAdded, Bodies.Sum(m, left, Bodies.PerhapsNorm(m, m.Conv(right, left.Channels, 1, bias: Bodies.Biased(m)))));
    }

    /// <summary>Features that scale the channels of maps, or are added to them.</summary>
    private static GraphValue OnMaps(GraphDraft m, GraphValue maps, GraphValue features)
    {
        var each = m.Gemm(features, maps.Channels, m.Once(2));
        long[] ones = [.. Enumerable.Repeat(1L, maps.Rank - 2)];
        GraphValue pixel = m.Once(2) ? m.Unsqueeze(each, [.. Enumerable.Range(2, maps.Rank - 2).Select(a => (long)a)]) : m.Reshape(each, [0, maps.Channels, .. ones]);
        return m.Once(2) ? Bodies.Sum(m, maps, pixel) : Bodies.Times(m, maps, m.Sigmoid(pixel));
    }

    private static GraphValue Told(GraphDraft m, string form, GraphValue joined)
    {
        m.Forms.Add(form);
        return joined;
    }
}
