using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>ONNX tensor types as column types.</summary>
internal static class OnnxTypes
{
    public static PrimitiveDataViewType ItemType(TensorElementType type) => type switch
    {
        TensorElementType.Float => NumberDataViewType.Single,
        TensorElementType.Double => NumberDataViewType.Double,
        TensorElementType.Int8 => NumberDataViewType.SByte,
        TensorElementType.UInt8 => NumberDataViewType.Byte,
        TensorElementType.Int16 => NumberDataViewType.Int16,
        TensorElementType.UInt16 => NumberDataViewType.UInt16,
        TensorElementType.Int32 => NumberDataViewType.Int32,
        TensorElementType.UInt32 => NumberDataViewType.UInt32,
        TensorElementType.Int64 => NumberDataViewType.Int64,
        TensorElementType.UInt64 => NumberDataViewType.UInt64,
        TensorElementType.Bool => BooleanDataViewType.Instance,
        TensorElementType.String => TextDataViewType.Instance,
        _ => throw new InvalidOperationException($"Unsupported ONNX scalar type: {type}"),
    };
}

/// <summary>An input or output of a model. The first dimension, if unknown, is 1; others that are unknown are 0.</summary>
internal sealed record OnnxNode(string Name, PrimitiveDataViewType ItemType, int[] Shape)
{
    public static OnnxNode Create(string name, NodeMetadata metadata, IDictionary<string, int[]>? shapes)
    {
        if (metadata.OnnxValueType != OnnxValueType.ONNX_TYPE_TENSOR)
            throw new InvalidOperationException($"Unsupported ONNX type: {metadata.OnnxValueType}");
        var declared = metadata.Dimensions;
        if (shapes != null && shapes.TryGetValue(name, out var given))
        {
            if (given.Length != declared.Length || declared.Zip(given).Any(d => d.First > 0 && d.Second > 0 && d.First != d.Second))
                throw new ArgumentOutOfRangeException(nameof(shapes), $"The shape [{string.Join(",", given)}] given for '{name}' does not fit the model's, [{string.Join(",", declared)}].");
            declared = given;
        }
        var shape = declared.Select((d, i) => d > 0 ? d : i == 0 ? 1 : 0).ToArray();
        return new OnnxNode(name, OnnxTypes.ItemType(metadata.ElementDataType), shape);
    }

    public DataViewType ColumnType => Shape.Length == 0 ? ItemType : new VectorDataViewType(ItemType, Shape);
}
