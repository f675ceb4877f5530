using System.Runtime.InteropServices;
using MLNetCompact.Onnx;

namespace MLNetCompact.Tests.Tools;

/// <summary>A tensor of any type of numbers, as its little-endian bytes in row-major order.</summary>
internal sealed record TypedTensor(ElementType Type, long[] Dims, byte[] Bytes)
{
    /// <summary>What ONNX's own test runner allows, relative to the expected number.</summary>
    private const double Relative = 1e-3;
    private const double Absolute = 1e-5;

    /// <summary>A tensor of a .pb file, read here apart from the code under test.</summary>
    public static TypedTensor Of(TensorProto proto)
    {
        var type = (ElementType)proto.DataType;
        var bytes = proto.HasRawData ? proto.RawData.ToByteArray() : type switch
        {
            ElementType.Float => Raw<float>([.. proto.FloatData]),
            ElementType.Double => Raw<double>([.. proto.DoubleData]),
            ElementType.Int64 => Raw<long>([.. proto.Int64Data]),
            ElementType.UInt64 => Raw<ulong>([.. proto.Uint64Data]),
            ElementType.UInt32 => Raw<uint>([.. proto.Uint64Data.Select(v => (uint)v)]),
            ElementType.Int32 => Raw<int>([.. proto.Int32Data]),
            ElementType.Int8 or ElementType.UInt8 or ElementType.Bool => [.. proto.Int32Data.Select(v => (byte)v)],
            _ => Raw<ushort>([.. proto.Int32Data.Select(v => (ushort)v)]),
        };
        return new TypedTensor(type, [.. proto.Dims], bytes);
    }

    /// <summary>Floats in -1 to 1.</summary>
    public static TypedTensor Random(Random random, params long[] dims) =>
        new(ElementType.Float, dims, Raw<float>([.. Enumerable.Range(0, (int)dims.Aggregate(1L, (a, b) => a * b)).Select(_ => random.NextSingle() * 2 - 1)]));

    /// <summary>Floats given.</summary>
    public static TypedTensor Of(float[] values, params long[] dims) => new(ElementType.Float, dims, Raw<float>(values));

    public double[] Numbers => Type switch
    {
        ElementType.Float => As<float>(v => v),
        ElementType.Double => As<double>(v => v),
        ElementType.Float16 => As<Half>(v => (double)v),
        ElementType.BFloat16 => As<ushort>(v => BitConverter.UInt32BitsToSingle((uint)v << 16)),
        ElementType.Int64 => As<long>(v => v),
        ElementType.UInt64 => As<ulong>(v => v),
        ElementType.Int32 => As<int>(v => v),
        ElementType.UInt32 => As<uint>(v => v),
        ElementType.Int16 => As<short>(v => v),
        ElementType.UInt16 => As<ushort>(v => v),
        ElementType.Int8 => As<sbyte>(v => v),
        ElementType.UInt8 or ElementType.Bool => As<byte>(v => v),
        _ => throw new NotSupportedException($"Tensors of {Type}."),
    };

    /// <summary>How <paramref name="other"/> differs from this, or null. Numbers of floating point may be a little off, all others not.</summary>
    public string? DifferenceTo(TypedTensor other)
    {
        if (other.Type != Type)
            return $"is of {other.Type}, expected {Type}";
        if (!other.Dims.AsSpan().SequenceEqual(Dims))
            return $"has dimensions [{string.Join(", ", other.Dims)}], expected [{string.Join(", ", Dims)}]";
        if (Type is not (ElementType.Float or ElementType.Double or ElementType.Float16 or ElementType.BFloat16))
            return other.Bytes.AsSpan().SequenceEqual(Bytes) ? null : $"differs at byte {other.Bytes.AsSpan().CommonPrefixLength(Bytes)}";
        var (mine, its) = (Numbers, other.Numbers);
        var at = Enumerable.Range(0, mine.Length).FirstOrDefault(i => !Near(mine[i], its[i]), -1);
        return at < 0 ? null : $"is {its[at]:g6} at {at}, expected {mine[at]:g6}";
    }

    private static bool Near(double expected, double actual) => expected.Equals(actual) || Math.Abs(expected - actual) <= Absolute + Relative * Math.Abs(expected);

    private double[] As<T>(Func<T, double> number) where T : struct => [.. MemoryMarshal.Cast<byte, T>(Bytes).ToArray().Select(number)];

    private static byte[] Raw<T>(T[] values) where T : struct => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();
}
