namespace MLNetCompact;

/// <summary>
/// How a weight keeps its numbers, in memory and in a file. Every storage becomes dense when asked, knows what it takes in the file,
/// and stays what it is through a change where it can.
/// </summary>
internal abstract class WeightStorage : IEquatable<WeightStorage>
{
    /// <summary>All numbers as little-endian bytes in row-major order, as ONNX stores them.</summary>
    public abstract ReadOnlyMemory<byte> Dense { get; }

    /// <summary>The bytes of all tensors that a file holds for it; names and nodes come on top.</summary>
    public abstract long StoredBytes { get; }

    /// <summary>The storage with only the slices <paramref name="kept"/> of dimension <paramref name="axis"/>, in that order.</summary>
    /// <param name="shape">The dimensions of the weight.</param>
    /// <param name="size">Bytes of one element.</param>
    /// <param name="axis">A dimension of <paramref name="shape"/>.</param>
    /// <param name="kept">Positions on that dimension.</param>
    public abstract WeightStorage Select(Shape shape, int size, int axis, ReadOnlySpan<int> kept);

    /// <summary>A storage of the same kind that holds <paramref name="values"/>, or null if they do not fit into it.</summary>
    public virtual WeightStorage? With(ReadOnlySpan<float> values) => null;

    /// <summary>Whether both keep the same numbers in the same way.</summary>
    public abstract bool Equals(WeightStorage? other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as WeightStorage);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(GetType(), StoredBytes);
}
