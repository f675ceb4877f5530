namespace MLNetCompact.Operators;

/// <summary>What convolutions and poolings share: a window that slides over height and width.</summary>
internal static class Window
{
    public static long[] Longs(IReadOnlyList<int> values) => [.. values.Select(v => (long)v)];

    /// <summary>The output shape [N, channels, height, width] of a window that slides over <paramref name="input"/>.</summary>
    public static Shape Output(ShapeQuestion question, Shape input, long channels, IReadOnlyList<int> kernel,
        IReadOnlyList<int> strides, IReadOnlyList<int> pads, IReadOnlyList<int> dilations, bool ceil)
    {
        if (kernel.Count != 2 || strides.Count != 2 || pads.Count != 4 || dilations.Count != 2
            || kernel.Concat(strides).Concat(dilations).Any(v => v < 1) || pads.Any(p => p < 0))
            throw new ArgumentException($"{question.Node}: kernel, strides and dilations need two positive numbers each, pads four of at least 0.");
        var shape = new long[] { input[0], channels, Shape.Unknown, Shape.Unknown };
        for (var axis = 0; axis < 2; axis++)
        {
            if (input[2 + axis] == Shape.Unknown)
                continue;
            var room = input[2 + axis] + pads[axis] + pads[2 + axis] - ((kernel[axis] - 1L) * dilations[axis] + 1);
            if (room < 0)
                throw question.Wrong(0, $"at least {input[2 + axis] - room} pixels in dimension {2 + axis}, for a window of {kernel[axis]}");
            var steps = ceil ? (room + strides[axis] - 1) / strides[axis] : room / strides[axis];
            // With ceil, a window that would start in the padding behind the input is left out.
            if (ceil && steps * strides[axis] >= input[2 + axis] + pads[axis])
                steps--;
            shape[2 + axis] = steps + 1;
        }
        return new Shape(shape);
    }
}
