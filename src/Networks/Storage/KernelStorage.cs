using System.Runtime.InteropServices;

namespace MLNetCompact;

/// <summary>
/// Kernels that are shared: a codebook [K, ...] of kernels, and for each kernel of the weight its number in it. With scales each kernel is
/// multiplied by a code of 8 bits times the step of its filter (dimension 0).
/// </summary>
internal sealed class KernelStorage : CodedStorage
{
    /// <summary>A number in the codebook stands for at most that many values.</summary>
    public const int MostTaps = 64 * 64;

    private readonly Weight _codebook;
    private readonly Weight _index;
    private readonly Weight? _scales;
    private readonly Weight? _steps;
    private readonly int _taps;

    /// <param name="codebook">The kernels, Float [K, ...].</param>
    /// <param name="index">For each kernel of the weight its number in the codebook, UInt8 or UInt16 [filters, ...]: the first dimensions of the weight.</param>
    /// <param name="scales">For each kernel its scale in steps, UInt8 or Int8 of the dimensions of <paramref name="index"/>; null without scales.</param>
    /// <param name="steps">For each filter the step of its scales, Float [filters]; null without scales.</param>
    /// <exception cref="ArgumentException">The parts do not fit together, or a number is beyond the codebook.</exception>
    public KernelStorage(Weight codebook, Weight index, Weight? scales = null, Weight? steps = null)
    {
        if (codebook.Type != ElementType.Float || codebook.Shape.Count < 1 || codebook.Shape.Contains(0) || codebook.Count / codebook.Shape[0] > MostTaps)
            throw new ArgumentException($"The codebook is {codebook}; expected Float kernels of 1 to {MostTaps} values each.", nameof(codebook));
        if (index.Type is not (ElementType.UInt8 or ElementType.UInt16) || index.Shape.Count < 1 || Largest(index) >= codebook.Shape[0])
            throw new ArgumentException($"The index is {index}; expected UInt8 or UInt16 numbers below {codebook.Shape[0]}.", nameof(index));
        if ((scales is null) != (steps is null) || (scales is not null && (scales.Type is not (ElementType.UInt8 or ElementType.Int8) || !scales.Shape.Equals(index.Shape)))
            || (steps is not null && (steps.Type != ElementType.Float || !steps.Shape.SequenceEqual([index.Shape[0]]))))
            throw new ArgumentException($"The scales are {scales} and {steps}; expected UInt8 or Int8 {index.Shape} and Float [{index.Shape[0]}].", nameof(scales));
        (_codebook, _index, _scales, _steps) = (codebook.Named("codebook"), index.Named("index"), scales?.Named("scales"), steps?.Named("steps"));
        _taps = (int)(codebook.Count / codebook.Shape[0]);
        Count = checked((int)index.Count * _taps);
    }

    /// <summary>Kernels of the given numbers.</summary>
    /// <param name="codebook">The kernels, Float [K, ...].</param>
    /// <param name="dims">The first dimensions of the weight, which count its kernels.</param>
    /// <param name="index">For each kernel its number in the codebook, below 65536.</param>
    public static KernelStorage Of(Weight codebook, Shape dims, ReadOnlySpan<int> index) => new(codebook, Index(dims, index, codebook.Shape[0]));

    public override IReadOnlyList<Weight> Parts => _scales is null ? [_codebook, _index] : [_codebook, _index, _scales, _steps!];

    public override int Count { get; }

    public override int LeastOpset => 7;

    /// <summary>The dimensions of the weight.</summary>
    public Shape Shape => new(_index.Shape.Concat(_codebook.Shape.Skip(1)));

    public override WeightStorage Select(Shape shape, int size, int axis, ReadOnlySpan<int> kept)
    {
        var rank = _index.Shape.Count;
        if (axis >= rank)
            return new KernelStorage(_codebook.Select(axis - rank + 1, kept), _index, _scales, _steps);
        var index = _index.Select(axis, kept);
        var steps = axis == 0 ? _steps?.Select(0, kept) : _steps;
        // Kernels that nobody uses any more go.
        var numbers = Numbers(index);
        int[] used = [.. numbers.Distinct().Order().DefaultIfEmpty(0)];
        var codebook = _codebook.Select(0, used);
        return new KernelStorage(codebook, Index(index.Shape, Array.ConvertAll(numbers, n => Array.BinarySearch(used, n)), used.Length), _scales?.Select(axis, kept), steps);
    }

    public override WeightStorage? With(ReadOnlySpan<float> values)
    {
        if (MemoryMarshal.AsBytes(values).SequenceEqual(Dense.Span))
            return this;
        // What was scaled does not come back exactly.
        if (_scales is not null)
            return null;
        var codebook = _codebook.Values.ToArray();
        var first = new int[_codebook.Shape[0]];
        Array.Fill(first, -1);
        var numbers = Numbers(_index);
        for (var i = 0; i < numbers.Length; i++)
        {
            var kernel = values.Slice(i * _taps, _taps);
            if (first[numbers[i]] < 0)
                kernel.CopyTo(codebook.AsSpan(numbers[i] * _taps));
            else if (!MemoryMarshal.AsBytes(kernel).SequenceEqual(MemoryMarshal.AsBytes(values.Slice(first[numbers[i]] * _taps, _taps))))
                return null;
            first[numbers[i]] = i;
        }
        return new KernelStorage(_codebook.With(codebook), _index);
    }

    protected override void Decode(Span<float> values)
    {
        var codebook = _codebook.Values;
        var numbers = Numbers(_index);
        var perFilter = numbers.Length / Math.Max(1, (int)_index.Shape[0]);
        for (var i = 0; i < numbers.Length; i++)
        {
            var kernel = values.Slice(i * _taps, _taps);
            codebook.Slice(numbers[i] * _taps, _taps).CopyTo(kernel);
            if (_scales is null)
                continue;
            var code = BytesOf(_scales)[i];
            var scale = (_scales.Type == ElementType.Int8 ? (sbyte)code : code) * _steps!.Values[i / perFilter];
            foreach (ref var value in kernel)
                value *= scale;
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

    private static int[] Numbers(Weight index)
    {
        var numbers = new int[index.Count];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = index.Type == ElementType.UInt8 ? BytesOf(index)[i] : BitConverter.ToUInt16(BytesOf(index)[(i * 2)..]);
        return numbers;
    }

    private static int Largest(Weight index) => Numbers(index).DefaultIfEmpty(-1).Max();
}
