namespace MLNetCompact.Operators;

/// <summary>The dimensions of its input as 64-bit integers; ONNX's operator Shape.</summary>
public sealed partial record ShapeOp : Operator
{
    /// <inheritdoc/>
    public override string OpType => "Shape";

    /// <summary>The first dimension told; negative counts from the end.</summary>
    public int Start { get; init; }

    /// <summary>The first dimension not told any more; negative counts from the end; null for all.</summary>
    public int? End { get; init; }

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(
        ("end", End is { } end ? (long)end : null), ("start", OperatorAttributes.Unless((long)Start, 0L)));

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static ShapeOp? From(NodeForm form)
    {
        if (!(form.Opset < 15 ? form.Attributes.Only() : form.Attributes.Only("start", "end")))
            return null;
        return new ShapeOp { Start = form.Attributes.Integer("start", 0), End = form.Attributes.Has("end") ? form.Attributes.Integer("end", 0) : null };
    }

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question)
    {
        if (question.Known(0) is not { } input)
            return [Shapes.Open(1)];
        return [new Shape(SlicePart.Of(0, input.Count, Start, End ?? input.Count, 1).Count)];
    }
}

/// <summary>The same numbers as another type of element.</summary>
public sealed partial record Cast : Operator
{
    /// <inheritdoc/>
    public override string OpType => "Cast";

    /// <summary>The type of the output.</summary>
    public required ElementType To { get; init; }

    /// <summary>Whether a number too large for an 8-bit floating point type becomes its largest.</summary>
    public bool Saturate { get; init; } = true;

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(("saturate", Saturate ? null : 0L), ("to", (long)To));

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static Cast? From(NodeForm form) => form.Attributes.Only("to", form.Opset < 19 ? "to" : "saturate") && form.Attributes.Has("to")
        ? new Cast { To = (ElementType)form.Attributes.Integer("to", 0), Saturate = form.Attributes.Flag("saturate", true) } : null;

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question) => [question.Known(0)];
}
