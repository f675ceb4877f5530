using System.Runtime.InteropServices;

namespace MLNetCompact;

/// <summary>What each kernel of a weight is multiplied by: a code of 8 bits times the step of its filter (dimension 0).</summary>
internal sealed class KernelScales
{
    /// <param name="codes">For each kernel its scale in steps, UInt8 or Int8 [filters, ...]: the first dimensions of the weight.</param>
    /// <param name="steps">For each filter the step of its scales, Float [filters].</param>
    /// <exception cref="ArgumentException">The parts do not fit together.</exception>
    public KernelScales(Weight codes, Weight steps)
    {
        if (codes.Type is not (ElementType.UInt8 or ElementType.Int8) || codes.Shape.Count < 1 || steps.Type != ElementType.Float || !steps.Shape.SequenceEqual([codes.Shape[0]]))
            throw new ArgumentException($"The scales are {codes} and {steps}; expected UInt8 or Int8 [filters, ...] and Float [filters].", nameof(codes));
        (Codes, Steps) = (codes.Named("scales"), steps.Named("steps"));
    }

    /// <summary>For each kernel its scale in steps.</summary>
    public Weight Codes { get; }

    /// <summary>For each filter the step of its scales.</summary>
    public Weight Steps { get; }

    /// <summary>The given factors in codes of 8 bits with a sign: the step of a filter is the largest of its magnitudes / 127.</summary>
    /// <remarks>
    /// A step keeps 16 of its 24 bits, so that a code times it is exact, and what was quantized gives the same codes and steps again.
    /// Where it would be denormal, it is 0, and so are its codes.
    /// </remarks>
    /// <param name="dims">The first dimensions of the weight, which count its kernels.</param>
    /// <param name="factors">What each kernel is multiplied by.</param>
    /// <exception cref="ArgumentException">There are not as many factors as kernels, or one is no finite number.</exception>
    public static KernelScales Of(Shape dims, ReadOnlySpan<float> factors) => Quantize(dims, factors, null);

    /// <summary>
    /// Other factors in codes of 8 bits. Where all of a filter are the present ones to the last bit, its codes and its step stay. Codes without a sign
    /// stay so, reaching to 255, until a factor is below 0.
    /// </summary>
    /// <inheritdoc cref="Of"/>
    public KernelScales With(ReadOnlySpan<float> factors) => Quantize(Codes.Shape, factors, this);

    /// <summary>What each kernel of the weight is multiplied by.</summary>
    public float[] Factors()
    {
        var factors = new float[Codes.Count];
        var codes = Codes.Bytes.Span;
        var steps = Steps.Values;
        for (var i = 0; i < factors.Length; i++)
            factors[i] = (Codes.Type == ElementType.Int8 ? (sbyte)codes[i] : codes[i]) * steps[i / (factors.Length / steps.Length)];
        return factors;
    }

    /// <summary>The scales of only the slices <paramref name="kept"/> of dimension <paramref name="axis"/>, in that order.</summary>
    public KernelScales Select(int axis, ReadOnlySpan<int> kept) => new(Codes.Select(axis, kept), axis == 0 ? Steps.Select(0, kept) : Steps);

    private static KernelScales Quantize(Shape dims, ReadOnlySpan<float> factors, KernelScales? present)
    {
        if (dims.Count < 1 || dims.Elements != factors.Length)
            throw new ArgumentException($"{factors.Length} factors were given for kernels {dims}; expected one for each.", nameof(factors));
        var before = present?.Factors();
        var signed = present?.Codes.Type != ElementType.UInt8 || factors.ContainsAnyInRange(float.NegativeInfinity, -float.Epsilon);
        var (codes, steps) = (new byte[factors.Length], new float[dims[0]]);
        for (var filter = 0; filter < steps.Length; filter++)
        {
            var (start, count) = (filter * (factors.Length / steps.Length), factors.Length / steps.Length);
            var given = factors.Slice(start, count);
            var coded = codes.AsSpan(start, count);
            if (before is not null && MemoryMarshal.AsBytes(given).SequenceEqual(MemoryMarshal.AsBytes(before.AsSpan(start, count))) && present!.IsWithin(start, count, signed))
            {
                present.Codes.Bytes.Span.Slice(start, count).CopyTo(coded);
                steps[filter] = present.Steps.Values[filter];
            }
            else
                steps[filter] = Quantize(given, coded, signed ? sbyte.MaxValue : byte.MaxValue);
        }
        return new(Weight.Of("scales", signed ? ElementType.Int8 : ElementType.UInt8, dims, codes), Weight.Of("steps", new Shape(steps.Length), steps));
    }

    /// <summary>Whether the codes mean the same with a sign.</summary>
    private bool IsWithin(int start, int count, bool signed) =>
        !signed || Codes.Type == ElementType.Int8 || !Codes.Bytes.Span.Slice(start, count).ContainsAnyExceptInRange((byte)0, (byte)sbyte.MaxValue);

    /// <returns>The step.</returns>
    private static float Quantize(ReadOnlySpan<float> factors, Span<byte> codes, int most)
    {
        var largest = 0f;
        foreach (var factor in factors)
            largest = float.IsFinite(factor) ? Math.Max(largest, Math.Abs(factor)) : throw new ArgumentException($"A kernel is to be multiplied by {factor}; expected a finite number.", nameof(factors));
        var step = BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(largest / most) + 0x80 & ~0xFFu);
        if (!float.IsNormal(step))
            return 0;
        for (var i = 0; i < codes.Length; i++)
            codes[i] = unchecked((byte)(int)MathF.Round(factors[i] / step));
        return step;
    }
}
