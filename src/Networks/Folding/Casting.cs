using System.Runtime.InteropServices;

namespace MLNetCompact;

/// <summary>Numbers of one type as numbers of another.</summary>
internal static class Casting
{
    public static bool Cast(FoldNode node)
    {
        var to = (ElementType)node.Attributes.Get("to", 0L);
        if (node.Input(0) is not { } input || input.Type == ElementType.UInt64 || to == ElementType.UInt64 || node.New(to, input.Shape) is not { } bytes)
            return false;
        if (to == input.Type)
        {
            input.Bytes.CopyTo(bytes);
            return node.Give(to, input.Shape, bytes);
        }
        var done = Longs(input) is { } integers ? Write(integers, to, bytes) : Doubles(input) is { } numbers && Write(numbers, to, bytes);
        return done && node.Give(to, input.Shape, bytes);
    }

    /// <summary>The numbers in double precision, exact but for 64-bit integers; null for truth values.</summary>
    public static double[]? Doubles(Weight weight) => weight.Type switch
    {
        ElementType.Double => MemoryMarshal.Cast<byte, double>(weight.Bytes.Span).ToArray(),
        ElementType.Float or ElementType.Float16 or ElementType.BFloat16 => Array.ConvertAll(weight.Floats().ToArray(), f => (double)f),
        ElementType.Bool => null,
        _ => Longs(weight) is { } integers ? Array.ConvertAll(integers, i => (double)i) : null,
    };

    private static long[]? Longs(Weight weight) => weight.Type switch
    {
        ElementType.Bool => Each<byte>(weight, b => b != 0 ? 1 : 0),
        ElementType.UInt8 => Each<byte>(weight, i => i),
        ElementType.Int8 => Each<sbyte>(weight, i => i),
        ElementType.UInt16 => Each<ushort>(weight, i => i),
        ElementType.Int16 => Each<short>(weight, i => i),
        ElementType.UInt32 => Each<uint>(weight, i => i),
        ElementType.Int32 => Each<int>(weight, i => i),
        ElementType.Int64 => Each<long>(weight, i => i),
        _ => null,
    };

    private static bool Write(long[] values, ElementType to, byte[] bytes) => to switch
    {
        ElementType.Bool => Fill(values, bytes, v => v != 0),
        ElementType.UInt8 => Fill(values, bytes, v => (byte)v),
        ElementType.Int8 => Fill(values, bytes, v => (sbyte)v),
        ElementType.UInt16 => Fill(values, bytes, v => (ushort)v),
        ElementType.Int16 => Fill(values, bytes, v => (short)v),
        ElementType.UInt32 => Fill(values, bytes, v => (uint)v),
        ElementType.Int32 => Fill(values, bytes, v => (int)v),
        ElementType.Int64 => Fill(values, bytes, v => v),
        ElementType.Float => Fill(values, bytes, v => (float)v),
        ElementType.Float16 => Fill(values, bytes, v => (Half)(float)v),
        ElementType.Double => Fill(values, bytes, v => (double)v),
        _ => false,
    };

    private static bool Write(double[] values, ElementType to, byte[] bytes) => to switch
    {
        ElementType.Bool => Fill(values, bytes, v => v != 0),
        ElementType.Float => Fill(values, bytes, v => (float)v),
        ElementType.Float16 => Fill(values, bytes, v => (Half)(float)v),
        ElementType.Double => Fill(values, bytes, v => v),
        ElementType.BFloat16 => FloatBytes.Write(to, Array.ConvertAll(values, v => (float)v)).AsSpan().TryCopyTo(bytes),
        // What a number beyond the type becomes is not defined.
        ElementType.UInt8 => Array.TrueForAll(values, v => v is > -1 and < 256) && Fill(values, bytes, v => (byte)v),
        ElementType.Int8 => Array.TrueForAll(values, v => v is > -129 and < 128) && Fill(values, bytes, v => (sbyte)v),
        ElementType.Int32 => Array.TrueForAll(values, v => v is > int.MinValue - 1.0 and < int.MaxValue + 1.0) && Fill(values, bytes, v => (int)v),
        ElementType.Int64 => Array.TrueForAll(values, v => v is >= long.MinValue and < long.MaxValue) && Fill(values, bytes, v => (long)v),
        _ => false,
    };

    private static long[] Each<T>(Weight weight, Func<T, long> convert) where T : unmanaged
    {
        var values = MemoryMarshal.Cast<byte, T>(weight.Bytes.Span);
        var longs = new long[values.Length];
        for (var i = 0; i < longs.Length; i++)
            longs[i] = convert(values[i]);
        return longs;
    }

    private static bool Fill<TFrom, TTo>(TFrom[] values, byte[] bytes, Func<TFrom, TTo> convert) where TTo : unmanaged
    {
        var to = MemoryMarshal.Cast<byte, TTo>(bytes.AsSpan());
        for (var i = 0; i < to.Length; i++)
            to[i] = convert(values[i]);
        return true;
    }
}
