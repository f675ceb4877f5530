using static MLNetCompact.Onnx.AttributeProto.Types;

namespace MLNetCompact.Onnx;

/// <summary>Constant nodes: weights that a file keeps among its nodes.</summary>
internal static class OnnxConstants
{
    /// <summary>The weight that a Constant node makes, or null if the node is another one or holds what no weight can (texts).</summary>
    /// <exception cref="InvalidDataException">The node's tensor does not hold what it says.</exception>
    public static Weight? Read(NodeProto node)
    {
        if (node.OpType != "Constant" || node.Domain is not ("" or "ai.onnx") || node.Attribute.Count != 1 || node.Output.Count != 1 || node.Output[0].Length == 0)
            return null;
        var (name, value) = (node.Output[0], node.Attribute[0]);
        return (value.Name, value.Type) switch
        {
            ("value", AttributeType.Tensor) when value.T is { } tensor && ((ElementType)tensor.DataType).Size() is not null => OnnxTensor.Read(tensor, name),
            ("sparse_value", AttributeType.SparseTensor) when value.SparseTensor?.Values is { } values && ((ElementType)values.DataType).Size() is not null =>
                OnnxTensor.Read(value.SparseTensor, name),
            ("value_float", AttributeType.Float) => Weight.Of(name, new Shape(), [value.F]),
            ("value_int", AttributeType.Int) => Weight.Of(name, new Shape(), [value.I]),
            ("value_floats", AttributeType.Floats) => Weight.Of(name, new Shape(value.Floats.Count), value.Floats.ToArray()),
            ("value_ints", AttributeType.Ints) => Weight.Of(name, new Shape(value.Ints.Count), value.Ints.ToArray()),
            _ => null,
        };
    }

    /// <summary>A Constant node that makes the weight of that tensor, which loses its name.</summary>
    public static NodeProto Write(TensorProto tensor)
    {
        var name = tensor.Name;
        tensor.ClearName();
        return new NodeProto { OpType = "Constant", Output = { name }, Attribute = { new AttributeProto { Name = "value", Type = AttributeType.Tensor, T = tensor } } };
    }
}
