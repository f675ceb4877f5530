using static TorchSharp.torch;

namespace MLNetCompact;

/// <summary>
/// A coded weight that trains in its code: what changes are its tables. Every value of a codebook receives the sum of the gradients of the numbers
/// it stands for, and where kernels have scales every factor that of its kernel.
/// </summary>
/// <remarks>Zeros of a sparse weight stay 0. The factors of kernels train as numbers of 32 bits, and are put into their 8 bits where a network is made of them.</remarks>
internal sealed class CodedTensor : IDisposable
{
    private readonly CodedStorage _storage;
    private readonly long[] _shape;
    private readonly List<Tensor> _constants = [];
    private readonly Func<IReadOnlyList<Tensor>, Tensor> _decode;

    public CodedTensor(Weight weight, Device device)
    {
        _storage = (CodedStorage)weight.Storage;
        _shape = [.. weight.Shape];
        Tables = _storage.Tables;
        _decode = _storage switch
        {
            KernelStorage kernels => Kernels(kernels, device),
            ScaleStorage => tables => tables[0].view(_shape),
            _ => Sparse((SparseStorage)_storage, device),
        };
    }

    /// <summary>What trains, as it was.</summary>
    public IReadOnlyList<Weight> Tables { get; }

    /// <summary>The table that other weights have too, or null.</summary>
    public Weight? SharedTable => _storage.SharedTable;

    /// <summary>The weight as a tensor that gradients lead through to <paramref name="tables"/>.</summary>
    public Tensor Decode(IReadOnlyList<Tensor> tables) => _decode(tables);

    /// <summary>The weight with other tables.</summary>
    public Weight With(string name, IReadOnlyList<Weight> tables) => Weight.Of(name, new Shape(_shape), _storage.WithTables(tables));

    public void Dispose()
    {
        foreach (var tensor in _constants)
            tensor.Dispose();
    }

    private Func<IReadOnlyList<Tensor>, Tensor> Sparse(SparseStorage storage, Device device)
    {
        var (places, numbers) = storage.Survivors();
        // A 0 in the table fills gaps that are too wide for the code; nothing reads it, so that it stays 0.
        var (at, which) = (Constant([.. places.Select(p => (long)p)], device), Constant([.. numbers.Select(n => (long)n)], device));
        var zeros = Constant(new float[storage.Count], device);
        return tables => zeros.index_add(0, at, tables[0].index_select(0, which), 1).view(_shape);
    }

    private Func<IReadOnlyList<Tensor>, Tensor> Kernels(KernelStorage storage, Device device)
    {
        var which = Constant([.. storage.Numbers.ToArray().Select(n => (long)n)], device);
        var places = storage.Symmetry == KernelSymmetry.None ? null : Constant([.. storage.Symmetry.Places(storage.Kernel).Select(p => (long)p)], device);
        return tables =>
        {
            var codebook = tables[0].reshape(-1, storage.Taps);
            // All forms of a kernel, one after the other.
            var forms = places is null ? codebook : codebook.index_select(1, places).reshape(-1, storage.Taps);
            var kernels = forms.index_select(0, which);
            return (tables.Count > 1 ? kernels.mul(tables[1].view(-1, 1)) : kernels).view(_shape);
        };
    }

    private Tensor Constant(long[] values, Device device) => Keep(tensor(values, [values.Length], device: device));

    private Tensor Constant(float[] values, Device device) => Keep(tensor(values, [values.Length], device: device));

    private Tensor Keep(Tensor tensor)
    {
        _constants.Add(tensor.DetachFromDisposeScope());
        return tensor;
    }
}
