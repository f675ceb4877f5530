using System.Runtime.InteropServices;

namespace MLNetCompact;

/// <summary>
/// Numbers of 32-bit floating point that are made of smaller tensors, the parts. A file holds the parts and standard nodes that make the
/// numbers of them, which runtimes compute once when they load it: a coded network runs as fast as the dense one.
/// </summary>
internal abstract class CodedStorage : WeightStorage
{
    /// <summary>The bytes that names, nodes and dimensions take in a file beside the parts, unless names are long.</summary>
    public const int MostForNodes = 1000;

    private readonly WeakReference<byte[]?> _dense = new(null);

    /// <summary>What the file holds, by the ends of their names.</summary>
    public abstract IReadOnlyList<Weight> Parts { get; }

    /// <summary>The part that holds values, which training in place changes: a codebook, or a value for each place.</summary>
    public abstract Weight Table { get; }

    /// <summary>How many numbers it stands for.</summary>
    public abstract int Count { get; }

    /// <summary>The dimensions of the weight, where the parts tell them; null where any of that product will do.</summary>
    public virtual Shape? Shape => null;

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

    /// <summary>The same code with other values, as many as <see cref="Table"/> has.</summary>
    /// <exception cref="ArgumentException">Their number is another, or one of them has to stay 0.</exception>
    public abstract CodedStorage WithTable(ReadOnlySpan<float> table);

    public sealed override long StoredBytes => Parts.Sum(p => p.StoredBytes);

    public sealed override bool Equals(WeightStorage? other) => other is CodedStorage coded && coded.GetType() == GetType() && coded.Count == Count
        && coded.Parts.Count == Parts.Count && coded.Parts.Zip(Parts).All(p => AreSame(p.First, p.Second));

    /// <summary>Writes all numbers into <paramref name="values"/>, which are 0.</summary>
    protected abstract void Decode(Span<float> values);

    /// <exception cref="ArgumentException">The number of values is not that of the table.</exception>
    protected Weight NewTable(ReadOnlySpan<float> table) => table.Length == Table.Count ? Table.With(table)
        : throw new ArgumentException($"{table.Length} values were given for the table; expected {Table.Count}.", nameof(table));

    private static bool AreSame(Weight left, Weight right) =>
        left.Name == right.Name && left.Type == right.Type && left.Shape.Equals(right.Shape) && left.Storage.Equals(right.Storage);
}
