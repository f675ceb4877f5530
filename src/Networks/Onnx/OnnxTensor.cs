using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace MLNetCompact.Onnx;

/// <summary>Turns ONNX tensors into weights and back.</summary>
internal static class OnnxTensor
{
    /// <summary>A sparse tensor may become this many times larger than it is in the file, or <see cref="SmallSparse"/> bytes.</summary>
    private const long MostSparse = 256;

    private const long SmallSparse = 4096;

    /// <summary>A weight of the tensor's numbers, which it shares where they are raw bytes.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="name">What to call the weight in place of the tensor's own name.</param>
    /// <exception cref="InvalidDataException">The tensor does not hold what it says.</exception>
    public static Weight Read(TensorProto tensor, string? name = null)
    {
        name ??= tensor.Name;
        var (type, size) = ((ElementType)tensor.DataType, Size(tensor));
        if (tensor.Dims.Count > ShapeInference.MostDimensions)
            throw new InvalidDataException($"Weight '{name}' has {tensor.Dims.Count} dimensions; expected at most {ShapeInference.MostDimensions}.");
        if (tensor.Segment is not null)
            throw new InvalidDataException($"Weight '{name}' is cut into segments; expected whole weights.");
        var elements = Elements(tensor);
        var given = tensor.HasRawData ? tensor.RawData.Length / (long)size : Typed(tensor, type);
        if (given != elements || (tensor.HasRawData && tensor.RawData.Length % size != 0))
            throw new InvalidDataException($"Weight '{name}' of dimensions {Dims(tensor)} needs {elements} elements, but the file holds {given}.");
        return Weight.Of(name, type, new Shape(tensor.Dims), tensor.HasRawData ? tensor.RawData.Memory : Bytes(tensor, type));
    }

    /// <summary>A weight of all numbers of a sparse tensor, most of them 0.</summary>
    /// <exception cref="InvalidDataException">The tensor does not hold what it says, or claims far more than it holds.</exception>
    public static Weight Read(SparseTensorProto sparse, string? name = null)
    {
        if (sparse.Values is not { } given || sparse.Indices is not { } places)
            throw new InvalidDataException($"The sparse weight '{name ?? sparse.Values?.Name}' has no values, or no indices.");
        var (values, indices) = (Read(given, name), Read(places, $"{name ?? given.Name} indices"));
        var (size, elements) = (Size(given), Elements(new TensorProto { Name = values.Name, Dims = { sparse.Dims } }));
        var rank = sparse.Dims.Count;
        if (values.Shape.Count != 1 || indices.Type != ElementType.Int64 || !(indices.Shape.SequenceEqual([values.Count]) || indices.Shape.SequenceEqual([values.Count, rank])))
            throw new InvalidDataException($"The sparse weight '{values.Name}' has values {values.Shape} and indices {indices.Type} {indices.Shape}; expected [n] and Int64 [n] or [n, {rank}].");
        if (elements * size > Math.Max(SmallSparse, MostSparse * (values.Bytes.Length + indices.Bytes.Length)))
            throw new InvalidDataException($"The sparse weight '{values.Name}' claims {elements} elements, but holds {values.Count}; expected no more than {MostSparse} times the bytes in the file.");
        var bytes = new byte[elements * size];
        // One index counts through all places, or there is one for each dimension.
        long[] sizes = indices.Shape.Count == 1 ? [elements] : [.. sparse.Dims];
        for (var i = 0; i < values.Count; i++)
        {
            long place = 0;
            for (var axis = 0; axis < sizes.Length; axis++)
            {
                var index = indices.Integers[i * sizes.Length + axis];
                if (index < 0 || index >= sizes[axis])
                    throw new InvalidDataException($"The sparse weight '{values.Name}' puts a value at {index}, where there are {sizes[axis]} places.");
                place = place * sizes[axis] + index;
            }
            values.Bytes.Span.Slice(i * size, size).CopyTo(bytes.AsSpan((int)(place * size)));
        }
        return Weight.Of(values.Name, values.Type, new Shape(sparse.Dims), bytes);
    }

    /// <summary>Bytes of one element.</summary>
    /// <exception cref="InvalidDataException">Elements of that type have no fixed size.</exception>
    public static int Size(TensorProto tensor) => ((ElementType)tensor.DataType).Size()
        ?? throw new InvalidDataException($"Weight '{tensor.Name}' has elements of ONNX type {tensor.DataType}; expected a number type or Bool.");

    /// <summary>How many elements the dimensions claim.</summary>
    /// <exception cref="InvalidDataException">A dimension is negative, or there are too many elements.</exception>
    public static long Elements(TensorProto tensor)
    {
        long elements = 1;
        foreach (var dim in tensor.Dims)
        {
            if (dim is < 0 or > int.MaxValue || (dim > 0 && elements > int.MaxValue / dim))
                throw new InvalidDataException($"Weight '{tensor.Name}' claims dimensions {Dims(tensor)}; expected none below 0 and fewer than 2^31 elements.");
            elements *= dim;
        }
        return elements;
    }

    /// <summary>The tensor of a weight that is kept dense.</summary>
    /// <param name="weight">The weight.</param>
    /// <param name="source">What the file said of it beside its numbers, or null.</param>
    public static TensorProto Write(Weight weight, TensorProto? source = null)
    {
        var proto = source?.Clone() ?? new TensorProto();
        (proto.Name, proto.DataType) = (weight.Name, (int)weight.Type);
        proto.Dims.AddRange(weight.Shape);
        proto.RawData = weight.Type == ElementType.Float ? WithoutDenormals(weight) : UnsafeByteOperations.UnsafeWrap(weight.Bytes);
        return proto;
    }

    /// <summary>What the tensor says beside its name, type, dimensions and numbers, which it loses; null if that is nothing.</summary>
    public static TensorProto? Remarks(TensorProto tensor)
    {
        tensor.ClearName();
        tensor.ClearDataType();
        tensor.ClearDataLocation();
        tensor.ClearRawData();
        tensor.Dims.Clear();
        tensor.ExternalData.Clear();
        tensor.FloatData.Clear();
        tensor.DoubleData.Clear();
        tensor.Int32Data.Clear();
        tensor.Int64Data.Clear();
        tensor.Uint64Data.Clear();
        tensor.StringData.Clear();
        // A copy: lists that were cleared still hold their memory.
        return tensor.CalculateSize() > 0 ? TensorProto.Parser.ParseFrom(tensor.ToByteArray()) : null;
    }

    /// <summary>Runtimes compute with denormal numbers ten times slower and more; they are written as 0.</summary>
    private static ByteString WithoutDenormals(Weight weight)
    {
        var first = FirstDenormal(weight.Values);
        if (first < 0)
            return UnsafeByteOperations.UnsafeWrap(weight.Bytes);
        var bytes = weight.Bytes.ToArray();
        foreach (ref var value in MemoryMarshal.Cast<byte, float>(bytes.AsSpan())[first..])
            value = float.IsSubnormal(value) ? 0 : value;
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    private static int FirstDenormal(ReadOnlySpan<float> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            if (float.IsSubnormal(values[i]))
                return i;
        }
        return -1;
    }

    private static string Dims(TensorProto tensor) => $"[{string.Join(", ", tensor.Dims.Take(16))}{(tensor.Dims.Count > 16 ? ", ..." : "")}]";

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
        ElementType.Float => Bytes(tensor.FloatData, static v => v),
        ElementType.Double => Bytes(tensor.DoubleData, static v => v),
        ElementType.Int64 => Bytes(tensor.Int64Data, static v => v),
        ElementType.UInt64 => Bytes(tensor.Uint64Data, static v => v),
        ElementType.UInt32 => Bytes(tensor.Uint64Data, static v => (uint)v),
        ElementType.Int32 => Bytes(tensor.Int32Data, static v => v),
        ElementType.Int16 or ElementType.UInt16 or ElementType.Float16 or ElementType.BFloat16 => Bytes(tensor.Int32Data, static v => (ushort)v),
        _ => Bytes(tensor.Int32Data, static v => (byte)v),
    };

    private static byte[] Bytes<TFrom, TTo>(RepeatedField<TFrom> values, Func<TFrom, TTo> convert) where TTo : unmanaged
    {
        var bytes = new byte[values.Count * Unsafe.SizeOf<TTo>()];
        var to = MemoryMarshal.Cast<byte, TTo>(bytes.AsSpan());
        for (var i = 0; i < to.Length; i++)
            to[i] = convert(values[i]);
        return bytes;
    }
}
