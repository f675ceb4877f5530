namespace MLNetCompact.Operators;

/// <summary>The same numbers in the same order with the dimensions that input 1 states: 0 keeps a dimension, one -1 takes what is left.</summary>
public sealed partial record Reshape : Operator
{
    /// <inheritdoc/>
    public override string OpType => "Reshape";

    /// <summary>Whether 0 means a dimension of 0.</summary>
    public bool AllowZero { get; init; }

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(("allowzero", AllowZero ? 1L : null));

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static Reshape? From(NodeForm form) => form.Attributes.Only("allowzero") ? new Reshape { AllowZero = form.Attributes.Flag("allowzero") } : null;

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question)
    {
        var (input, stated) = (question.Known(0), question.Known(1));
        if (question.Integers(1) is not { } target)
            return [stated is [>= 0 and <= Shapes.MostOpen] ? Shapes.Open((int)stated[0]) : null];
        if (target.Any(d => d < -1) || target.Count(d => d == -1) > 1)
            throw question.Failure($"it asks for dimensions {string.Join(", ", target.Take(8))}; expected none below -1, and -1 at most once.");
        var kept = Enumerable.Range(0, target.Length).Where(i => target[i] == 0 && !AllowZero).ToHashSet();
        if (input is not null && kept.Any(i => i >= input.Count))
            throw question.Wrong(0, $"at least {kept.Max() + 1} dimensions, for a 0 in the new ones");
        var dims = target.Select((d, i) => kept.Contains(i) ? input?[i] ?? Shape.Unknown : d).ToArray();
        if (input is not null)
            Fill(question, input, target, dims, kept);
        return [new Shape(dims)];
    }

    /// <summary>Finds the size that is left to the dimension of -1; dimensions that are kept do not matter to it.</summary>
    private static void Fill(ShapeQuestion question, Shape input, long[] target, long[] dims, HashSet<int> kept)
    {
        var given = Shapes.Elements([.. input.Where((_, i) => !kept.Contains(i))]);
        var asked = Shapes.Elements([.. target.Where((d, i) => d != -1 && !kept.Contains(i))]);
        var (open, empty) = (Array.IndexOf(target, -1), kept.Any(i => input[i] == 0));
        if (given == Shape.Unknown || empty)
            return;
        if (open < 0 ? given != asked : asked == 0 ? given != 0 : given % asked != 0)
            throw question.Wrong(0, $"as many elements as in [{string.Join(", ", target.Take(8))}]");
        if (open >= 0 && asked > 0)
            dims[open] = given / asked;
    }
}

/// <summary>The same numbers with the dimensions in another order.</summary>
public sealed partial record Transpose : Operator
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
public sealed partial record Squeeze : Operator
{
    /// <inheritdoc/>
    public override string OpType => "Squeeze";

    /// <summary>The dimensions as an attribute, negative ones from the end; null where they are input 1, or all of 1.</summary>
    public IReadOnlyList<long>? Axes { get; init; }

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(("axes", Axes?.ToArray()));

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static Squeeze? From(NodeForm form) => form.Opset < 13 ? form.Attributes.Only("axes") ? new Squeeze { Axes = form.Attributes.Longs("axes") } : null
        : form.Attributes.Only() ? new Squeeze() : null;

    /// <summary>The dimensions that go, for an input of that shape; null where they are computed or its sizes do not tell.</summary>
    /// <exception cref="ArgumentException">There is no such dimension, or it is not 1.</exception>
    internal IReadOnlySet<int>? AxesFor(Node node, Network network, Shape input)
    {
        var question = new ShapeQuestion(node, [], network);
        if (Axes is null && node.Input(1) is null)
            return input.IsKnown ? Enumerable.Range(0, input.Count).Where(i => input[i] == 1).ToHashSet() : null;
        // Runtimes differ about an empty list.
        if ((Axes ?? question.Integers(1)) is not { Count: > 0 } axes)
            return null;
        var gone = axes.Select(a => question.Axis(a, input.Count)).ToHashSet();
        return gone.All(i => Shapes.Fits(input[i], 1)) ? gone : throw question.Failure($"it leaves out dimensions of {input} that are not 1.");
    }

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question) =>
        [question.Known(0) is { } input && AxesFor(question.Node, question.Network, input) is { } axes ? new Shape(input.Where((_, i) => !axes.Contains(i))) : null];
}

/// <summary>Puts in dimensions of 1 at the places in the output that <see cref="Axes"/> or input 1 (from opset 13 on) name.</summary>
public sealed partial record Unsqueeze : Operator
{
    /// <inheritdoc/>
    public override string OpType => "Unsqueeze";

    /// <summary>The new dimensions as an attribute, negative ones from the end of the output; null where they are input 1.</summary>
    public IReadOnlyList<long>? Axes { get; init; }

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(("axes", Axes?.ToArray()));

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static Unsqueeze? From(NodeForm form) => form.Opset < 13 ? form.Attributes.Only("axes") && form.Attributes.Has("axes") ? new Unsqueeze { Axes = form.Attributes.Longs("axes") } : null
        : form.Attributes.Only() ? new Unsqueeze() : null;

    /// <summary>The new dimensions, by their place in the output of <paramref name="rank"/> dimensions and the new ones; null where they are computed.</summary>
    /// <exception cref="ArgumentException">There is no such place, or one is named twice.</exception>
    internal IReadOnlySet<int>? AxesFor(Node node, Network network, int rank)
    {
        var question = new ShapeQuestion(node, [], network);
        if ((Axes ?? question.Integers(1)) is not { } axes)
            return null;
        var made = axes.Select(a => question.Axis(a, rank + axes.Count)).ToHashSet();
        return made.Count == axes.Count ? made : throw question.Failure("it puts in a dimension twice.");
    }

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question)
    {
        if (question.Known(0) is not { } input || AxesFor(question.Node, question.Network, input.Count) is not { } axes)
            return [];
        var left = new Queue<long>(input);
        return [new Shape(Enumerable.Range(0, input.Count + axes.Count).Select(i => axes.Contains(i) ? 1 : left.Dequeue()))];
    }
}

/// <summary>Repeats its input to the common shape of it and the one that input 1 states, as in <see cref="BroadcastOp"/>.</summary>
public sealed partial record Expand : Operator
{
    /// <inheritdoc/>
    public override string OpType => "Expand";

    internal override OperatorAttributes Attributes => OperatorAttributes.None;

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question)
    {
        var (input, stated) = (question.Known(0), question.Known(1));
        var target = question.Integers(1) is not { } sizes ? stated is [>= 0 and <= Shapes.MostOpen] ? Shapes.Open((int)stated[0]) : null
            : sizes.All(s => s >= 0) ? new Shape(sizes) : throw question.Failure("it asks for a dimension below 0.");
        if (input is null || target is null)
            return [];
        return [Broadcast.Of(input, target) ?? throw question.Wrong(0, $"one that is repeated to {target}")];
    }
}
