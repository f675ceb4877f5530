namespace MLNetCompact.Operators;

/// <summary>
/// The matrix product of the last two dimensions: [..., n, k] times [..., k, m] gives [..., n, m]; the dimensions before are repeated as in <see cref="BroadcastOp"/>,
/// an operand of one dimension is a row on the left and a column on the right.
/// </summary>
public sealed record MatMul : Operator
{
    /// <inheritdoc/>
    public override string OpType => "MatMul";

    internal override OperatorAttributes Attributes => OperatorAttributes.None;

    internal override InputRole Role(Node node, Network network, int input) => InputRole.Weight;

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question) => [];
}
