using MLNetCompact.Onnx;

namespace MLNetCompact;

/// <summary>Gives nodes constants in the place of shapes that a file computes, where those say the same for every size of the open dimensions.</summary>
/// <param name="draft">The network that is being read.</param>
/// <param name="values">What is known of the shapes.</param>
/// <param name="shapes">The dimensions known so far.</param>
internal sealed class ShapeRewrites(Draft draft, PartialValues values, IReadOnlyDictionary<string, Shape> shapes)
{
    /// <summary>The new constant that the node reads now, and which of its inputs that is; null where nothing is to be changed.</summary>
    public (Weight Constant, int Input)? For(DraftNode node)
    {
        var proto = node.Proto;
        if (!node.IsPlain || proto.Input.Count < 2)
            return null;
        return proto.OpType switch
        {
            "Reshape" => Vector(proto, 1) is { } target && Reshape(proto, target) is { } dims ? (Weight.Of(draft.Unused($"{node.Name}.shape"), new Shape(dims.Length), dims), 1) : null,
            "Expand" => Vector(proto, 1) is { } target && Expand(proto, target) is { } dims ? (Weight.Of(draft.Unused($"{node.Name}.shape"), new Shape(dims.Length), dims), 1) : null,
            "Resize" => Vector(proto, 3) is { } target && Resize(proto, target) is { } scales ? (Weight.Of(draft.Unused($"{node.Name}.scales"), new Shape(scales.Length), scales), 2) : null,
            _ => null,
        };
    }

    /// <summary>The integers that an input reads, where some of them are computed.</summary>
    private PartialVector? Vector(NodeProto node, int input) =>
        input < node.Input.Count && values.Of(node.Input[input]) is { IsScalar: false, Constants: null, Type: ElementType.Int64 } vector ? vector : null;

    /// <summary>0 copies the input's dimension in that place; one dimension, written as -1, may be what is left.</summary>
    private long[]? Reshape(NodeProto node, PartialVector target)
    {
        if (node.Attribute.Any(a => a.Name == "allowzero" && a.I != 0))
            return null;
        long?[] dims = [.. target.Numbers.Select((n, i) => n is null ? null : n.Value.Constant ?? (n == values.Size(node.Input[0], i) ? 0L : null))];
        return dims.Count(d => d is null or -1) <= 1 ? [.. dims.Select(d => d ?? -1)] : null;
    }

    /// <summary>1 keeps the input's dimension in that place, counted from the end.</summary>
    private long[]? Expand(NodeProto node, PartialVector target)
    {
        if (shapes.GetValueOrDefault(node.Input[0]) is not { } shape)
            return null;
        var before = target.Numbers.Length - shape.Count;
        long?[] dims = [.. target.Numbers.Select((n, i) => n is null ? null : n.Value.Constant ?? (i >= before && n == values.Size(node.Input[0], i - before) ? 1L : null))];
        return dims.Contains(null) ? null : [.. dims.Select(d => d!.Value)];
    }

    /// <summary>Factors in the place of sizes, where these are the same to the last bit: runtimes divide the sizes by one another.</summary>
    private float[]? Resize(NodeProto node, PartialVector target)
    {
        if (shapes.GetValueOrDefault(node.Input[0]) is not { } shape || shape.Count != target.Numbers.Length
            || node.Attribute.Any(a => a.Name is "axes" || (a.Name == "keep_aspect_ratio_policy" && a.S.ToStringUtf8() != "stretch")))
            return null;
        var scales = new float[shape.Count];
        for (var i = 0; i < scales.Length; i++)
        {
            if (target.Numbers[i] is { } number && number == values.Size(node.Input[0], i))
                scales[i] = 1;
            else if (target.Numbers[i]?.Constant is > 0 and < 1 << 24 and { } size && shape[i] is > 0 and < 1 << 24 && (float)size / shape[i] is var scale && scale * shape[i] == size)
                scales[i] = scale;
            else
                return null;
        }
        return scales;
    }
}
