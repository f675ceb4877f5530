using System.Runtime.InteropServices;

namespace MLNetCompact;

/// <summary>
/// A named constant tensor of a network: trained values, biases, and the small integer tensors that some operators read.
/// It never changes; networks that differ elsewhere share it.
/// </summary>
public sealed class Weight
{
    private readonly byte[] _bytes;

    private Weight(string name, ElementType type, Shape shape, byte[] bytes)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (type.Size() is not { } size)
            throw new ArgumentException($"Weight '{name}' has elements of type {type}; expected a number type or Bool.", nameof(type));
        if (!shape.IsKnown)
            throw new ArgumentException($"Weight '{name}' of shape {shape} has an unknown dimension.", nameof(shape));
        if (bytes.LongLength != shape.Elements * size)
            throw new ArgumentException($"Weight '{name}' of shape {shape} needs {shape.Elements * size} bytes, but {bytes.LongLength} were given.", nameof(bytes));
        (Name, Type, Shape, _bytes) = (name, type, shape, bytes);
    }

    /// <summary>The name, unique in its network.</summary>
    public string Name { get; }

    /// <summary>The type of the elements.</summary>
    public ElementType Type { get; }

    /// <summary>The dimensions; all are known.</summary>
    public Shape Shape { get; }

    /// <summary>The values of a <see cref="ElementType.Float"/> weight in row-major order.</summary>
    /// <exception cref="InvalidOperationException">The weight is not of 32-bit floating point.</exception>
    public ReadOnlySpan<float> Values => Type == ElementType.Float
        ? MemoryMarshal.Cast<byte, float>(_bytes)
        : throw new InvalidOperationException($"Weight '{Name}' has elements of type {Type}, not Float.");

    /// <summary>The values of an <see cref="ElementType.Int64"/> weight in row-major order.</summary>
    /// <exception cref="InvalidOperationException">The weight is not of 64-bit integers.</exception>
    public ReadOnlySpan<long> Integers => Type == ElementType.Int64
        ? MemoryMarshal.Cast<byte, long>(_bytes)
        : throw new InvalidOperationException($"Weight '{Name}' has elements of type {Type}, not Int64.");

    /// <summary>The values as little-endian bytes in row-major order, as ONNX stores them.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>How many numbers it holds.</summary>
    public long Count => Shape.Elements;

    /// <summary>A weight of 32-bit floating point values in row-major order.</summary>
    /// <exception cref="ArgumentException">The number of values does not fit <paramref name="shape"/>.</exception>
    public static Weight Of(string name, Shape shape, ReadOnlySpan<float> values) =>
        new(name, ElementType.Float, shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>A weight of 64-bit integers in row-major order.</summary>
    /// <exception cref="ArgumentException">The number of values does not fit <paramref name="shape"/>.</exception>
    public static Weight Of(string name, Shape shape, ReadOnlySpan<long> values) =>
        new(name, ElementType.Int64, shape, MemoryMarshal.AsBytes(values).ToArray());

    /// <summary>A weight of any type from its little-endian bytes, which it takes over.</summary>
    /// <exception cref="ArgumentException">The number of bytes does not fit <paramref name="shape"/> and <paramref name="type"/>.</exception>
    public static Weight Of(string name, ElementType type, Shape shape, byte[] bytes) => new(name, type, shape, bytes);

    /// <summary>The same shape with other values.</summary>
    public Weight With(ReadOnlySpan<float> values) => Of(Name, Shape, values);

    /// <summary>The same values under another name.</summary>
    public Weight Named(string name) => new(name, Type, Shape, _bytes);

    /// <summary>The weight with only the slices <paramref name="kept"/> of dimension <paramref name="axis"/>, in that order.</summary>
    internal Weight Select(int axis, ReadOnlySpan<int> kept)
    {
        var outer = new Shape(Shape.Take(axis)).Elements;
        var inner = (int)(new Shape(Shape.Skip(axis + 1)).Elements * Type.Size()!.Value);
        var size = Shape[axis];
        var bytes = new byte[checked(outer * kept.Length * inner)];
        var at = 0;
        for (long o = 0; o < outer; o++)
        {
            foreach (var index in kept)
            {
                _bytes.AsSpan((int)((o * size + index) * inner), inner).CopyTo(bytes.AsSpan(at));
                at += inner;
            }
        }
        return new Weight(Name, Type, Shape.With(axis, kept.Length), bytes);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Type} {Shape}";
}
