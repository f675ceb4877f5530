using System.Runtime.InteropServices;

namespace MLNetCompact;

/// <summary>
/// Numbers of 32-bit floating point that are made of smaller tensors, the parts. A file holds the parts and standard nodes that make the
/// numbers of them, which runtimes compute once when they load it: a coded network runs as fast as the dense one.
/// </summary>
internal abstract class CodedStorage : WeightStorage
{
    private readonly WeakReference<byte[]?> _dense = new(null);

    /// <summary>What the file holds, by the ends of their names.</summary>
    public abstract IReadOnlyList<Weight> Parts { get; }

    /// <summary>How many numbers it stands for.</summary>
    public abstract int Count { get; }

    /// <summary>The first version of ONNX's operators that can make the numbers of the parts.</summary>
    public abstract int LeastOpset { get; }

    /// <summary>The numbers, made anew when nobody holds them any more.</summary>
    public sealed override ReadOnlyMemory<byte> Dense
    {
        get
        {
            if (_dense.TryGetTarget(out var bytes))
                return bytes;
            bytes = new byte[checked(Count * sizeof(float))];
            Decode(MemoryMarshal.Cast<byte, float>(bytes.AsSpan()));
            _dense.SetTarget(bytes);
            return bytes;
        }
    }

    public sealed override long StoredBytes => Parts.Sum(p => p.StoredBytes);

    public sealed override bool Equals(WeightStorage? other) => other is CodedStorage coded && coded.Count == Count && coded.GetType() == GetType() && coded.Parts.Count == Parts.Count
        && coded.Parts.Zip(Parts).All(p => p.First.Name == p.Second.Name && p.First.Type == p.Second.Type && p.First.Shape.Equals(p.Second.Shape) && p.First.Storage.Equals(p.Second.Storage));

    /// <summary>Writes all numbers into <paramref name="values"/>, which are 0.</summary>
    protected abstract void Decode(Span<float> values);

    protected static ReadOnlySpan<byte> BytesOf(Weight part) => part.Bytes.Span;
}
