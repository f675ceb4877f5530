using MLNetCompact.Operators;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MLNetCompact;

/// <summary>Operators that give the same numbers other dimensions.</summary>
internal static class TorchShaping
{
    public static long Product(ReadOnlySpan<long> sizes)
    {
        var product = 1L;
        foreach (var size in sizes)
            product *= size;
        return product;
    }

    /// <summary>Pads as torch counts them: before and behind the last dimension, then the one before it.</summary>
    public static long[] LastFirst(IReadOnlyList<long> before, IReadOnlyList<long> after) =>
        [.. Enumerable.Range(0, before.Count).Reverse().SelectMany(i => (long[])[before[i], after[i]])];

    /// <summary>x with pixels added: pads before each of the last dimensions, then behind each.</summary>
    public static Tensor Padded(Tensor x, IReadOnlyList<int> pads, double value)
    {
        var longs = Window.Longs(pads);
        return F.pad(x, LastFirst(longs[..(longs.Length / 2)], longs[(longs.Length / 2)..]), PaddingModes.Constant, value);
    }

    public static Tensor Reshaped(Reshape op, TorchInputs inputs)
    {
        var x = inputs[0];
        var shape = x.shape;
        var wanted = inputs.Integers(1)!;
        return x.reshape([.. wanted.Select((size, i) => size == 0 && !op.AllowZero ? shape[i] : size)]);
    }

    public static Tensor Flattened(Flatten op, TorchInputs inputs)
    {
        var shape = inputs[0].shape;
        var axis = op.Axis == shape.Length ? shape.Length : inputs.Axis(op.Axis, shape.Length);
        return inputs[0].reshape(Product(shape.AsSpan(0, axis)), Product(shape.AsSpan(axis)));
    }

    public static Tensor Transposed(Transpose op, Tensor x) => x.permute(Window.Longs(op.Order((int)x.dim())));

    public static Tensor Squeezed(Squeeze op, TorchInputs inputs)
    {
        var x = inputs[0];
        var shape = x.shape;
        var axes = (op.Axes ?? inputs.Integers(1)) is { } named ? inputs.Axes(named, shape.Length)
            : [.. Enumerable.Range(0, shape.Length).Where(i => shape[i] == 1).Select(i => (long)i)];
        var result = x;
        foreach (var axis in axes.Reverse())
            result = result.squeeze(axis);
        return result;
    }

    public static Tensor Unsqueezed(Unsqueeze op, TorchInputs inputs)
    {
        var named = op.Axes ?? inputs.Integers(1)!;
        var result = inputs[0];
        foreach (var axis in inputs.Axes(named, (int)inputs[0].dim() + named.Count))
            result = result.unsqueeze(axis);
        return result;
    }

    public static Tensor Expanded(TorchInputs inputs)
    {
        var (from, to) = (inputs[0].shape, inputs.Integers(1)!);
        var sizes = new long[Math.Max(from.Length, to.Length)];
        for (var i = 1; i <= sizes.Length; i++)
            sizes[^i] = i > from.Length ? to[^i] : i > to.Length || to[^i] == 1 ? from[^i] : to[^i];
        return inputs[0].expand(sizes, false);
    }

    public static Tensor ToPixels(DepthToSpace op, Tensor x)
    {
        var (shape, b) = (x.shape, (long)op.BlockSize);
        var channels = shape[1] / (b * b);
        var blocks = op.ChannelFirst
            ? x.reshape(shape[0], channels, b, b, shape[2], shape[3]).permute(0, 1, 4, 2, 5, 3)
            : x.reshape(shape[0], b, b, channels, shape[2], shape[3]).permute(0, 3, 4, 1, 5, 2);
        return blocks.reshape(shape[0], channels, shape[2] * b, shape[3] * b);
    }

    public static Tensor ToChannels(SpaceToDepth op, Tensor x)
    {
        var (shape, b) = (x.shape, (long)op.BlockSize);
        return x.reshape(shape[0], shape[1], shape[2] / b, b, shape[3] / b, b).permute(0, 3, 5, 1, 2, 4)
            .reshape(shape[0], shape[1] * b * b, shape[2] / b, shape[3] / b);
    }

    public static Tensor Dimensions(ShapeOp op, TorchInputs inputs)
    {
        var shape = inputs[0].shape;
        var (start, end) = (Clamped(op.Start), Clamped(op.End ?? shape.Length));
        return TorchTensors.Of(shape[start..Math.Max(start, end)], [Math.Max(0, end - start)], CPU);

        int Clamped(int axis) => Math.Clamp(axis < 0 ? axis + shape.Length : axis, 0, shape.Length);
    }

    /// <summary>Floating point of any width is 32-bit here, integers and truth values of any width are 64-bit.</summary>
    public static Tensor Converted(Cast op, TorchInputs inputs) => op.To.IsFloating() ? TorchTensors.ToFloats(inputs[0], inputs.Device)
        : TorchTensors.ToIntegers(op.To == ElementType.Bool ? inputs[0].ne(0).@long() : inputs[0]);
}
