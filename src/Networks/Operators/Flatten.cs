namespace MLNetCompact.Operators;

/// <summary>
/// Two dimensions: those before <see cref="Axis"/> become one, the others the second. [N, C, H, W] to [N, C * H * W] makes each channel a block of neighbouring features.
/// </summary>
public sealed partial record Flatten : Operator
{
    /// <inheritdoc/>
    public override string OpType => "Flatten";

    /// <summary>The first dimension of the second part; negative counts from the end.</summary>
    public int Axis { get; init; } = 1;

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(("axis", (long)Axis));

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static Flatten? From(NodeForm form) => form.Attributes.Only("axis") ? new Flatten { Axis = form.Attributes.Integer("axis", 1) } : null;

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question)
    {
        if (question.Known(0) is not { } input)
            return [Shapes.Open(2)];
        var axis = Axis == input.Count ? Axis : question.Axis(Axis, input.Count);
        return [new Shape(Shapes.Elements([.. input.Take(axis)]), Shapes.Elements([.. input.Skip(axis)]))];
    }
}
