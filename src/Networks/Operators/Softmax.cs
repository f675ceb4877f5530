namespace MLNetCompact.Operators;

/// <summary>exp(x) divided by its sum over one dimension: class probabilities. Its channels depend on one another.</summary>
public sealed record Softmax : Operator
{
    /// <inheritdoc/>
    public override string OpType => "Softmax";

    /// <summary>The dimension over which the outputs add up to 1; negative counts from the end.</summary>
    public int Axis { get; init; } = -1;

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(("axis", (long)Axis));

    /// <summary>The operator of these attributes, or null if it is of a form that is not handled.</summary>
    internal static Softmax? From(OperatorAttributes attributes, int opset) =>
        // Before version 13 the default was 1 and all later dimensions were taken together.
        attributes.Only("axis") && opset >= 13 ? new Softmax { Axis = attributes.Integer("axis", -1) } : null;

    internal override IReadOnlyList<Shape> InferShapes(ShapeQuestion question)
    {
        var input = question.Required(0, 1);
        return Axis >= -input.Count && Axis < input.Count ? [input] : throw question.Wrong(0, $"a dimension {Axis}");
    }

    internal override void Tie(ChannelTies ties, Node node) => ties.ProtectAll(node, $"{node} makes every output depend on every channel");
}
