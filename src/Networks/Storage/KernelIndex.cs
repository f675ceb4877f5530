namespace MLNetCompact;

/// <summary>The numbers of kernels, in a byte each where there are at most 256 kernels, or in two.</summary>
internal static class KernelIndex
{
    /// <summary>Two bytes tell at most that many.</summary>
    public const int Most = 1 << 16;

    /// <param name="dims">The dimensions.</param>
    /// <param name="numbers">The numbers in row-major order.</param>
    /// <param name="kernels">How many kernels there are.</param>
    /// <exception cref="ArgumentException">A number is beyond them, or two bytes cannot tell it.</exception>
    public static Weight Write(Shape dims, ReadOnlySpan<int> numbers, long kernels)
    {
        var wide = kernels > 256;
        var bytes = new byte[wide ? numbers.Length * 2 : numbers.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            if (numbers[i] < 0 || numbers[i] >= kernels || kernels > Most)
                throw new ArgumentException($"Kernel {i} is to be number {numbers[i]} of {kernels}; expected one from 0 on, of at most 65536.", nameof(numbers));
            if (wide)
                BitConverter.TryWriteBytes(bytes.AsSpan(i * 2), (ushort)numbers[i]);
            else
                bytes[i] = (byte)numbers[i];
        }
        return Weight.Of("index", wide ? ElementType.UInt16 : ElementType.UInt8, dims, bytes);
    }

    public static int[] Read(Weight index)
    {
        var bytes = index.Bytes.Span;
        var numbers = new int[index.Count];
        for (var i = 0; i < numbers.Length; i++)
            numbers[i] = index.Type == ElementType.UInt8 ? bytes[i] : BitConverter.ToUInt16(bytes[(i * 2)..]);
        return numbers;
    }
}
