using System.Runtime.InteropServices;
using Google.Protobuf;

namespace MLNetCompact.Onnx;

/// <summary>Turns ONNX tensors into weights and back.</summary>
internal static class OnnxTensor
{
    private const int External = 1;

    /// <exception cref="InvalidDataException">The tensor does not hold what it says.</exception>
    public static Weight Read(TensorProto tensor)
    {
        var type = (ElementType)tensor.DataType;
        if (type.Size() is not { } size)
            throw new InvalidDataException($"Weight '{tensor.Name}' has elements of ONNX type {tensor.DataType}; expected a number type or Bool.");
        if (tensor.DataLocation == External || tensor.ExternalData.Count > 0)
            throw new InvalidDataException($"Weight '{tensor.Name}' is kept outside the file; expected all weights inside.");
        long elements = 1;
        foreach (var dim in tensor.Dims)
        {
            if (dim is < 0 or > int.MaxValue || (dim > 0 && elements > int.MaxValue / dim))
                throw new InvalidDataException($"Weight '{tensor.Name}' claims dimensions [{string.Join(", ", tensor.Dims)}]; expected none below 0 and fewer than 2^31 elements.");
            elements *= dim;
        }
        var given = tensor.HasRawData ? tensor.RawData.Length / (long)size : Typed(tensor, type);
        if (given != elements || (tensor.HasRawData && tensor.RawData.Length % size != 0))
            throw new InvalidDataException($"Weight '{tensor.Name}' of dimensions [{string.Join(", ", tensor.Dims)}] needs {elements} elements, but the file holds {given}.");
        return Weight.Of(tensor.Name, type, new Shape(tensor.Dims), tensor.HasRawData ? tensor.RawData.ToByteArray() : Bytes(tensor, type));
    }

    public static TensorProto Write(Weight weight)
    {
        var proto = new TensorProto { Name = weight.Name, DataType = (int)weight.Type };
        proto.Dims.AddRange(weight.Shape);
        proto.RawData = weight.Type == ElementType.Float ? WithoutDenormals(weight) : UnsafeByteOperations.UnsafeWrap(weight.Bytes);
        return proto;
    }

    /// <summary>Runtimes compute with denormal numbers ten times slower and more; they are written as 0.</summary>
    private static ByteString WithoutDenormals(Weight weight)
    {
        var found = false;
        foreach (var value in weight.Values)
            found |= float.IsSubnormal(value);
        if (!found)
            return UnsafeByteOperations.UnsafeWrap(weight.Bytes);
        var values = weight.Values.ToArray();
        foreach (ref var value in values.AsSpan())
            value = float.IsSubnormal(value) ? 0 : value;
        return ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan()));
    }

    /// <summary>How many elements the fields that are not raw hold.</summary>
    private static long Typed(TensorProto tensor, ElementType type) => type switch
    {
        ElementType.Float => tensor.FloatData.Count,
        ElementType.Double => tensor.DoubleData.Count,
        ElementType.Int64 => tensor.Int64Data.Count,
        ElementType.UInt32 or ElementType.UInt64 => tensor.Uint64Data.Count,
        _ => tensor.Int32Data.Count,
    };

    private static byte[] Bytes(TensorProto tensor, ElementType type) => type switch
    {
        ElementType.Float => Bytes<float>([.. tensor.FloatData]),
        ElementType.Double => Bytes<double>([.. tensor.DoubleData]),
        ElementType.Int64 => Bytes<long>([.. tensor.Int64Data]),
        ElementType.UInt64 => Bytes<ulong>([.. tensor.Uint64Data]),
        ElementType.UInt32 => Bytes<uint>([.. tensor.Uint64Data.Select(v => (uint)v)]),
        ElementType.Int32 => Bytes<int>([.. tensor.Int32Data]),
        ElementType.Int16 or ElementType.UInt16 or ElementType.Float16 or ElementType.BFloat16 => Bytes<ushort>([.. tensor.Int32Data.Select(v => (ushort)v)]),
        _ => [.. tensor.Int32Data.Select(v => (byte)v)],
    };

    private static byte[] Bytes<T>(T[] values) where T : unmanaged => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
}
