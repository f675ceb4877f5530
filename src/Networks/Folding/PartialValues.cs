using MLNetCompact.Onnx;

namespace MLNetCompact;

/// <summary>
/// Follows the small integer vectors that a file computes from dimensions (Shape, Gather, Concat and the like), where some dimensions are only
/// known when the network runs. Networks that are exported with an open batch are full of them.
/// </summary>
/// <param name="weights">The constants known so far.</param>
/// <param name="shapes">The dimensions known so far.</param>
/// <param name="opset">The version of ONNX's operators.</param>
internal sealed class PartialValues(IReadOnlyDictionary<string, Weight> weights, IReadOnlyDictionary<string, Shape> shapes, int opset)
{
    private readonly Dictionary<string, PartialVector> _known = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _dimensionsOf = new(StringComparer.Ordinal);
    private readonly SameDimensions _same = new(weights, shapes);

    /// <summary>What is known of the value or constant of that name, or null.</summary>
    public PartialVector? Of(string name) => name.Length == 0 ? null : _known.TryGetValue(name, out var known) ? known : PartialVector.Of(weights.GetValueOrDefault(name));

    /// <summary>The size of a dimension: a constant where it is known.</summary>
    public PartialNumber Size(string value, int axis) =>
        shapes.GetValueOrDefault(value) is { } shape && axis < shape.Count && shape[axis] != Shape.Unknown ? new(shape[axis]) : new(1, _same.First(value, axis));

    /// <summary>Looks at a node, after those before it and once the dimensions of what it makes are known; gives what it knows of its output, or null.</summary>
    public PartialVector? Follow(DraftNode node)
    {
        _same.Follow(node);
        if (!node.IsPlain || node.Proto.Output.Count != 1 || node.Proto.Input.Count == 0)
            return null;
        try
        {
            if (Compute(node.Proto) is not { Numbers.Length: <= PartialVector.Most } made)
                return null;
            return _known[node.Proto.Output[0]] = made;
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private PartialVector? Compute(NodeProto node)
    {
        PartialVector? Input(int i) => i < node.Input.Count ? Of(node.Input[i]) : null;
        return node.OpType switch
        {
            "Shape" => Dimensions(node),
            "Size" => shapes.GetValueOrDefault(node.Input[0]) is { IsKnown: true } shape ? new(ElementType.Int64, true, [new(shape.Elements)]) : null,
            "Gather" => Gather(node, Input(1)),
            "Slice" => Input(0) is { IsScalar: false } data ? Slice(node, data) : null,
            "Concat" => Attribute(node, "axis", 1) is not (0 or -1) ? null : Concat([.. Enumerable.Range(0, node.Input.Count).Select(Input)]),
            "Identity" => Input(0),
            "Cast" => Input(0) is { } data && (ElementType)Attribute(node, "to", 0) is var to and (ElementType.Int64 or ElementType.Int32) ? data with { Type = to } : null,
            "Squeeze" => Input(0) is { Numbers.Length: 1, IsScalar: false } data ? data with { IsScalar = true } : null,
            "Unsqueeze" => Input(0) is { IsScalar: true } data && Count(node, Input(1)) == 1 ? data with { IsScalar = false } : null,
            "Reshape" => Input(0) is { } data && Input(1)?.Constants is [-1] or [1] && (data.Numbers.Length == 1 || Input(1)!.Constants is [-1]) ? data with { IsScalar = false } : null,
            "Add" => Join(Input(0), Input(1), PartialNumber.Add),
            "Sub" => Join(Input(0), Input(1), PartialNumber.Subtract),
            "Mul" => Join(Input(0), Input(1), PartialNumber.Multiply),
            "Div" => Join(Input(0), Input(1), PartialNumber.Divide),
            "Equal" => Input(0) is { } left && Input(1) is { } right ? PartialVector.Join(left, right, ElementType.Bool, PartialNumber.Equal) : null,
            "Where" => Input(0) is { } condition && Input(1) is { } yes && Input(2) is { } no ? Where(condition, yes, no) : null,
            _ => null,
        };
    }

    private PartialVector? Dimensions(NodeProto node)
    {
        var value = node.Input[0];
        if (shapes.GetValueOrDefault(value) is not { } shape)
        {
            if (node.Attribute.Count == 0)
                _dimensionsOf[node.Output[0]] = value;
            return null;
        }
        var (start, count, _) = Movement.Range(Attribute(node, "start", 0), Attribute(node, "end", long.MaxValue), 1, shape.Count);
        return new(ElementType.Int64, false, [.. Enumerable.Range((int)start, (int)count).Select(i => (PartialNumber?)Size(value, i))]);
    }

    private PartialVector? Gather(NodeProto node, PartialVector? places)
    {
        if (places?.Constants is not { } indices || places.Type == ElementType.Bool || Attribute(node, "axis", 0) is not (0 or -1))
            return null;
        // Where not even their number is known, dimensions can still be counted from the first.
        if (_dimensionsOf.TryGetValue(node.Input[0], out var value) && indices.All(i => i is >= 0 and < PartialVector.Most))
            return new(ElementType.Int64, places.IsScalar, [.. indices.Select(i => (PartialNumber?)Size(value, (int)i))]);
        if (Of(node.Input[0]) is not { IsScalar: false } data || indices.Any(i => FoldNode.Axis(i, data.Numbers.Length) is null))
            return null;
        return new(data.Type, places.IsScalar, [.. indices.Select(i => data.Numbers[FoldNode.Axis(i, data.Numbers.Length)!.Value])]);
    }

    private PartialVector? Slice(NodeProto node, PartialVector data)
    {
        long? Number(string attribute, int input, long? absent)
        {
            var numbers = opset < 10 ? node.Attribute.FirstOrDefault(a => a.Name == attribute)?.Ints.ToArray()
                : input < node.Input.Count && node.Input[input].Length > 0 ? Of(node.Input[input])?.Constants ?? [] : null;
            return numbers is null ? absent : numbers is [var one] ? one : null;
        }
        if (Number("starts", 1, null) is not { } start || Number("ends", 2, null) is not { } end || Number("axes", 3, 0) is not (0 or -1) || Number("steps", 4, 1) is not (not 0 and { } step))
            return null;
        var (first, count, by) = Movement.Range(start, end, step, data.Numbers.Length);
        return data with { Numbers = [.. Enumerable.Range(0, (int)count).Select(i => data.Numbers[first + i * by])] };
    }

    private static PartialVector? Concat(PartialVector?[] parts) =>
        parts is [{ } first, ..] && parts.All(p => p is { IsScalar: false } && p.Type == first.Type) ? first with { Numbers = [.. parts.SelectMany(p => p!.Numbers)] } : null;

    private static PartialVector? Join(PartialVector? a, PartialVector? b, Func<PartialNumber, PartialNumber, PartialNumber?> join) =>
        a is { Type: not ElementType.Bool } && b is not null ? PartialVector.Join(a, b, a.Type, join) : null;

    private static PartialVector? Where(PartialVector condition, PartialVector yes, PartialVector no)
    {
        var count = Math.Max(condition.Numbers.Length, Math.Max(yes.Numbers.Length, no.Numbers.Length));
        if (condition.Type != ElementType.Bool || yes.Type != no.Type || new[] { condition, yes, no }.Any(v => v.Numbers.Length != count && v.Numbers.Length != 1))
            return null;
        return new(yes.Type, condition.IsScalar && yes.IsScalar && no.IsScalar, [.. Enumerable.Range(0, count).Select(i => condition.At(i)?.Constant switch
        {
            0 => no.At(i),
            { } => yes.At(i),
            null => yes.At(i) is { } number && number == no.At(i) ? number : null,
        })]);
    }

    /// <summary>How many dimensions Unsqueeze adds; null where that is computed.</summary>
    private int? Count(NodeProto node, PartialVector? axes) =>
        opset >= 13 ? axes?.Numbers.Length : node.Attribute.FirstOrDefault(a => a.Name == "axes")?.Ints.Count;

    private static long Attribute(NodeProto node, string name, long absent) => node.Attribute.FirstOrDefault(a => a.Name == name)?.I ?? absent;
}
