using MLNetCompact.Operators;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MLNetCompact;

/// <summary>Convolutions over one to three dimensions.</summary>
internal static class TorchConvolutions
{
    public static Tensor Convolve(Conv conv, TorchInputs inputs)
    {
        var (x, weight, bias) = (inputs[0], inputs[1], inputs.Optional(2));
        var axes = conv.Kernel.Count;
        var pads = conv.AutoPad == AutoPad.NotSet ? conv.Pads : conv.PadsFor(new Shape(x.shape))!;
        var padding = Window.Longs([.. pads.Take(axes)]);
        if (!pads.Take(axes).SequenceEqual(pads.Skip(axes)))
        {
            // What torch can pad itself is left to it; unequal sides are padded before.
            x = TorchShaping.Padded(x, pads, 0);
            padding = new long[axes];
        }
        var (strides, dilations) = (Window.Longs(conv.Strides), Window.Longs(conv.Dilations));
        return axes switch
        {
            1 => F.conv1d(x, weight, bias, strides[0], padding[0], dilations[0], conv.Group),
            2 => F.conv2d(x, weight, bias, strides, padding, dilations, conv.Group),
            _ => F.conv3d(x, weight, bias, strides, padding, dilations, conv.Group),
        };
    }

    public static Tensor ConvolveTransposed(ConvTranspose conv, TorchInputs inputs)
    {
        var (x, weight, bias) = (inputs[0], inputs[1], inputs.Optional(2));
        var (strides, dilations) = (Window.Longs(conv.Strides), Window.Longs(conv.Dilations));
        var axes = conv.Kernel.Count;
        var shape = x.shape;
        var pads = conv.PadsFor(new Shape(shape))!;
        // What is cut off everything that the inputs reach, before and behind each dimension; less than 0 where pixels are added.
        var (before, after) = (Window.Longs([.. pads.Take(axes)]), new long[axes]);
        for (var axis = 0; axis < axes; axis++)
        {
            var reached = (shape[2 + axis] - 1) * strides[axis] + Window.Reach(conv.Kernel[axis], conv.Dilations[axis]);
            after[axis] = conv.OutputShape is { } output ? reached - before[axis] - output[axis] : pads[axes + axis] - conv.OutputPadding[axis];
        }
        // What torch can cut itself is left to it: as much at both ends, with pixels added at the end that are fewer than those between two inputs.
        var added = before.Zip(after, (b, a) => b - a).ToArray();
        if (added.Select((a, i) => a == 0 || (a > 0 && a < Math.Max(strides[i], dilations[i]))).All(fits => fits))
            return Transposed(before, added, bias);
        var y = Transposed(new long[axes], new long[axes], null);
        y = F.pad(y, TorchShaping.LastFirst([.. before.Select(b => -b)], [.. after.Select(a => -a)]), PaddingModes.Constant, 0);
        return bias is null ? y : y.add(bias.reshape([-1, .. Enumerable.Repeat(1L, axes)]));

        Tensor Transposed(long[] padding, long[] more, Tensor? bias) => axes switch
        {
            1 => F.conv_transpose1d(x, weight, bias, strides[0], padding[0], more[0], dilations[0], conv.Group),
            2 => F.conv_transpose2d(x, weight, bias, strides, padding, more, dilations, conv.Group),
            _ => F.conv_transpose3d(x, weight, bias, strides, padding, more, dilations, conv.Group),
        };
    }
}
