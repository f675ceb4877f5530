namespace MLNetCompact.Operators;

/// <summary>What convolutions and poolings share: a window that slides over the dimensions behind the channels, one to three of them.</summary>
internal static class Window
{
    public const int MostDimensions = 3;

    public static long[] Longs(IReadOnlyList<int> values) => [.. values.Select(v => (long)v)];

    public static int[] Repeat(int value, int count) => [.. Enumerable.Repeat(value, count)];

    /// <summary>The attributes that all windows have.</summary>
    public static IEnumerable<(string, object?)> Attributes(AutoPad auto, IReadOnlyList<int> kernel, IReadOnlyList<int> strides, IReadOnlyList<int> pads) =>
        [("auto_pad", auto.Word()), ("kernel_shape", Longs(kernel)), ("pads", auto == AutoPad.NotSet ? Longs(pads) : null), ("strides", Longs(strides))];

    /// <summary>
    /// The pixels added before each dimension behind the channels and then those behind each, for an input of that shape [N, C, ...];
    /// null where they depend on a size that is not known.
    /// </summary>
    public static IReadOnlyList<int>? Pads(AutoPad auto, Shape input, IReadOnlyList<int> kernel, IReadOnlyList<int> strides, IReadOnlyList<int> pads, IReadOnlyList<int> dilations)
    {
        var axes = kernel.Count;
        if (auto == AutoPad.NotSet)
            return pads;
        var resolved = new int[2 * axes];
        if (auto == AutoPad.Valid)
            return resolved;
        for (var axis = 0; axis < axes; axis++)
        {
            if (input[2 + axis] == Shape.Unknown)
                return null;
            var total = Math.Max(0, checked((Same(input[2 + axis], strides[axis]) - 1) * strides[axis] + Reach(kernel[axis], dilations[axis]) - input[2 + axis]));
            var less = checked((int)(total / 2));
            var more = checked((int)(total - less));
            (resolved[axis], resolved[axes + axis]) = auto == AutoPad.SameUpper ? (less, more) : (more, less);
        }
        return resolved;
    }

    /// <summary>The output shape [N, channels, ...] of a window that slides over <paramref name="input"/>.</summary>
    public static Shape Output(ShapeQuestion question, Shape input, long channels, AutoPad auto, IReadOnlyList<int> kernel,
        IReadOnlyList<int> strides, IReadOnlyList<int> pads, IReadOnlyList<int> dilations, bool ceil)
    {
        Check(question, kernel, strides, pads, dilations);
        var axes = kernel.Count;
        var shape = new long[2 + axes];
        (shape[0], shape[1]) = (input[0], channels);
        for (var axis = 0; axis < axes; axis++)
        {
            var size = input[2 + axis];
            if (size == Shape.Unknown)
                shape[2 + axis] = Shape.Unknown;
            else if (auto.IsSame())
                shape[2 + axis] = Same(size, strides[axis]);
            else
                shape[2 + axis] = auto == AutoPad.Valid ? Places(axis, 0, 0) : Places(axis, pads[axis], pads[axes + axis]);
        }
        return new Shape(shape);

        long Places(int axis, long before, long after)
        {
            var (size, stride) = (input[2 + axis], strides[axis]);
            var room = checked(size + before + after - Reach(kernel[axis], dilations[axis]));
            if (room < 0)
                throw question.Wrong(0, $"at least {size - room} pixels in dimension {2 + axis}, for a window of {kernel[axis]}");
            var steps = ceil ? checked(room + stride - 1) / stride : room / stride;
            // With ceil, a window that would start in the padding behind the input is left out.
            if (ceil && steps * stride >= size + before)
                steps--;
            return steps + 1;
        }
    }

    /// <summary>Checks that there are as many numbers as the kernel has dimensions, and none that is impossible.</summary>
    public static void Check(ShapeQuestion question, IReadOnlyList<int> kernel, IReadOnlyList<int> strides, IReadOnlyList<int> pads, IReadOnlyList<int> dilations)
    {
        if (kernel.Count is < 1 or > MostDimensions)
            throw question.Failure($"a kernel has 1 to {MostDimensions} dimensions, not {kernel.Count}.");
        if (strides.Count != kernel.Count || pads.Count != 2 * kernel.Count || dilations.Count != kernel.Count
            || kernel.Concat(strides).Concat(dilations).Any(v => v < 1) || pads.Any(p => p < 0))
            throw question.Failure($"kernel, strides and dilations need {kernel.Count} positive numbers each, pads {2 * kernel.Count} of at least 0.");
        if (Enumerable.Range(0, kernel.Count).Any(i => Reach(kernel[i], dilations[i]) > int.MaxValue))
            throw question.Failure("its window spans more than 2^31 pixels.");
    }

    /// <summary>The pixels that a window spans.</summary>
    public static long Reach(int kernel, int dilation) => (kernel - 1L) * dilation + 1;

    private static long Same(long size, int stride) => size / stride + (size % stride == 0 ? 0 : 1);

    /// <summary>
    /// For each dimension behind the channels, [places of the output, taps of the kernel]: the place of the input that a tap reads, -1 where it reads padding.
    /// One place, all within, for a dimension without a size where nothing is padded; null where it depends on the size or is too large to follow.
    /// </summary>
    public static IReadOnlyList<int[,]?> Taps(Shape input, Shape output, IReadOnlyList<int> kernel, IReadOnlyList<int> strides, IReadOnlyList<int> pads, IReadOnlyList<int> dilations)
    {
        var taps = new int[kernel.Count][,];
        for (var d = 0; d < kernel.Count; d++)
        {
            var (size, places) = (input[2 + d], output[2 + d]);
            if (size == Shape.Unknown && pads[d] == 0 && pads[d + kernel.Count] == 0)
                taps[d] = new int[1, kernel[d]];
            if (size is Shape.Unknown or > int.MaxValue || places == Shape.Unknown || Math.Max(places, 1.0) * kernel[d] > Emission.MostNumbers)
                continue;
            taps[d] = new int[places, kernel[d]];
            for (var place = 0; place < places; place++)
            {
                for (var tap = 0; tap < kernel[d]; tap++)
                {
                    var at = (long)place * strides[d] - pads[d] + (long)tap * dilations[d];
                    taps[d][place, tap] = at >= 0 && at < size ? (int)at : -1;
                }
            }
        }
        return taps;
    }
}
