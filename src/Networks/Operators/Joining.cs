namespace MLNetCompact.Operators;

/// <summary>Its inputs behind one another along a dimension.</summary>
public sealed record Concat : Operator
{
    /// <inheritdoc/>
    public override string OpType => "Concat";

    /// <summary>The dimension that grows; negative counts from the end.</summary>
    public required int Axis { get; init; }

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(("axis", (long)Axis));

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static Concat? From(NodeForm form) =>
        form.Attributes.Only("axis") && form.Attributes.Has("axis") ? new Concat { Axis = form.Attributes.Integer("axis", 0) } : null;

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question) => [];
}

/// <summary>Cuts its input along a dimension into as many parts as it has outputs: of equal size, or of given ones.</summary>
public sealed record Split : Operator
{
    /// <inheritdoc/>
    public override string OpType => "Split";

    /// <summary>The dimension that is cut; negative counts from the end.</summary>
    public int Axis { get; init; }

    /// <summary>The sizes of the parts as an attribute; null where they are input 1, or equal.</summary>
    public IReadOnlyList<long>? Sizes { get; init; }

    /// <summary>The number of parts as opset 18 states it, of which the last may be smaller; null where it is not stated.</summary>
    public int? NumOutputs { get; init; }

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(("axis", (long)Axis), ("num_outputs", NumOutputs is { } count ? (long)count : null), ("split", Sizes?.ToArray()));

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static Split? From(NodeForm form)
    {
        if (!form.Attributes.Only("axis", form.Opset < 13 ? "split" : form.Opset < 18 ? "axis" : "num_outputs"))
            return null;
        return new Split
        {
            Axis = form.Attributes.Integer("axis", 0),
            Sizes = form.Attributes.Longs("split"),
            NumOutputs = form.Attributes.Has("num_outputs") ? form.Attributes.Integer("num_outputs", 0) : null,
        };
    }

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question) => [];
}
