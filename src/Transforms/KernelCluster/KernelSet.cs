namespace MLNetCompact;

/// <summary>Kernels that are to share representatives.</summary>
/// <param name="Values">Their numbers, kernel after kernel.</param>
/// <param name="Taps">The numbers of each.</param>
/// <param name="Weights">How much each counts, above 0; all the same where it is null.</param>
internal sealed record KernelSet(float[] Values, int Taps, float[]? Weights = null)
{
    public int Count => Values.Length / Taps;

    public ReadOnlySpan<float> this[int kernel] => Values.AsSpan(kernel * Taps, Taps);

    /// <summary>How much a kernel counts.</summary>
    public double WeightOf(int kernel) => Weights?[kernel] ?? 1;

    /// <summary>The weighted sum of squares of all kernels.</summary>
    public double Energy()
    {
        var energy = 0.0;
        for (var i = 0; i < Count; i++)
            energy += WeightOf(i) * Squares(this[i]);
        return energy;
    }

    /// <summary>The sum of squares of numbers.</summary>
    public static double Squares(ReadOnlySpan<float> values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += (double)value * value;
        return sum;
    }

    /// <summary>The numbers of the kernels that are different bit by bit, the first of each, and for each kernel which of these it is.</summary>
    /// <param name="most">Null is returned where there are more.</param>
    public (int[] First, int[] Numbers)? Distinct(int most)
    {
        var (found, first, numbers) = (new Dictionary<Memory<float>, int>(new Same()), new List<int>(), new int[Count]);
        for (var i = 0; i < Count; i++)
        {
            var kernel = Values.AsMemory(i * Taps, Taps);
            if (!found.TryGetValue(kernel, out numbers[i]))
            {
                if (first.Count == most)
                    return null;
                found[kernel] = numbers[i] = first.Count;
                first.Add(i);
            }
        }
        return ([.. first], numbers);
    }

    private sealed class Same : IEqualityComparer<Memory<float>>
    {
        public bool Equals(Memory<float> x, Memory<float> y) => System.Runtime.InteropServices.MemoryMarshal.AsBytes(x.Span).SequenceEqual(System.Runtime.InteropServices.MemoryMarshal.AsBytes(y.Span));

        public int GetHashCode(Memory<float> kernel)
        {
            var hash = new HashCode();
            hash.AddBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(kernel.Span));
            return hash.ToHashCode();
        }
    }
}
