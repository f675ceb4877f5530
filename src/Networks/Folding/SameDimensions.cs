using MLNetCompact.Onnx;

namespace MLNetCompact;

/// <summary>Which open dimensions are the same: most operators hand the batch on, many all dimensions.</summary>
/// <param name="weights">The constants known so far.</param>
/// <param name="shapes">The dimensions known so far.</param>
internal sealed class SameDimensions(IReadOnlyDictionary<string, Weight> weights, IReadOnlyDictionary<string, Shape> shapes)
{
    private static readonly HashSet<string> s_sameShape =
    [
        "Relu", "LeakyRelu", "Elu", "Selu", "Celu", "ThresholdedRelu", "Sigmoid", "Tanh", "HardSigmoid", "HardSwish", "Softplus", "Softsign", "Gelu", "Mish", "Erf", "Exp", "Log",
        "Abs", "Neg", "Sqrt", "Reciprocal", "Floor", "Ceil", "Sin", "Cos", "Clip", "Dropout", "BatchNormalization", "InstanceNormalization", "LayerNormalization", "Softmax",
        "LogSoftmax", "LRN", "Identity", "Cast", "Not", "PRelu",
    ];

    private static readonly HashSet<string> s_sameBatch =
    [
        "Conv", "ConvTranspose", "MaxPool", "AveragePool", "LpPool", "GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool", "DepthToSpace", "SpaceToDepth",
    ];

    private readonly Dictionary<string, string> _shape = new(StringComparer.Ordinal);
    private readonly Dictionary<string, OpenDimension> _batch = new(StringComparer.Ordinal);

    /// <summary>The first dimension that is the same as that of a value.</summary>
    public OpenDimension First(string value, int axis)
    {
        value = _shape.GetValueOrDefault(value, value);
        return axis == 0 && _batch.TryGetValue(value, out var batch) ? batch : new(value, axis);
    }

    /// <summary>Looks at a node, after those before it.</summary>
    public void Follow(DraftNode node)
    {
        var proto = node.Proto;
        if (!node.IsPlain || proto.Input.Count == 0 || proto.Output.Count == 0)
            return;
        if (s_sameShape.Contains(proto.OpType))
            _shape[proto.Output[0]] = _shape.GetValueOrDefault(proto.Input[0], proto.Input[0]);
        else if (Batch(proto) is { } from)
        {
            foreach (var output in proto.Output)
                _batch[output] = First(from, 0);
        }
    }

    /// <summary>The input whose first dimension is that of the outputs, or null.</summary>
    private string? Batch(NodeProto node)
    {
        var data = node.Input[0];
        long Attribute(string name, long absent) => node.Attribute.FirstOrDefault(a => a.Name == name)?.I ?? absent;
        // Negative ones count from the end; which end is not known here.
        bool NotFirst(long axis) => axis > 0 || (axis < 0 && shapes.GetValueOrDefault(data) is { } shape && shape.Count + axis > 0);
        return node.OpType switch
        {
            var op when s_sameBatch.Contains(op) => data,
            "Gemm" => Attribute("transA", 0) == 0 ? data : null,
            "MatMul" => node.Input.Count == 2 && shapes.GetValueOrDefault(data) is { Count: >= 2 } left && shapes.GetValueOrDefault(node.Input[1]) is { } right && right.Count <= Math.Min(2, left.Count) ? data : null,
            "Flatten" => Attribute("axis", 1) == 1 ? data : null,
            "Transpose" => node.Attribute.FirstOrDefault(a => a.Name == "perm")?.Ints is [0, ..] ? data : null,
            "Concat" or "Split" => NotFirst(Attribute("axis", 0)) ? data : null,
            "Reshape" => node.Input.Count == 2 && Attribute("allowzero", 0) == 0 && PartialVector.Of(weights.GetValueOrDefault(node.Input[1]))?.Constants is [0, ..] ? data : null,
            "Unsqueeze" or "Squeeze" or "ReduceMean" or "ReduceSum" or "ReduceMax" => Axes(node, 1) is { } axes && axes.All(NotFirst) && (node.OpType != "Unsqueeze" || axes.All(a => a > 0)) ? data : null,
            "Slice" => Axes(node, 3) is { } axes && axes.All(NotFirst) ? data : null,
            "Add" or "Sub" or "Mul" or "Div" or "Min" or "Max" or "Pow" => node.Input.Count == 2 ? Broadcast(data, node.Input[1]) : null,
            _ => null,
        };
    }

    private long[]? Axes(NodeProto node, int input) =>
        node.Attribute.FirstOrDefault(a => a.Name == "axes")?.Ints.ToArray() ?? (input < node.Input.Count ? PartialVector.Of(weights.GetValueOrDefault(node.Input[input]))?.Constants : null);

    /// <summary>The side whose first dimension is the result's: both have it, or the other is repeated.</summary>
    private string? Broadcast(string left, string right)
    {
        if (shapes.GetValueOrDefault(left) is not { Count: > 0 } a || shapes.GetValueOrDefault(right) is not { Count: > 0 } b)
            return null;
        if (a.Count == b.Count)
            return First(left, 0) == First(right, 0) || b[0] == 1 ? left : a[0] == 1 ? right : null;
        return a.Count > b.Count ? left : right;
    }
}
