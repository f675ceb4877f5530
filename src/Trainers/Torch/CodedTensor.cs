using static TorchSharp.torch;

namespace MLNetCompact;

/// <summary>A coded weight that trains in its code: what changes is its table, whose every value receives the sum of the gradients of the numbers it stands for.</summary>
/// <remarks>Zeros of a sparse weight stay 0; the scales of kernels are fixed, but for one step per filter.</remarks>
internal sealed class CodedTensor : IDisposable
{
    private readonly CodedStorage _storage;
    private readonly long[] _shape;
    private readonly List<Tensor> _constants = [];
    private readonly Func<Tensor, Tensor> _decode;

    public CodedTensor(Weight weight, Device device)
    {
        _storage = (CodedStorage)weight.Storage;
        _shape = [.. weight.Shape];
        _decode = _storage is KernelStorage kernels ? Kernels(kernels, device) : Sparse((SparseStorage)_storage, device);
    }

    /// <summary>The weight as a tensor that gradients lead through to <paramref name="table"/>.</summary>
    public Tensor Decode(Tensor table) => _decode(table);

    /// <summary>The weight with another table.</summary>
    public Weight With(Weight weight, ReadOnlySpan<float> table) => Weight.Of(weight.Name, weight.Shape, _storage.WithTable(table));

    public void Dispose()
    {
        foreach (var tensor in _constants)
            tensor.Dispose();
    }

    private Func<Tensor, Tensor> Sparse(SparseStorage storage, Device device)
    {
        var (places, numbers) = storage.Survivors();
        // A 0 in the table fills gaps that are too wide for the code; nothing reads it, so that it stays 0.
        var (at, which) = (Constant([.. places.Select(p => (long)p)], device), Constant([.. numbers.Select(n => (long)n)], device));
        var zeros = Constant(new float[storage.Count], device);
        return table => zeros.index_add(0, at, table.index_select(0, which), 1).view(_shape);
    }

    private Func<Tensor, Tensor> Kernels(KernelStorage storage, Device device)
    {
        var which = Constant([.. storage.Numbers.ToArray().Select(n => (long)n)], device);
        var factors = storage.Factors() is { } scales ? Constant(scales, device).view(-1, 1).DetachFromDisposeScope() : null;
        if (factors is not null)
            _constants.Add(factors);
        return table =>
        {
            var kernels = table.reshape(storage.Table.Shape[0], storage.Taps).index_select(0, which);
            return (factors is null ? kernels : kernels.mul(factors)).view(_shape);
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
