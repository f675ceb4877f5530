namespace MLNetCompact.Operators;

/// <summary>A part of some dimensions: from start up to but without end, in steps. Inputs 1 to 4 are starts, ends, axes and steps from opset 10 on.</summary>
public sealed record Slice : Operator
{
    /// <inheritdoc/>
    public override string OpType => "Slice";

    /// <summary>Where each part starts, as an attribute; negative counts from the end. Null where it is input 1.</summary>
    public IReadOnlyList<long>? Starts { get; init; }

    /// <summary>Before what each part ends, as an attribute; negative counts from the end. Null where it is input 2.</summary>
    public IReadOnlyList<long>? Ends { get; init; }

    /// <summary>The dimensions, as an attribute; null where they are input 3, or all in order.</summary>
    public IReadOnlyList<long>? Axes { get; init; }

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(("axes", Axes?.ToArray()), ("ends", Ends?.ToArray()), ("starts", Starts?.ToArray()));

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static Slice? From(NodeForm form)
    {
        if (form.Opset >= 10)
            return form.Attributes.Only() ? new Slice() : null;
        return form.Attributes.Only("axes", "ends", "starts") && form.Attributes.Has("starts") && form.Attributes.Has("ends")
            ? new Slice { Starts = form.Attributes.Longs("starts"), Ends = form.Attributes.Longs("ends"), Axes = form.Attributes.Longs("axes") } : null;
    }

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question) => [];
}

/// <summary>The entries of a dimension that input 1 names, in its order; the dimensions of input 1 take the place of that one.</summary>
public sealed record Gather : Operator
{
    /// <inheritdoc/>
    public override string OpType => "Gather";

    /// <summary>The dimension; negative counts from the end.</summary>
    public int Axis { get; init; }

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(("axis", (long)Axis));

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static Gather? From(NodeForm form) => form.Attributes.Only("axis") ? new Gather { Axis = form.Attributes.Integer("axis", 0) } : null;

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question) => [];
}
