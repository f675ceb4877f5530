using System.Runtime.InteropServices;

namespace MLNetCompact;

/// <summary>Floating point numbers of any width to 32-bit ones and back.</summary>
internal static class FloatBytes
{
    public static bool IsFloating(this ElementType type) => type is ElementType.Float or ElementType.Float16 or ElementType.BFloat16 or ElementType.Double;

    /// <exception cref="ArgumentException"><paramref name="type"/> is no floating point type.</exception>
    public static float[] Read(ElementType type, ReadOnlySpan<byte> bytes)
    {
        switch (type)
        {
            case ElementType.Float:
                return MemoryMarshal.Cast<byte, float>(bytes).ToArray();
            case ElementType.Float16:
                return Each(MemoryMarshal.Cast<byte, Half>(bytes), static h => (float)h);
            case ElementType.BFloat16:
                return Each(MemoryMarshal.Cast<byte, ushort>(bytes), static b => BitConverter.Int32BitsToSingle(b << 16));
            case ElementType.Double:
                return Each(MemoryMarshal.Cast<byte, double>(bytes), static d => (float)d);
            default:
                throw new ArgumentException($"{type} is no floating point type.", nameof(type));
        }
    }

    /// <exception cref="ArgumentException"><paramref name="type"/> is no floating point type.</exception>
    public static byte[] Write(ElementType type, ReadOnlySpan<float> values) => type switch
    {
        ElementType.Float => MemoryMarshal.AsBytes(values).ToArray(),
        ElementType.Float16 => MemoryMarshal.AsBytes<Half>(Each(values, static v => (Half)v)).ToArray(),
        ElementType.BFloat16 => MemoryMarshal.AsBytes<ushort>(Each(values, Shorter)).ToArray(),
        ElementType.Double => MemoryMarshal.AsBytes<double>(Each(values, static v => (double)v)).ToArray(),
        _ => throw new ArgumentException($"{type} is no floating point type.", nameof(type)),
    };

    /// <summary>The upper half of a number's bits, rounded to the nearest, ties to even.</summary>
    private static ushort Shorter(float value)
    {
        var bits = BitConverter.SingleToUInt32Bits(value);
        return float.IsNaN(value) ? (ushort)(bits >> 16 | 0x40) : (ushort)((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
    }

    private static TTo[] Each<TFrom, TTo>(ReadOnlySpan<TFrom> from, Func<TFrom, TTo> convert)
    {
        var to = new TTo[from.Length];
        for (var i = 0; i < to.Length; i++)
            to[i] = convert(from[i]);
        return to;
    }
}
