namespace MLNetCompact.Operators;

/// <summary>Adds entries before and behind dimensions. Inputs 1 to 3 are the pads, the value and (from opset 18 on) the dimensions, from opset 11 on.</summary>
public sealed partial record Pad : Operator
{
    /// <inheritdoc/>
    public override string OpType => "Pad";

    /// <summary>What the new entries hold.</summary>
    public PadMode Mode { get; init; }

    /// <summary>Entries added before each dimension, then behind each, as an attribute; negative ones are cut off. Null where they are input 1.</summary>
    public IReadOnlyList<long>? Pads { get; init; }

    /// <summary>The number of mode Constant as an attribute, 0 if null; without meaning where <see cref="Pads"/> is null.</summary>
    public float? Value { get; init; }

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(
#pragma warning disable CA1308 // ONNX's words are lower case.
        ("mode", Mode.ToString().ToLowerInvariant()), ("pads", Pads?.ToArray()), ("value", Value));
#pragma warning restore CA1308

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static Pad? From(NodeForm form)
    {
        var attributes = form.Attributes;
        PadMode? known = attributes.Get("mode", "constant") switch
        {
            "constant" => PadMode.Constant,
            "reflect" => PadMode.Reflect,
            "edge" => PadMode.Edge,
            "wrap" => PadMode.Wrap,
            _ => null,
        };
        if (known is not { } mode || (form.Opset < 11) != attributes.Has("pads") || !(form.Opset < 11 ? attributes.Only("mode", "pads", "value") : attributes.Only("mode")))
            return null;
        return new Pad { Mode = mode, Pads = attributes.Longs("pads"), Value = attributes.Has("value") ? attributes.Get("value", 0f) : null };
    }

    /// <summary>The entries added before and behind each of <paramref name="rank"/> dimensions; null where they are computed.</summary>
    /// <exception cref="ArgumentException">There are not as many numbers as dimensions.</exception>
    internal IReadOnlyList<(long Before, long Behind)>? PadsFor(Node node, Network network, int rank)
    {
        var question = new ShapeQuestion(node, [], network);
        if ((Pads ?? question.Integers(1)) is not { } pads || (node.Input(3) is not null && question.Integers(3) is null))
            return null;
        var axes = question.Integers(3) is { } named ? [.. named.Select(a => question.Axis(a, rank))] : Enumerable.Range(0, rank).ToArray();
        if (pads.Count != 2 * axes.Length || axes.Distinct().Count() != axes.Length)
            throw question.Failure($"{pads.Count} pads for {axes.Length} dimensions; expected two for each, and no dimension twice.");
        var added = new (long, long)[rank];
        for (var i = 0; i < axes.Length; i++)
            added[axes[i]] = (pads[i], pads[axes.Length + i]);
        return added;
    }

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question)
    {
        if (question.Known(0) is not { } input)
            return [];
        if (PadsFor(question.Node, question.Network, input.Count) is not { } pads)
            return [Shapes.Open(input.Count)];
        return [new Shape(input.Select((d, i) => d == Shape.Unknown ? d : Size(d, i)))];

        long Size(long size, int i) => checked(size + pads[i].Before + pads[i].Behind) is >= 0 and var padded ? padded
            : throw question.Failure($"its pads cut more off dimension {i} than it has.");
    }
}

/// <summary>What the entries that <see cref="Pad"/> adds hold.</summary>
public enum PadMode
{
    /// <summary>One number.</summary>
    Constant,
    /// <summary>The entries mirrored at the first and last, which are not repeated.</summary>
    Reflect,
    /// <summary>The first or last entry.</summary>
    Edge,
    /// <summary>The entries of the other end.</summary>
    Wrap,
}
