namespace MLNetCompact.Operators;

/// <summary>Its inputs behind one another along a dimension.</summary>
public sealed partial record Concat : Operator
{
    /// <inheritdoc/>
    public override string OpType => "Concat";

    /// <summary>The dimension that grows; negative counts from the end.</summary>
    public required int Axis { get; init; }

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(("axis", (long)Axis));

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static Concat? From(NodeForm form) =>
        form.Attributes.Only("axis") && form.Attributes.Has("axis") ? new Concat { Axis = form.Attributes.Integer("axis", 0) } : null;

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question)
    {
        var known = Enumerable.Range(0, question.Inputs.Count).Where(i => question.Known(i) is not null).ToArray();
        if (question.Inputs.Count == 0)
            throw question.Failure("it reads nothing.");
        if (known.Length == 0)
            return [];
        var dims = question.Inputs[known[0]]!.ToArray();
        var axis = question.Axis(Axis, dims.Length);
        dims[axis] = known.Length < question.Inputs.Count ? Shape.Unknown : 0;
        foreach (var i in known)
        {
            var part = question.Inputs[i]!;
            if (part.Count != dims.Length)
                throw question.Wrong(i, $"{dims.Length} dimensions");
            for (var d = 0; d < dims.Length; d++)
            {
                if (d == axis)
                    dims[d] = dims[d] == Shape.Unknown || part[d] == Shape.Unknown ? Shape.Unknown : checked(dims[d] + part[d]);
                else if (!Shapes.Fits(dims[d], part[d]))
                    throw question.Wrong(i, $"{dims[d]} in dimension {d}");
                else
                    dims[d] = Math.Max(dims[d], part[d]);
            }
        }
        return [new Shape(dims)];
    }
}

/// <summary>Cuts its input along a dimension into as many parts as it has outputs: of equal size, or of given ones.</summary>
public sealed partial record Split : Operator
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

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question)
    {
        if (question.Known(0, 1) is not { } input)
            return [];
        var axis = question.Axis(Axis, input.Count);
        var sizes = SizesFor(question.Node, question.Network, input[axis]);
        return [.. question.Node.Outputs.Select((_, i) => input.With(axis, sizes?[i] ?? Shape.Unknown))];
    }

    /// <summary>The size of each part of a dimension of that size; null where they are not known.</summary>
    /// <exception cref="ArgumentException">The parts do not make up the dimension.</exception>
    internal IReadOnlyList<long>? SizesFor(Node node, Network network, long size)
    {
        var parts = node.Outputs.Count;
        if ((Sizes ?? network.IntegersOf(node, 1)) is { } sizes)
        {
            return sizes.Count == parts && sizes.All(s => s >= 0) && Shapes.Fits(checked(sizes.Sum()), size) ? sizes
                : throw new ArgumentException($"{node}: the sizes {string.Join(", ", sizes.Take(8))} do not divide {size} into {parts} parts.");
        }
        if (size == Shape.Unknown || node.Input(1) is not null)
            return null;
        if (NumOutputs is not null && NumOutputs != parts)
            throw new ArgumentException($"{node}: it says it has {NumOutputs} outputs, but has {parts}.");
        if (size % parts != 0 && NumOutputs is null)
            throw new ArgumentException($"{node}: {size} does not divide into {parts} equal parts.");
        var each = size / parts + (size % parts == 0 ? 0 : 1);
        // Where even the last but one part would not be full, runtimes differ.
        var last = size - each * (parts - 1);
        return last > 0 || size == 0 ? [.. Enumerable.Repeat(each, parts - 1), last] : null;
    }
}
