namespace MLNetCompact.Operators;

/// <summary>A part of some dimensions: from start up to but without end, in steps. Inputs 1 to 4 are starts, ends, axes and steps from opset 10 on.</summary>
public sealed partial record Slice : Operator
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

    /// <summary>What is taken of each dimension that is cut, for an input of that shape; null where a setting is computed.</summary>
    /// <exception cref="ArgumentException">The settings do not fit.</exception>
    internal IReadOnlyList<SlicePart>? PartsFor(Node node, Network network, Shape input) => PartsFor(new(node, [], network), input);

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question)
    {
        if (question.Known(0) is not { } input)
            return [];
        if (PartsFor(question, input) is not { } parts)
            return [Shapes.Open(input.Count)];
        var dims = input.ToArray();
        foreach (var part in parts)
            dims[part.Axis] = part.Count;
        return [new Shape(dims)];
    }

    private List<SlicePart>? PartsFor(ShapeQuestion question, Shape input)
    {
        var node = question.Node;
        if ((Starts ?? question.Integers(1)) is not { } starts || (Ends ?? question.Integers(2)) is not { } ends
            || (node.Input(3) is not null && question.Integers(3) is null) || (node.Input(4) is not null && question.Integers(4) is null))
            return null;
        var axes = Axes ?? question.Integers(3) ?? [.. Enumerable.Range(0, starts.Count).Select(i => (long)i)];
        var steps = question.Integers(4) ?? [.. Enumerable.Repeat(1L, starts.Count)];
        if (ends.Count != starts.Count || axes.Count != starts.Count || steps.Length != starts.Count || steps.Contains(0))
            throw question.Failure("starts, ends, axes and steps need as many numbers each, and no step of 0.");
        var parts = new List<SlicePart>();
        var taken = new HashSet<int>();
        for (var i = 0; i < starts.Count; i++)
        {
            var axis = question.Axis(axes[i], input.Count);
            if (!taken.Add(axis))
                throw question.Failure($"dimension {axis} is cut twice.");
            parts.Add(SlicePart.Of(axis, input[axis], starts[i], ends[i], steps[i]));
        }
        return parts;
    }
}

/// <summary>The entries of a dimension that input 1 names, in its order; the dimensions of input 1 take the place of that one.</summary>
public sealed partial record Gather : Operator
{
    /// <inheritdoc/>
    public override string OpType => "Gather";

    /// <summary>The dimension; negative counts from the end.</summary>
    public int Axis { get; init; }

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(("axis", (long)Axis));

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static Gather? From(NodeForm form) => form.Attributes.Only("axis") ? new Gather { Axis = form.Attributes.Integer("axis", 0) } : null;

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question)
    {
        if (question.Known(0, 1) is not { } input)
            return [];
        var axis = question.Axis(Axis, input.Count);
        return [question.Known(1) is { } indices ? new Shape([.. input.Take(axis), .. indices, .. input.Skip(axis + 1)]) : null];
    }
}

/// <summary>What <see cref="Slice"/> takes of one dimension.</summary>
/// <param name="Axis">The dimension.</param>
/// <param name="Start">The first entry taken, or <see cref="Shape.Unknown"/> where that is not known.</param>
/// <param name="Step">From one entry to the next; negative for backwards.</param>
/// <param name="Count">How many entries, or <see cref="Shape.Unknown"/> where that is not known.</param>
internal readonly record struct SlicePart(int Axis, long Start, long Step, long Count)
{
    /// <summary>Follows ONNX: negative numbers count from the end, what lies outside is moved to the edge.</summary>
    public static SlicePart Of(int axis, long size, long start, long end, long step)
    {
        // Backwards to the largest number is nothing by ONNX's text, and all in ONNX Runtime.
        if (size == Shape.Unknown || (step < 0 && end is (int.MaxValue or long.MaxValue)))
            return new(axis, Shape.Unknown, step, Shape.Unknown);
        var first = Clamp(start, step > 0 ? 0 : -1, step > 0 ? size : size - 1);
        if (step < 0 && first < 0)
            first = Math.Min(0, size - 1);
        var behind = Clamp(end, step > 0 ? 0 : -1, step > 0 ? size : size - 1);
        var distance = step > 0 ? behind - first : first - behind;
        // The smallest number has no opposite.
        var stride = step > 0 ? step : step == long.MinValue ? long.MaxValue : -step;
        return new(axis, first, step, distance <= 0 ? 0 : (distance - 1) / stride + 1);

        long Clamp(long value, long least, long most) => Math.Clamp(value < 0 ? value + size : value, least, most);
    }
}
