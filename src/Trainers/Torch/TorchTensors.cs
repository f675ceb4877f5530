using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace MLNetCompact;

/// <summary>Tensors of weights and of plain numbers, and back.</summary>
internal static class TorchTensors
{
    /// <summary>A weight's numbers: floating point of any width as 32-bit on the device, integers and truth values as 64-bit in the computer's memory.</summary>
    public static Tensor Of(Weight weight, Device device) => weight.Type.IsFloating()
        ? Of(weight.Floats().ToArray(), [.. weight.Shape], device) : Of(Integers(weight), [.. weight.Shape], CPU);

    public static Tensor Of(float[] values, long[] shape, Device device) => tensor(values, shape, device: device);

    public static Tensor Of(long[] values, long[] shape, Device device) => tensor(values, shape, device: device);

    /// <summary>The numbers of a tensor of floating point.</summary>
    public static float[] Floats(Tensor tensor)
    {
        using var local = tensor.detach().cpu();
        return local.data<float>().ToArray();
    }

    /// <summary>The numbers of a tensor of 64-bit integers.</summary>
    public static long[] Integers(Tensor tensor) => tensor.data<long>().ToArray();

    /// <summary>The same numbers as 64-bit integers in the computer's memory, without what is behind the point.</summary>
    public static Tensor ToIntegers(Tensor tensor) => tensor.detach().@long().cpu();

    /// <summary>The same numbers as floating point on the device.</summary>
    public static Tensor ToFloats(Tensor tensor, Device device) => tensor.is_floating_point() ? tensor
        : Of([.. Integers(tensor).Select(i => (float)i)], tensor.shape, device);

    private static long[] Integers(Weight weight)
    {
        var bytes = weight.Bytes.Span;
        return weight.Type switch
        {
            ElementType.Int64 => weight.Integers.ToArray(),
            ElementType.UInt64 => Widened<ulong>(bytes, i => unchecked((long)i)),
            ElementType.Int32 => Widened<int>(bytes, i => i),
            ElementType.UInt32 => Widened<uint>(bytes, i => i),
            ElementType.Int16 => Widened<short>(bytes, i => i),
            ElementType.UInt16 => Widened<ushort>(bytes, i => i),
            ElementType.Int8 => Widened<sbyte>(bytes, i => i),
            ElementType.UInt8 or ElementType.Bool => Widened<byte>(bytes, i => i),
            _ => throw new NotSupportedException($"Weight {weight} cannot be trained with: its type of element is not known."),
        };
    }

    private static long[] Widened<T>(ReadOnlySpan<byte> bytes, Func<T, long> widen) where T : unmanaged =>
        Array.ConvertAll(MemoryMarshal.Cast<byte, T>(bytes).ToArray(), i => widen(i));
}
