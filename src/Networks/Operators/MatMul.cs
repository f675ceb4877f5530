namespace MLNetCompact.Operators;

/// <summary>
/// The matrix product of the last two dimensions: [..., n, k] times [..., k, m] gives [..., n, m]; the dimensions before are repeated as in <see cref="BroadcastOp"/>,
/// an operand of one dimension is a row on the left and a column on the right.
/// </summary>
public sealed partial record MatMul : LinearOp
{
    /// <inheritdoc/>
    public override string OpType => "MatMul";

    internal override OperatorAttributes Attributes => OperatorAttributes.None;

    internal override InputRole Role(Node node, Network network, int input) => InputRole.Weight;

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question)
    {
        if (question.Known(0, 1) is not { } left || question.Known(1, 1) is not { } right)
            return [];
        if (!Shapes.Fits(left[^1], right[Math.Max(0, right.Count - 2)]))
            throw question.Wrong(1, right.Count == 1 ? $"[{left[^1]}]" : $"{left[^1]} in the last but one dimension");
        if (Broadcast.Of(new Shape(left.SkipLast(2)), new Shape(right.SkipLast(2))) is not { } stack)
            throw question.Wrong(1, $"dimensions before the last two that are repeated to those of {left}");
        return [new Shape([.. stack, .. left.Count > 1 ? [left[^2]] : Array.Empty<long>(), .. right.Count > 1 ? [right[^1]] : Array.Empty<long>()])];
    }

    internal override long MultiplyAdds(Node node, Network network)
    {
        if (network.Shapes.GetValueOrDefault(node.Inputs[0]) is not { } left || network.Shapes.GetValueOrDefault(node.Inputs[1]) is not { } right
            || network.Shapes.GetValueOrDefault(node.Output) is not { } output)
            return 0;
        // The first dimension counts rows, unless it is that of a weight or of a single row.
        var rows = network.WeightOrNull(node.Inputs[0]) is null ? left.Count > 1 : right.Count > 2;
        return Shapes.Product(output.Skip(rows ? 1 : 0).Append(left[^1] == Shape.Unknown ? right[Math.Max(0, right.Count - 2)] : left[^1]));
    }
}
