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

    /// <summary>
    /// What training in place changes, of 32-bit floating point: a codebook, or a value for each place; and where kernels have scales,
    /// what each is multiplied by.
    /// </summary>
    public abstract IReadOnlyList<Weight> Tables { get; }

    /// <summary>The table that the storages of other weights hold too, the same object; null without.</summary>
    public virtual Weight? SharedTable => null;

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

    /// <summary>The same code with other tables, of the dimensions of <see cref="Tables"/>. What is kept in few bits is rounded to them.</summary>
    /// <exception cref="ArgumentException">Their dimensions are others, or a value has to stay 0 or cannot be kept.</exception>
    public CodedStorage WithTables(IReadOnlyList<Weight> tables)
    {
        var present = Tables;
        if (tables.Count != present.Count || !tables.Zip(present).All(t => t.First.Type == t.Second.Type && t.First.Shape.Equals(t.Second.Shape)))
            throw new ArgumentException($"The tables are {string.Join(", ", tables)}; expected {string.Join(", ", present)}.", nameof(tables));
        return Changed(tables);
    }

    public sealed override long StoredBytes => Parts.Sum(p => p.StoredBytes);

    public sealed override bool Equals(WeightStorage? other) => other is CodedStorage coded && coded.GetType() == GetType() && coded.Count == Count
        && coded.Parts.Count == Parts.Count && coded.Parts.Zip(Parts).All(p => AreSame(p.First, p.Second)) && IsReadAs(coded);

    /// <summary>Writes all numbers into <paramref name="values"/>, which are 0.</summary>
    protected abstract void Decode(Span<float> values);

    /// <summary>The same code with those tables, whose dimensions are right.</summary>
    protected abstract CodedStorage Changed(IReadOnlyList<Weight> tables);

    /// <summary>Whether the parts of <paramref name="other"/>, which is of this class, say what these say where they are the same.</summary>
    protected virtual bool IsReadAs(CodedStorage other) => true;

    private static bool AreSame(Weight left, Weight right) =>
        left.Name == right.Name && left.Type == right.Type && left.Shape.Equals(right.Shape) && left.Storage.Equals(right.Storage);
}
