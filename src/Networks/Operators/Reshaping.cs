namespace MLNetCompact.Operators;

/// <summary>The same numbers in the same order with the dimensions that input 1 states: 0 keeps a dimension, one -1 takes what is left.</summary>
public sealed record Reshape : Operator
{
    /// <inheritdoc/>
    public override string OpType => "Reshape";

    /// <summary>Whether 0 means a dimension of 0.</summary>
    public bool AllowZero { get; init; }

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(("allowzero", AllowZero ? 1L : null));

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static Reshape? From(NodeForm form) => form.Attributes.Only("allowzero") ? new Reshape { AllowZero = form.Attributes.Flag("allowzero") } : null;

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question) => [];
}

/// <summary>The same numbers with the dimensions in another order.</summary>
public sealed record Transpose : Operator
{
    /// <inheritdoc/>
    public override string OpType => "Transpose";

    /// <summary>For each dimension of the output the one of the input; null for the reverse order.</summary>
    public IReadOnlyList<int>? Perm { get; init; }

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(("perm", Perm is null ? null : Window.Longs(Perm)));

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static Transpose? From(NodeForm form) => form.Attributes.Only("perm") ? new Transpose { Perm = form.Attributes.Integers("perm") } : null;

    /// <summary>For each of <paramref name="rank"/> dimensions of the output the one of the input.</summary>
    internal IReadOnlyList<int> Order(int rank) => Perm ?? [.. Enumerable.Range(0, rank).Reverse()];

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question)
    {
        if ((question.Known(0) ?? (Perm is null ? null : Shapes.Open(Perm.Count))) is not { } input)
            return [];
        var order = Order(input.Count);
        if (!order.Order().SequenceEqual(Enumerable.Range(0, input.Count)))
            throw question.Wrong(0, $"dimensions for the order {string.Join(" ", order)}");
        return [new Shape(order.Select(i => input[i]))];
    }
}

/// <summary>Leaves out dimensions of 1: those that <see cref="Axes"/> or input 1 (from opset 13 on) name, or all.</summary>
public sealed record Squeeze : Operator
{
    /// <inheritdoc/>
    public override string OpType => "Squeeze";

    /// <summary>The dimensions as an attribute, negative ones from the end; null where they are input 1, or all of 1.</summary>
    public IReadOnlyList<long>? Axes { get; init; }

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(("axes", Axes?.ToArray()));

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static Squeeze? From(NodeForm form) => form.Opset < 13 ? form.Attributes.Only("axes") ? new Squeeze { Axes = form.Attributes.Longs("axes") } : null
        : form.Attributes.Only() ? new Squeeze() : null;

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question) => [];
}

/// <summary>Puts in dimensions of 1 at the places in the output that <see cref="Axes"/> or input 1 (from opset 13 on) name.</summary>
public sealed record Unsqueeze : Operator
{
    /// <inheritdoc/>
    public override string OpType => "Unsqueeze";

    /// <summary>The new dimensions as an attribute, negative ones from the end of the output; null where they are input 1.</summary>
    public IReadOnlyList<long>? Axes { get; init; }

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(("axes", Axes?.ToArray()));

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static Unsqueeze? From(NodeForm form) => form.Opset < 13 ? form.Attributes.Only("axes") && form.Attributes.Has("axes") ? new Unsqueeze { Axes = form.Attributes.Longs("axes") } : null
        : form.Attributes.Only() ? new Unsqueeze() : null;

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question) => [];
}

/// <summary>Repeats its input to the common shape of it and the one that input 1 states, as in <see cref="BroadcastOp"/>.</summary>
public sealed record Expand : Operator
{
    /// <inheritdoc/>
    public override string OpType => "Expand";

    internal override OperatorAttributes Attributes => OperatorAttributes.None;

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question) => [];
}
