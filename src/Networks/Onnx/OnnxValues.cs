using static MLNetCompact.Onnx.TensorShapeProto.Types;

namespace MLNetCompact.Onnx;

/// <summary>Writes what a model says of its values: inputs, outputs, and those between.</summary>
internal static class OnnxValues
{
    /// <summary>An input or output; dimensions that are open keep the names they had. Only the batch has one name everywhere: runtimes take dimensions of the same name to be equal.</summary>
    public static ValueInfoProto Write(NetworkValue value)
    {
        var proto = value.Source?.Clone() ?? new ValueInfoProto();
        proto.Name = value.Name;
        proto.Type ??= new TypeProto();
        proto.Type.TensorType ??= new();
        proto.Type.TensorType.ElemType = (int)value.Type;
        Shape(proto.Type.TensorType, value.Shape, i => new Dimension { DimParam = i == 0 ? "N" : $"{value.Name}.{i}" });
        return proto;
    }

    /// <summary>
    /// Leaves of a file's remarks those that still hold: values that exist, with the dimensions they have now. Once the network was changed,
    /// dimensions that cannot be told are claimed no more.
    /// </summary>
    public static void Keep(GraphProto graph, Network network)
    {
        if (graph.ValueInfo.Count == 0 && graph.QuantizationAnnotation.Count == 0)
            return;
        var names = network.Nodes.SelectMany(n => n.Outputs).Concat(network.Weights.Keys).Concat(network.Inputs.Select(i => i.Name)).ToHashSet(StringComparer.Ordinal);
        Filter(graph.ValueInfo, v => names.Contains(v.Name) && (network.Source!.Unchanged || network.Shapes.ContainsKey(v.Name)));
        foreach (var value in graph.ValueInfo.Where(v => !network.Source!.Unchanged && v.Type?.TensorType is not null))
            Shape(value.Type.TensorType, network.Shapes[value.Name], _ => new Dimension());
        Filter(graph.QuantizationAnnotation, a => names.Contains(a.TensorName) && a.QuantParameterTensorNames.All(p => names.Contains(p.Value)));
    }

    private static void Shape(TypeProto.Types.Tensor tensor, Shape? shape, Func<int, Dimension> open)
    {
        var before = tensor.Shape?.Dim is { } dims && dims.Count == shape?.Count ? dims.ToArray() : null;
        // Without dimensions nothing is claimed: a file may leave them open, and runtimes trust what it says.
        tensor.Shape = shape is null ? null : new TensorShapeProto();
        for (var i = 0; i < shape?.Count; i++)
        {
            var dim = before?[i] ?? open(i);
            if (shape[i] != MLNetCompact.Shape.Unknown)
                dim.DimValue = shape[i];
            else if (dim.HasDimValue && dim.DimValue >= 0)
                dim = open(i);
            tensor.Shape!.Dim.Add(dim);
        }
    }

    private static void Filter<T>(Google.Protobuf.Collections.RepeatedField<T> items, Func<T, bool> keep)
    {
        T[] kept = [.. items.Where(keep)];
        items.Clear();
        items.AddRange(kept);
    }
}
