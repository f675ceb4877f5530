using MLNetCompact.Operators;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MLNetCompact;

/// <summary>Operators that take parts of tensors, join them, or put entries around them.</summary>
internal static class TorchSlicing
{
    public static Tensor[] Split(Split op, TorchInputs inputs)
    {
        var x = inputs[0];
        var axis = inputs.Axis(op.Axis, (int)x.dim());
        long[] sizes = [.. op.SizesFor(inputs.Node, inputs.Network, x.shape[axis]) ?? inputs.Integers(1)
            ?? throw new InvalidOperationException($"{inputs.Node}: {x.shape[axis]} entries do not divide into {inputs.Node.Outputs.Count} parts in one clear way.")];
        return x.split(sizes, axis);
    }

    public static Tensor Join(Concat op, TorchInputs inputs) => cat([.. inputs.Values.Select(v => v!)], op.Axis);

    public static Tensor Cut(Slice op, TorchInputs inputs)
    {
        var x = inputs[0];
        var shape = x.shape;
        var (starts, ends) = (op.Starts ?? inputs.Integers(1)!, op.Ends ?? inputs.Integers(2)!);
        var axes = op.Axes ?? inputs.Integers(3) ?? [.. Enumerable.Range(0, starts.Count).Select(i => (long)i)];
        var steps = inputs.Integers(4) ?? [.. starts.Select(_ => 1L)];
        for (var i = 0; i < starts.Count; i++)
        {
            var axis = inputs.Axis(axes[i], shape.Length);
            var part = SlicePart.Of(axis, shape[axis], starts[i], ends[i], steps[i]);
            var last = part.Start + (part.Count - 1) * part.Step;
            // Torch goes forward only.
            x = part.Count == 0 ? x.slice(axis, 0, 0, 1)
                : part.Step > 0 ? x.slice(axis, part.Start, last + 1, part.Step)
                : x.slice(axis, last, part.Start + 1, -part.Step).flip(axis);
        }
        return x;
    }

    public static Tensor Pick(Gather op, TorchInputs inputs)
    {
        var x = inputs[0];
        var shape = x.shape;
        var axis = inputs.Axis(op.Axis, shape.Length);
        var indices = inputs.Integers(1)!.Select(i => i < 0 ? i + shape[axis] : i).ToArray();
        return Select(x, axis, indices).reshape([.. shape.Take(axis), .. inputs[1].shape, .. shape.Skip(axis + 1)]);
    }

    public static Tensor Surround(Pad op, TorchInputs inputs)
    {
        var x = inputs[0];
        var shape = x.shape;
        var pads = op.Pads ?? inputs.Integers(1)!;
        var axes = inputs.Integers(3) is { } named ? [.. named.Select(a => inputs.Axis(a, shape.Length))] : Enumerable.Range(0, shape.Length).ToArray();
        var (before, after) = (new long[shape.Length], new long[shape.Length]);
        for (var i = 0; i < axes.Length; i++)
            (before[axes[i]], after[axes[i]]) = (pads[i], pads[axes.Length + i]);
        if (op.Mode == PadMode.Constant)
        {
            var value = inputs[0].is_floating_point() ? inputs.Floats(2)?[0] : inputs.Integers(2)?[0];
            return F.pad(x, TorchShaping.LastFirst(before, after), PaddingModes.Constant, value ?? op.Value ?? 0);
        }
        for (var axis = 0; axis < shape.Length; axis++)
        {
            var size = shape[axis];
            if (before[axis] != 0 || after[axis] != 0)
                x = Select(x, axis, [.. Range(-before[axis], size + after[axis]).Select(i => Inside(op.Mode, i, size))]);
        }
        return x;
    }

    /// <summary>The entries <paramref name="indices"/> of a dimension.</summary>
    public static Tensor Select(Tensor x, int axis, long[] indices) => x.index_select(axis, TorchTensors.Of(indices, [indices.LongLength], x.device));

    /// <summary>The entry that stands at a place outside, or the place itself inside.</summary>
    private static long Inside(PadMode mode, long place, long size)
    {
        if (mode == PadMode.Edge)
            return Math.Clamp(place, 0, size - 1);
        // Wrapped, the entries repeat after all of them; mirrored, after going there and back.
        var period = mode == PadMode.Wrap ? size : Math.Max(1, 2 * (size - 1));
        var at = (place % period + period) % period;
        return at < size ? at : period - at;
    }

    private static IEnumerable<long> Range(long start, long end)
    {
        for (var i = start; i < end; i++)
            yield return i;
    }
}
