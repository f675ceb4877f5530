using System.Runtime.InteropServices;

namespace MLNetCompact;

/// <summary>
/// A named constant tensor of a network: trained values, biases, and the small integer tensors that some operators read.
/// It never changes; networks that differ elsewhere share it.
/// </summary>
public sealed class Weight
{
    private Weight(string name, ElementType type, Shape shape, WeightStorage storage) => (Name, Type, Shape, Storage) = (name, type, shape, storage);

    /// <summary>The name, unique in its network.</summary>
    public string Name { get; }

    /// <summary>The type of the elements.</summary>
    public ElementType Type { get; }

    /// <summary>The dimensions; all are known.</summary>
    public Shape Shape { get; }

    /// <summary>How its numbers are kept.</summary>
    internal WeightStorage Storage { get; }

    /// <summary>The values of a <see cref="ElementType.Float"/> weight in row-major order; a coded one is decoded.</summary>
    /// <exception cref="InvalidOperationException">The weight is not of 32-bit floating point.</exception>
    public ReadOnlySpan<float> Values => Type == ElementType.Float
        ? MemoryMarshal.Cast<byte, float>(Bytes.Span)
        : throw new InvalidOperationException($"Weight '{Name}' has elements of type {Type}, not Float.");

    /// <summary>The values of an <see cref="ElementType.Int64"/> weight in row-major order.</summary>
    /// <exception cref="InvalidOperationException">The weight is not of 64-bit integers.</exception>
    public ReadOnlySpan<long> Integers => Type == ElementType.Int64
        ? MemoryMarshal.Cast<byte, long>(Bytes.Span)
        : throw new InvalidOperationException($"Weight '{Name}' has elements of type {Type}, not Int64.");

    /// <summary>The values as little-endian bytes in row-major order, as ONNX stores them; a coded weight is decoded.</summary>
    public ReadOnlyMemory<byte> Bytes => Storage.Dense;

    /// <summary>How many numbers it stands for.</summary>
    public long Count => Shape.Elements;

    /// <summary>
    /// The bytes that it takes in a file: its numbers, or where it is coded the tensors that they are made of. What names them and the nodes
    /// that decode them (some hundred bytes) comes on top. A file of operators that cannot decode it (sparse ones: before version 11) holds it dense.
    /// Kernels that several weights share count for each of them.
    /// </summary>
    public long StoredBytes => Storage.StoredBytes;

    /// <summary>A weight of 32-bit floating point values in row-major order.</summary>
    /// <exception cref="ArgumentException">The number of values does not fit <paramref name="shape"/>.</exception>
    public static Weight Of(string name, Shape shape, ReadOnlySpan<float> values) =>
        Of(name, ElementType.Float, shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>A weight of 64-bit integers in row-major order.</summary>
    /// <exception cref="ArgumentException">The number of values does not fit <paramref name="shape"/>.</exception>
    public static Weight Of(string name, Shape shape, ReadOnlySpan<long> values) =>
        Of(name, ElementType.Int64, shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>A weight of any type from its little-endian bytes, which it takes over.</summary>
    /// <exception cref="ArgumentException">The number of bytes does not fit <paramref name="shape"/> and <paramref name="type"/>.</exception>
    public static Weight Of(string name, ElementType type, Shape shape, byte[] bytes) => Of(name, type, shape, bytes.AsMemory());

    /// <summary>A weight of floating point of that width, the values rounded to it.</summary>
    internal static Weight Of(string name, ElementType type, Shape shape, ReadOnlySpan<float> values) => Of(name, type, shape, FloatBytes.Write(type, values).AsMemory());

    /// <summary>A weight of any type whose little-endian bytes nobody changes any more.</summary>
    internal static Weight Of(string name, ElementType type, Shape shape, ReadOnlyMemory<byte> bytes)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (type.Size() is not { } size)
            throw new ArgumentException($"Weight '{name}' has elements of type {type}; expected a number type or Bool.", nameof(type));
        if (!shape.IsKnown)
            throw new ArgumentException($"Weight '{name}' of shape {shape} has an unknown dimension.", nameof(shape));
        if (bytes.Length != shape.Elements * size)
            throw new ArgumentException($"Weight '{name}' of shape {shape} needs {shape.Elements * size} bytes, but {bytes.Length} were given.", nameof(bytes));
        return new(name, type, shape, new DenseStorage(bytes));
    }

    /// <summary>A weight of 32-bit floating point that is kept in that way.</summary>
    /// <exception cref="ArgumentException">The storage does not stand for values of that <paramref name="shape"/>, or that is not known.</exception>
    internal static Weight Of(string name, Shape shape, CodedStorage storage)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!shape.IsKnown)
            throw new ArgumentException($"Weight '{name}' of shape {shape} has an unknown dimension.", nameof(shape));
        if (storage.Shape is { } dims && !dims.Equals(shape))
            throw new ArgumentException($"Weight '{name}' is to be of shape {shape}, but its kernels are {dims}.", nameof(shape));
        return shape.Elements == storage.Count ? new(name, ElementType.Float, shape, storage)
            : throw new ArgumentException($"Weight '{name}' of shape {shape} has {shape.Elements} values, but its code stands for {storage.Count}.", nameof(shape));
    }

    /// <summary>The bytes that those weights take in one file: a table that several share counts once.</summary>
    internal static long StoredTogether(IEnumerable<Weight> weights)
    {
        var (bytes, shared) = (0L, new HashSet<Weight>(ReferenceEqualityComparer.Instance));
        foreach (var weight in weights)
            bytes += weight.StoredBytes - ((weight.Storage as CodedStorage)?.SharedTable is { } table && !shared.Add(table) ? table.StoredBytes : 0);
        return bytes;
    }

    /// <summary>The numbers of a weight of floating point of any width (16, 32 or 64 bits) as 32-bit ones, in row-major order.</summary>
    /// <exception cref="InvalidOperationException">The weight is of integers or truth values.</exception>
    public ReadOnlySpan<float> Floats() => Type == ElementType.Float ? Values
        : Type.IsFloating() ? FloatBytes.Read(Type, Bytes.Span)
        : throw new InvalidOperationException($"Weight '{Name}' has elements of type {Type}, not of floating point.");

    /// <summary>
    /// The same weight with other values, rounded to its own type of floating point. A coded weight stays coded where the values fit its code:
    /// zeros where it has zeros, one value where it has one value.
    /// </summary>
    /// <exception cref="ArgumentException">The number of values is not that of the weight.</exception>
    /// <exception cref="InvalidOperationException">The weight is of integers or truth values.</exception>
    public Weight With(ReadOnlySpan<float> values)
    {
        if (!Type.IsFloating())
            throw new InvalidOperationException($"Weight '{Name}' has elements of type {Type}, not of floating point.");
        return values.Length == Count && Storage.With(values) is { } storage
            ? new(Name, Type, Shape, storage) : Of(Name, Type, Shape, FloatBytes.Write(Type, values).AsMemory());
    }

    /// <summary>
    /// The same values, kept in the smallest form for numbers most of which are 0: a byte or two for each that is not 0 where they share at most
    /// 255 values, five bytes elsewhere. Runtimes compute the dense weight when they load the file. A weight that this would not make smaller
    /// stays as it is, and so does one of another type than 32-bit floating point. A 0 has no sign.
    /// </summary>
    public Weight AsSparse()
    {
        if (Type != ElementType.Float || Count == 0)
            return this;
        var sparse = SparseStorage.Of(Values);
        return sparse.StoredBytes + CodedStorage.MostForNodes < StoredBytes ? new(Name, Type, Shape, sparse) : this;
    }

    /// <summary>The same values, each kept by itself: what runtimes that compute no constants when they load a file want.</summary>
    public Weight AsDense() => Storage is DenseStorage ? this : Of(Name, Type, Shape, Bytes);

    /// <summary>The same values under another name.</summary>
    public Weight Named(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new(name, Type, Shape, Storage);
    }

    /// <summary>The weight with only the slices <paramref name="kept"/> of dimension <paramref name="axis"/>, in that order; a coded one stays coded.</summary>
    internal Weight Select(int axis, ReadOnlySpan<int> kept) =>
        new(Name, Type, Shape.With(axis, kept.Length), Storage.Select(Shape, Type.Size()!.Value, axis, kept));

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Type} {Shape}";
}
