namespace MLNetCompact;

/// <summary>The weights of the convolutions that a branch of a convolution consists of. What was coded stays so where that is smaller.</summary>
internal sealed class BranchWeights
{
    private readonly Weight _weight;
    private readonly KernelBranches _branches;
    private readonly KernelStorage? _codes;
    private readonly Shape _kernel;

    public BranchWeights(Weight weight, KernelBranches branches)
    {
        (_weight, _branches, _kernel) = (weight, branches, new(weight.Shape.Skip(2)));
        _codes = KernelBranches.CodesOf(weight) is { } codes ? Used(codes) : null;
    }

    /// <summary>The weight of the depthwise convolution of a branch: a kernel for each group.</summary>
    public Weight Kernels(int branch)
    {
        var places = _branches.KernelsOf(branch);
        var (shape, taps) = (new Shape([places.Length, 1, .. _kernel]), (int)_kernel.Elements);
        if (_codes is { } codes)
        {
            int[] numbers = [.. places.Select(p => codes.Numbers[p])];
            var use = new KernelUse { IsShared = codes.IsShared || _branches.Count > 1, Symmetry = codes.Symmetry };
            var coded = KernelStorage.Of(codes.Codebook, new Shape(places.Length, 1), numbers, null, use);
            var own = coded.StoredBytes - (codes.IsShared ? codes.Codebook.StoredBytes : codes.Codebook.StoredBytes * (_branches.Count - 1) / _branches.Count);
            var weight = Weight.Of(_weight.Name, shape, coded);
            return own + CodedStorage.MostForNodes < shape.Elements * sizeof(float) ? weight : weight.AsDense();
        }
        var values = _weight.Values;
        var kernels = new float[shape.Elements];
        for (var i = 0; i < places.Length; i++)
            values.Slice(places[i] * taps, taps).CopyTo(kernels.AsSpan(i * taps));
        return Weight.Of(_weight.Name, shape, kernels);
    }

    /// <summary>The weight of the convolution of 1x1 of a branch: the factor of each kernel that is of it, otherwise 0.</summary>
    public Weight Factors(int branch)
    {
        var shape = new Shape([.. _weight.Shape.Take(2), .. _kernel.Select(_ => 1L)]);
        if (_codes?.Scales is not { } scales)
            return VectorCode.Smallest(Weight.Of(_weight.Name, shape, (float[])[.. Enumerable.Range(0, (int)shape.Elements).Select(p => _branches.IsOf(branch, p) ? 1f : 0)]));
        byte[] codes = [.. scales.Codes.Bytes.ToArray().Select((c, p) => _branches.IsOf(branch, p) ? c : (byte)0)];
        var storage = new ScaleStorage(new(Weight.Of("scales", scales.Codes.Type, shape, codes), scales.Steps));
        var coded = Weight.Of(_weight.Name, shape, storage);
        return storage.StoredBytes + CodedStorage.MostForNodes < shape.Elements * sizeof(float) ? coded : coded.AsDense();
    }

    /// <summary>The same code without kernels that the branches do not need, unless other weights share them.</summary>
    private KernelStorage Used(KernelStorage codes)
    {
        if (codes.IsShared)
            return codes;
        var forms = codes.Symmetry.Count();
        var numbers = codes.Numbers.ToArray();
        int[] used = [.. Enumerable.Range(0, _branches.Count).SelectMany(_branches.KernelsOf).Select(p => numbers[p] / forms).Distinct().Order()];
        // What is not of any branch is told by any number.
        return KernelStorage.Of(codes.Codebook.Select(0, used), new Shape(_weight.Shape.Take(2)),
            Array.ConvertAll(numbers, n => Math.Max(0, Array.BinarySearch(used, n / forms)) * forms + n % forms), codes.Scales, new() { Symmetry = codes.Symmetry });
    }
}
