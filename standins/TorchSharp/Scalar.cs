using static TorchSharp.torch;

namespace TorchSharp;

/// <summary>A number on its way to libtorch.</summary>
public sealed class Scalar : IDisposable
{
    internal readonly Number Number;

    internal Scalar(Number number, ScalarType type) => (Number, Type) = (number, type);

    /// <summary>libtorch keeps every integer as Int64 and every real number as Float64.</summary>
    public ScalarType Type { get; }

    internal double Real => Number.Kind == 1 ? BitConverter.Int64BitsToDouble(Number.Value) : Number.Value;

    internal long Integer => Number.Kind == 1 ? (long)Real : Number.Value;

    public static implicit operator Scalar(byte value) => new(value, ScalarType.Int64);

    public static implicit operator Scalar(sbyte value) => new(value, ScalarType.Int64);

    public static implicit operator Scalar(short value) => new(value, ScalarType.Int64);

    public static implicit operator Scalar(int value) => new(value, ScalarType.Int64);

    public static implicit operator Scalar(long value) => new(value, ScalarType.Int64);

    public static implicit operator Scalar(float value) => new((double)value, ScalarType.Float64);

    public static implicit operator Scalar(double value) => new(value, ScalarType.Float64);

    public static implicit operator Scalar(bool value) => new(new Number(2, value ? 1 : 0), ScalarType.Bool);

    /// <summary>Nothing to free: a scalar holds no native memory here.</summary>
    public void Dispose()
    {
    }
}
