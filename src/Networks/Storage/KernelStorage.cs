using System.Runtime.InteropServices;

namespace MLNetCompact;

/// <summary>
/// Kernels that are shared: a codebook [K, ...] of kernels, and for each kernel of the weight its number in it. With scales each kernel is
/// multiplied by a factor of its own. Several weights may share a codebook.
/// </summary>
internal sealed class KernelStorage : CodedStorage
{
    /// <summary>A number in the codebook stands for at most that many values.</summary>
    public const int MostTaps = 32 * 32;

    private readonly Weight _index;
    private readonly int[] _numbers;
    private readonly KernelUse _use;

    /// <param name="codebook">The kernels, Float [K, ...].</param>
    /// <param name="index">For each kernel of the weight its number in the codebook, UInt8 or UInt16 [filters, ...]: the first dimensions of the weight.</param>
    /// <param name="scales">What each kernel is multiplied by, its codes of the dimensions of <paramref name="index"/>; null without scales.</param>
    /// <param name="use">How it uses the codebook; null for <see cref="KernelUse.Plain"/>.</param>
    /// <exception cref="ArgumentException">The parts do not fit together, or a number is beyond the codebook.</exception>
    public KernelStorage(Weight codebook, Weight index, KernelScales? scales = null, KernelUse? use = null)
    {
        if (codebook.Type != ElementType.Float || codebook.Shape.Count < 1 || codebook.Shape.Contains(0) || codebook.Count / codebook.Shape[0] > MostTaps)
            throw new ArgumentException($"The codebook is {codebook}; expected Float kernels of 1 to {MostTaps} values each.", nameof(codebook));
        if (index.Type is not (ElementType.UInt8 or ElementType.UInt16) || index.Shape.Count < 1)
            throw new ArgumentException($"The index is {index}; expected UInt8 or UInt16 numbers.", nameof(index));
        if (scales is not null && !scales.Codes.Shape.Equals(index.Shape))
            throw new ArgumentException($"The scales are {scales.Codes}; expected {index.Shape}.", nameof(scales));
        (Codebook, _index, Scales, _use) = (codebook, index.Named("index"), scales, use ?? KernelUse.Plain);
        Count = checked((int)index.Count * Taps);
        _numbers = KernelIndex.Read(index);
        if (_numbers.FirstOrDefault(n => n >= codebook.Shape[0]) is > 0 and var beyond)
            throw new ArgumentException($"The index names kernel {beyond}; expected numbers below {codebook.Shape[0]}.", nameof(index));
    }

    /// <summary>Kernels of the given numbers.</summary>
    /// <param name="codebook">The kernels, Float [K, ...].</param>
    /// <param name="dims">The first dimensions of the weight, which count its kernels.</param>
    /// <param name="index">For each kernel its number in the codebook, below 65536.</param>
    /// <param name="scales">What each kernel is multiplied by; null without scales.</param>
    /// <param name="use">How it uses the codebook; null for <see cref="KernelUse.Plain"/>.</param>
    /// <exception cref="ArgumentException">The parts do not fit together, or a number is beyond the codebook.</exception>
    public static KernelStorage Of(Weight codebook, Shape dims, ReadOnlySpan<int> index, KernelScales? scales = null, KernelUse? use = null) =>
        new(codebook, KernelIndex.Write(dims, index, codebook.Shape[0]), scales, use);

    /// <summary>The codebook, the object that was given.</summary>
    public Weight Codebook { get; }

    /// <summary>For each kernel of the weight its number in the codebook.</summary>
    public ReadOnlySpan<int> Numbers => _numbers;

    /// <summary>What each kernel of the weight is multiplied by, or null without scales.</summary>
    public KernelScales? Scales { get; }

    /// <summary>Whether other weights hold the same codebook.</summary>
    public bool IsShared => _use.IsShared;

    /// <summary>How many values a kernel has.</summary>
    public int Taps => (int)(Codebook.Count / Codebook.Shape[0]);

    public override IReadOnlyList<Weight> Parts => Scales is null ? [Codebook.Named("codebook"), _index] : [Codebook.Named("codebook"), _index, Scales.Codes, Scales.Steps];

    /// <summary>The codebook, and with scales the factor of each kernel, Float [kernels].</summary>
    public override IReadOnlyList<Weight> Tables => Scales?.Factors() is { } factors ? [Codebook, Weight.Of("factors", new Shape(factors.Length), factors)] : [Codebook];

    public override Weight? SharedTable => IsShared ? Codebook : null;

    public override int Count { get; }

    public override Shape Shape => new(_index.Shape.Concat(Codebook.Shape.Skip(1)));

    public override int LeastOpset => 7;

    public override WeightStorage Select(Shape shape, int size, int axis, ReadOnlySpan<int> kept)
    {
        var rank = _index.Shape.Count;
        if (axis >= rank)
        {
            // Kernels of other dimensions are no longer those that others have.
            var own = Own(Codebook, _index, Scales);
            return new KernelStorage(own.Codebook.Select(axis - rank + 1, kept), own._index, Scales);
        }
        var (index, scales) = (_index.Select(axis, kept), Scales?.Select(axis, kept));
        return IsShared ? new KernelStorage(Codebook, index, scales, _use) : Own(Codebook, index, scales);
    }

    public override WeightStorage? With(ReadOnlySpan<float> values)
    {
        if (MemoryMarshal.AsBytes(values).SequenceEqual(Dense.Span))
            return this;
        // What was scaled does not come back exactly.
        if (Scales is not null)
            return null;
        var (codebook, taps) = (Codebook.Values.ToArray(), Taps);
        var known = new bool[Codebook.Shape[0]];
        for (var i = 0; i < _numbers.Length; i++)
        {
            var given = values.Slice(i * taps, taps);
            var shared = codebook.AsSpan(_numbers[i] * taps, taps);
            if (!known[_numbers[i]])
                given.CopyTo(shared);
            else if (!MemoryMarshal.AsBytes(given).SequenceEqual(MemoryMarshal.AsBytes(shared)))
                return null;
            known[_numbers[i]] = true;
        }
        // Others keep the values that they share.
        return IsShared ? Own(Codebook.With(codebook), _index, null) : Changed([Codebook.With(codebook)]);
    }

    protected override CodedStorage Changed(IReadOnlyList<Weight> tables) => new KernelStorage(tables[0], _index, tables.Count > 1 ? Scales!.With(tables[1].Values) : null, _use);

    protected override void Decode(Span<float> values)
    {
        var codebook = Codebook.Values;
        var (taps, factors) = (Taps, Scales?.Factors());
        for (var i = 0; i < _numbers.Length; i++)
        {
            var kernel = values.Slice(i * taps, taps);
            codebook.Slice(_numbers[i] * taps, taps).CopyTo(kernel);
            if (factors is null)
                continue;
            foreach (ref var value in kernel)
                value *= factors[i];
        }
    }

    /// <summary>The kernels of that index in a codebook of its own, without those that nobody uses.</summary>
    private static KernelStorage Own(Weight codebook, Weight index, KernelScales? scales)
    {
        var numbers = KernelIndex.Read(index);
        int[] used = [.. numbers.Distinct().Order().DefaultIfEmpty(0)];
        return Of(codebook.Select(0, used), index.Shape, Array.ConvertAll(numbers, n => Array.BinarySearch(used, n)), scales);
    }
}
