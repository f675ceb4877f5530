using System.Runtime.InteropServices;

namespace MLNetCompact;

/// <summary>
/// Kernels that are shared: a codebook [K, ...] of kernels, and for each kernel of the weight its number in it. With scales each kernel is
/// multiplied by a factor of its own. Several weights may share a codebook, and kernels may stand in forms: mirrored, turned.
/// </summary>
internal sealed class KernelStorage : CodedStorage
{
    /// <summary>A number in the codebook stands for at most that many values.</summary>
    public const int MostTaps = 32 * 32;

    /// <summary>A codebook has at most that many kernels, all forms counted.</summary>
    public const int MostKernels = KernelIndex.Most;

    private readonly Weight _index;
    private readonly int[] _numbers;
    private readonly KernelUse _use;

    /// <param name="codebook">The kernels, Float [K, ...].</param>
    /// <param name="index">For each kernel of the weight its number in the codebook (of forms: kernel * forms + form), UInt8 or UInt16 [filters, ...]: the first dimensions of the weight.</param>
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
        if (!Symmetry.Fits(Kernel))
            throw new ArgumentException($"Kernels of {Kernel} do not have the forms of {nameof(KernelSymmetry)}.{Symmetry}.", nameof(use));
        if (_use.Shape is { } dims && (!dims.IsKnown || dims.Elements != Count))
            throw new ArgumentException($"The weight is to be {dims}, but its kernels have {Count} values.", nameof(use));
        _numbers = KernelIndex.Read(index);
        var kernels = checked(codebook.Shape[0] * Symmetry.Count());
        if (_numbers.FirstOrDefault(n => n >= kernels) is > 0 and var beyond)
            throw new ArgumentException($"The index names kernel {beyond}; expected numbers below {kernels}.", nameof(index));
    }

    /// <summary>Kernels of the given numbers.</summary>
    /// <param name="codebook">The kernels, Float [K, ...].</param>
    /// <param name="dims">The first dimensions of the weight, which count its kernels.</param>
    /// <param name="index">For each kernel its number in the codebook (of forms: kernel * forms + form), below 65536.</param>
    /// <param name="scales">What each kernel is multiplied by; null without scales.</param>
    /// <param name="use">How it uses the codebook; null for <see cref="KernelUse.Plain"/>.</param>
    /// <exception cref="ArgumentException">The parts do not fit together, or a number is beyond the codebook.</exception>
    public static KernelStorage Of(Weight codebook, Shape dims, ReadOnlySpan<int> index, KernelScales? scales = null, KernelUse? use = null) =>
        new(codebook, KernelIndex.Write(dims, index, checked(codebook.Shape[0] * (use ?? KernelUse.Plain).Symmetry.Count())), scales, use);

    /// <summary>The codebook, the object that was given.</summary>
    public Weight Codebook { get; }

    /// <summary>For each kernel of the weight its number in the codebook; of forms: kernel * forms + form.</summary>
    public ReadOnlySpan<int> Numbers => _numbers;

    /// <summary>What each kernel of the weight is multiplied by, or null without scales.</summary>
    public KernelScales? Scales { get; }

    /// <summary>The same kernels as the codebook has them, without scales.</summary>
    public KernelStorage Unscaled => Scales is null ? this : new(Codebook, _index, null, _use);

    /// <summary>Whether other weights hold the same codebook.</summary>
    public bool IsShared => _use.IsShared;

    /// <summary>The forms in which kernels of the codebook stand in the weight.</summary>
    public KernelSymmetry Symmetry => _use.Symmetry;

    /// <summary>The dimensions of a kernel.</summary>
    public Shape Kernel => new(Codebook.Shape.Skip(1));

    /// <summary>How many values a kernel has.</summary>
    public int Taps => (int)(Codebook.Count / Codebook.Shape[0]);

    /// <summary>Whether the weight has other dimensions than its kernels give it.</summary>
    public bool IsReshaped => !Shape.SequenceEqual(_index.Shape.Concat(Kernel));

    public override IReadOnlyList<Weight> Parts => Scales is null ? [Codebook.Named("codebook"), _index] : [Codebook.Named("codebook"), _index, Scales.Codes, Scales.Steps];

    /// <summary>The codebook, and with scales the factor of each kernel, Float [kernels].</summary>
    public override IReadOnlyList<Weight> Tables => Scales?.Factors() is { } factors ? [Codebook, Weight.Of("factors", new Shape(factors.Length), factors)] : [Codebook];

    public override Weight? SharedTable => IsShared ? Codebook : null;

    public override int Count { get; }

    public override Shape Shape => _use.Shape ?? new(_index.Shape.Concat(Kernel));

    public override int LeastOpset => 7;

    public override WeightStorage Select(Shape shape, int size, int axis, ReadOnlySpan<int> kept)
    {
        var rank = _index.Shape.Count;
        if (axis < rank && Shape.Take(axis + 1).SequenceEqual(_index.Shape.Take(axis + 1)))
        {
            var (index, scales, use) = (_index.Select(axis, kept), Scales?.Select(axis, kept), _use with { Shape = _use.Shape?.With(axis, kept.Length) });
            return IsShared ? new KernelStorage(Codebook, index, scales, use) : Own(Codebook, index, scales, use);
        }
        // Slices that go through vectors leave parts of them, which no codebook has.
        if (IsReshaped)
            return new DenseStorage(DenseStorage.Slices(Dense.Span, shape, size, axis, kept));
        // Kernels of other dimensions are no longer those that others have, nor forms of each other.
        int[] used = [.. _numbers.Distinct().Order().DefaultIfEmpty(0)];
        var values = new float[used.Length * Taps];
        Kernels(used, values);
        var codebook = Weight.Of(Codebook.Name, new Shape([used.Length, .. Kernel]), values).Select(axis - rank + 1, kept);
        return Of(codebook, _index.Shape, Array.ConvertAll(_numbers, n => Array.BinarySearch(used, n)), Scales);
    }

    public override WeightStorage? With(ReadOnlySpan<float> values)
    {
        if (MemoryMarshal.AsBytes(values).SequenceEqual(Dense.Span))
            return this;
        // What was scaled does not come back exactly.
        if (Scales is not null)
            return null;
        var (codebook, known) = (Codebook.Values.ToArray(), new bool[Codebook.Count]);
        var (taps, places) = (Taps, Symmetry.Places(Kernel));
        for (var i = 0; i < values.Length; i++)
        {
            var (kernel, form) = Math.DivRem(_numbers[i / taps], Symmetry.Count());
            var place = kernel * taps + places[form * taps + i % taps];
            if (known[place] && BitConverter.SingleToInt32Bits(codebook[place]) != BitConverter.SingleToInt32Bits(values[i]))
                return null;
            (codebook[place], known[place]) = (values[i], true);
        }
        // Others keep the values that they share.
        return IsShared ? Own(Codebook.With(codebook), _index, null, _use) : Changed([Codebook.With(codebook)]);
    }

    protected override CodedStorage Changed(IReadOnlyList<Weight> tables) => new KernelStorage(tables[0], _index, tables.Count > 1 ? Scales!.With(tables[1].Values) : null, _use);

    protected override bool IsReadAs(CodedStorage other) => other is KernelStorage kernels && kernels.Symmetry == Symmetry && kernels.Shape.Equals(Shape);

    protected override void Decode(Span<float> values)
    {
        Kernels(_numbers, values);
        if (Scales?.Factors() is not { } factors)
            return;
        var taps = Taps;
        for (var i = 0; i < factors.Length; i++)
        {
            foreach (ref var value in values.Slice(i * taps, taps))
                value *= factors[i];
        }
    }

    /// <summary>Writes the values of the kernels of those numbers.</summary>
    private void Kernels(int[] numbers, Span<float> values)
    {
        var codebook = Codebook.Values;
        var (taps, places) = (Taps, Symmetry.Places(Kernel));
        for (var i = 0; i < numbers.Length; i++)
        {
            var (kernel, form) = Math.DivRem(numbers[i], Symmetry.Count());
            for (var tap = 0; tap < taps; tap++)
                values[i * taps + tap] = codebook[kernel * taps + places[form * taps + tap]];
        }
    }

    /// <summary>The kernels of that index in a codebook of its own, without those that nobody uses.</summary>
    private static KernelStorage Own(Weight codebook, Weight index, KernelScales? scales, KernelUse use)
    {
        var (numbers, forms) = (KernelIndex.Read(index), use.Symmetry.Count());
        int[] used = [.. numbers.Select(n => n / forms).Distinct().Order().DefaultIfEmpty(0)];
        return Of(codebook.Select(0, used), index.Shape, Array.ConvertAll(numbers, n => Array.BinarySearch(used, n / forms) * forms + n % forms), scales, use with { IsShared = false });
    }
}
