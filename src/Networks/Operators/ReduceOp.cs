namespace MLNetCompact.Operators;

/// <summary>An operator that makes one number of all along some dimensions.</summary>
public abstract partial record ReduceOp : Operator
{
    private protected ReduceOp()
    {
    }

    /// <summary>The dimensions as an attribute, negative ones from the end; null where they are input 1, or all.</summary>
    public IReadOnlyList<long>? Axes { get; init; }

    /// <summary>Whether the dimensions stay, with size 1.</summary>
    public bool KeepDims { get; init; } = true;

    /// <summary>Whether no dimensions named means none, and not all.</summary>
    public bool NoopWithEmptyAxes { get; init; }

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(
        ("axes", Axes?.ToArray()), ("keepdims", KeepDims ? 1L : 0L), ("noop_with_empty_axes", NoopWithEmptyAxes ? 1L : null));

    /// <summary>The dimensions that go, of <paramref name="rank"/>; null where they are computed.</summary>
    /// <exception cref="ArgumentException">There is no such dimension.</exception>
    internal IReadOnlySet<int>? AxesFor(Node node, Network network, int rank)
    {
        var question = new ShapeQuestion(node, [], network);
        if (Axes is null && node.Input(1) is not null && question.Integers(1) is null)
            return null;
        var axes = Axes ?? question.Integers(1) ?? [];
        return axes.Count > 0 ? axes.Select(a => question.Axis(a, rank)).ToHashSet()
            : NoopWithEmptyAxes ? new HashSet<int>() : Enumerable.Range(0, rank).ToHashSet();
    }

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question)
    {
        if (question.Known(0) is not { } input)
            return [];
        if (AxesFor(question.Node, question.Network, input.Count) is { } axes)
            return [new Shape(KeepDims ? input.Select((d, i) => axes.Contains(i) ? 1 : d) : input.Where((_, i) => !axes.Contains(i)))];
        return [KeepDims ? new Shape(input.Select(d => d == 1 ? 1 : Shape.Unknown)) : null];
    }

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    /// <param name="form">The node.</param>
    /// <param name="make">Makes the operator.</param>
    /// <param name="inputsFrom">The version from which on the dimensions are an input.</param>
    private protected static T? From<T>(NodeForm form, Func<T> make, int inputsFrom) where T : ReduceOp
    {
        var attributes = form.Attributes;
        if (!(form.Opset < inputsFrom ? attributes.Only("axes", "keepdims") : attributes.Only("keepdims", "noop_with_empty_axes")))
            return null;
        return make() with
        {
            Axes = attributes.Longs("axes"),
            KeepDims = attributes.Flag("keepdims", true),
            NoopWithEmptyAxes = attributes.Flag("noop_with_empty_axes"),
        };
    }
}

/// <summary>The mean along dimensions.</summary>
public sealed partial record ReduceMean : ReduceOp
{
    /// <inheritdoc/>
    public override string OpType => "ReduceMean";

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static ReduceMean? From(NodeForm form) => From(form, () => new ReduceMean(), inputsFrom: 18);
}

/// <summary>The sum along dimensions.</summary>
public sealed partial record ReduceSum : ReduceOp
{
    /// <inheritdoc/>
    public override string OpType => "ReduceSum";

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static ReduceSum? From(NodeForm form) => From(form, () => new ReduceSum(), inputsFrom: 13);
}

/// <summary>The largest number along dimensions.</summary>
public sealed partial record ReduceMax : ReduceOp
{
    /// <inheritdoc/>
    public override string OpType => "ReduceMax";

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static ReduceMax? From(NodeForm form) => From(form, () => new ReduceMax(), inputsFrom: 18);
}
