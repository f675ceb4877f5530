using System.Runtime.InteropServices;

namespace MLNetCompact;

/// <summary>
/// Kernels that are shared: a codebook [K, ...] of kernels, and for each kernel of the weight its number in it. With scales each kernel is
/// multiplied by a code of 8 bits times the step of its filter (dimension 0).
/// </summary>
internal sealed class KernelStorage : CodedStorage
{
    /// <summary>A number in the codebook stands for at most that many values.</summary>
    public const int MostTaps = 32 * 32;

    private readonly Weight _index;
    private readonly int[] _numbers;

    /// <param name="codebook">The kernels, Float [K, ...].</param>
    /// <param name="index">For each kernel of the weight its number in the codebook, UInt8 or UInt16 [filters, ...]: the first dimensions of the weight.</param>
    /// <param name="scales">For each kernel its scale in steps, UInt8 or Int8 of the dimensions of <paramref name="index"/>; null without scales.</param>
    /// <param name="steps">For each filter the step of its scales, Float [filters]; null without scales.</param>
    /// <exception cref="ArgumentException">The parts do not fit together, or a number is beyond the codebook.</exception>
    public KernelStorage(Weight codebook, Weight index, Weight? scales = null, Weight? steps = null)
    {
        if (codebook.Type != ElementType.Float || codebook.Shape.Count < 1 || codebook.Shape.Contains(0) || codebook.Count / codebook.Shape[0] > MostTaps)
            throw new ArgumentException($"The codebook is {codebook}; expected Float kernels of 1 to {MostTaps} values each.", nameof(codebook));
        if (index.Type is not (ElementType.UInt8 or ElementType.UInt16) || index.Shape.Count < 1)
            throw new ArgumentException($"The index is {index}; expected UInt8 or UInt16 numbers.", nameof(index));
        if ((scales is null) != (steps is null) || (scales is not null && (scales.Type is not (ElementType.UInt8 or ElementType.Int8) || !scales.Shape.Equals(index.Shape)))
            || (steps is not null && (steps.Type != ElementType.Float || !steps.Shape.SequenceEqual([index.Shape[0]]))))
            throw new ArgumentException($"The scales are {scales} and {steps}; expected UInt8 or Int8 {index.Shape} and Float [{index.Shape[0]}].", nameof(scales));
        (Table, _index, Scales, Steps) = (codebook.Named("codebook"), index.Named("index"), scales?.Named("scales"), steps?.Named("steps"));
        Count = checked((int)index.Count * Taps);
        _numbers = Read(index);
        if (_numbers.FirstOrDefault(n => n >= codebook.Shape[0]) is > 0 and var beyond)
            throw new ArgumentException($"The index names kernel {beyond}; expected numbers below {codebook.Shape[0]}.", nameof(index));
    }

    /// <summary>Kernels of the given numbers.</summary>
    /// <param name="codebook">The kernels, Float [K, ...].</param>
    /// <param name="dims">The first dimensions of the weight, which count its kernels.</param>
    /// <param name="index">For each kernel its number in the codebook, below 65536.</param>
    /// <param name="scales">For each kernel its scale in steps; null without scales.</param>
    /// <param name="steps">For each filter the step of its scales; null without scales.</param>
    /// <exception cref="ArgumentException">The parts do not fit together, or a number is beyond the codebook.</exception>
    public static KernelStorage Of(Weight codebook, Shape dims, ReadOnlySpan<int> index, sbyte[]? scales = null, float[]? steps = null) => new(codebook, Index(dims, index, codebook.Shape[0]),
        scales is null ? null : Weight.Of("scales", ElementType.Int8, dims, MemoryMarshal.AsBytes(scales.AsSpan()).ToArray()), steps is null ? null : Weight.Of("steps", new Shape(steps.Length), steps));

    /// <summary>The codebook.</summary>
    public override Weight Table { get; }

    /// <summary>For each kernel of the weight its number in the codebook.</summary>
    public ReadOnlySpan<int> Numbers => _numbers;

    /// <summary>For each kernel its scale in steps, or null without scales.</summary>
    public Weight? Scales { get; }

    /// <summary>For each filter the step of its scales, or null without scales.</summary>
    public Weight? Steps { get; }

    /// <summary>How many values a kernel has.</summary>
    public int Taps => (int)(Table.Count / Table.Shape[0]);

    public override IReadOnlyList<Weight> Parts => Scales is null ? [Table, _index] : [Table, _index, Scales, Steps!];

    public override int Count { get; }

    public override Shape Shape => new(_index.Shape.Concat(Table.Shape.Skip(1)));

    public override int LeastOpset => 7;

    /// <summary>What each kernel of the weight is multiplied by, or null without scales.</summary>
    public float[]? Factors()
    {
        if (Scales is null)
            return null;
        var codes = Scales.Bytes.Span;
        var steps = Steps!.Values;
        var factors = new float[_numbers.Length];
        for (var i = 0; i < factors.Length; i++)
            factors[i] = (Scales.Type == ElementType.Int8 ? (sbyte)codes[i] : codes[i]) * steps[i / (factors.Length / steps.Length)];
        return factors;
    }

    public override CodedStorage WithTable(ReadOnlySpan<float> table) => new KernelStorage(NewTable(table), _index, Scales, Steps);

    public override WeightStorage Select(Shape shape, int size, int axis, ReadOnlySpan<int> kept)
    {
        var rank = _index.Shape.Count;
        if (axis >= rank)
            return new KernelStorage(Table.Select(axis - rank + 1, kept), _index, Scales, Steps);
        var index = _index.Select(axis, kept);
        // Kernels that nobody uses any more go.
        var numbers = Read(index);
        int[] used = [.. numbers.Distinct().Order().DefaultIfEmpty(0)];
        return new KernelStorage(Table.Select(0, used), Index(index.Shape, Array.ConvertAll(numbers, n => Array.BinarySearch(used, n)), used.Length),
            Scales?.Select(axis, kept), axis == 0 ? Steps?.Select(0, kept) : Steps);
    }

    public override WeightStorage? With(ReadOnlySpan<float> values)
    {
        if (MemoryMarshal.AsBytes(values).SequenceEqual(Dense.Span))
            return this;
        // What was scaled does not come back exactly.
        if (Scales is not null)
            return null;
        var (codebook, taps) = (Table.Values.ToArray(), Taps);
        var known = new bool[Table.Shape[0]];
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
        return WithTable(codebook);
    }

    protected override void Decode(Span<float> values)
    {
        var codebook = Table.Values;
        var (taps, factors) = (Taps, Factors());
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

    private static Weight Index(Shape dims, ReadOnlySpan<int> index, long kernels)
    {
        var wide = kernels > 256;
        var bytes = new byte[wide ? index.Length * 2 : index.Length];
        for (var i = 0; i < index.Length; i++)
        {
            if (index[i] < 0 || index[i] >= kernels || kernels > 65536)
                throw new ArgumentException($"Kernel {i} is to be number {index[i]} of {kernels}; expected one from 0 on, of at most 65536.", nameof(index));
            if (wide)
                BitConverter.TryWriteBytes(bytes.AsSpan(i * 2), (ushort)index[i]);
            else
                bytes[i] = (byte)index[i];
        }
        return Weight.Of("index", wide ? ElementType.UInt16 : ElementType.UInt8, dims, bytes);
    }

    private static int[] Read(Weight index)
    {
        var bytes = index.Bytes.Span;
        var numbers = new int[index.Count];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = index.Type == ElementType.UInt8 ? bytes[i] : BitConverter.ToUInt16(bytes[(i * 2)..]);
        return numbers;
    }
}
