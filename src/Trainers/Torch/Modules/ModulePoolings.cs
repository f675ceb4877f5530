using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>Reads poolings. A window answers to a 1 among zeros if it reads its place, for a maximum as for a mean.</summary>
internal static class ModulePoolings
{
    /// <summary>The relative error of a mean that counts as none.</summary>
    private const float Rounding = 1e-5f;

    public static void Maximum(ModuleStep step)
    {
        var windows = Windows(step);
        step.Graph.Add(step.Path, Form(new MaxPool { Kernel = Kernel(windows) }, windows));
    }

    public static void Average(ModuleStep step)
    {
        var windows = Windows(step);
        step.Graph.Add(step.Path, Form(new AveragePool { Kernel = Kernel(windows), CountIncludePad = CountsPadding(step, windows) }, windows));
    }

    public static void Adaptive(ModuleStep step)
    {
        if (step.Made.Dims.Skip(2).All(d => d == 1))
        {
            step.Graph.Add(step.Path, new GlobalAveragePool());
            return;
        }
        var windows = Enumerable.Range(0, step.Read.Dims.Length - 2).Select(axis => Even(step, axis)).ToArray();
        step.Graph.Add(step.Path, Form(new AveragePool { Kernel = Kernel(windows) }, windows));
    }

    private static int[] Kernel(ModuleWindow[] windows) => [.. windows.Select(w => w.Kernel)];

    private static T Form<T>(T pooling, ModuleWindow[] windows) where T : Pooling => pooling with
    {
        Strides = [.. windows.Select(w => w.Stride)],
        Pads = ModuleWindow.Pads(windows),
        Dilations = [.. windows.Select(w => w.Dilation)],
        CeilMode = windows.Any(w => w.Ceil),
    };

    private static ModuleWindow[] Windows(ModuleStep step) => [.. Enumerable.Range(0, step.Read.Dims.Length - 2).Select(axis => Measure(step, axis))];

    private static ModuleWindow Measure(ModuleStep step, int axis)
    {
        var others = step.Read.Dims.Where((_, i) => i > 1 && i != 2 + axis).Aggregate(1L, (product, d) => product * d);
        foreach (var size in ModuleWindow.Sizes(step.Read.Dims[2 + axis], others))
        {
            if (Inside(new(step, axis, size)) is { } window)
                return window with { Ceil = Enumerable.Range(0, window.Stride).Any(more => new ModulePoolingProbe(step, axis, size + more).Rows > window.Count(size + more)) };
        }
        throw new NotSupportedException($"{step.Leaf}: its windows along dimension {2 + axis} cannot be measured.");
    }

    /// <summary>The window that two neighbouring ones in the middle show; null where they may reach over the border.</summary>
    private static ModuleWindow? Inside(ModulePoolingProbe probe)
    {
        var middle = (probe.Rows - 1) / 2;
        if (probe.Rows < 2)
            return null;
        var (first, second) = (probe.Places(middle), probe.Places(middle + 1));
        if (first.Length == 0 || first.Length != second.Length)
            return null;
        var (stride, dilation) = (second[0] - first[0], first.Length > 1 ? first[1] - first[0] : 1);
        var before = middle * stride - first[0];
        // A place more before or behind would be seen too.
        if (stride < 1 || before < 0 || first[0] < dilation || second[^1] + dilation >= probe.Size
            || first.Zip(second).Any(p => p.Second - p.First != stride) || first.Where((place, i) => place != first[0] + i * dilation).Any())
            return null;
        var window = new ModuleWindow(first.Length, (int)stride, (int)before, (int)before, (int)dilation);
        return probe.Rows - window.Count(probe.Size) is 0 or 1 ? window : null;
    }

    /// <summary>The windows of an adaptive pooling, which must be alike: from the first place to the last, none smaller than others.</summary>
    private static ModuleWindow Even(ModuleStep step, int axis)
    {
        var probe = new ModulePoolingProbe(step, axis, step.Read.Dims[2 + axis]);
        var windows = Enumerable.Range(0, (int)probe.Rows).Select(row => probe.Places(row)).ToArray();
        var stride = windows.Length > 1 ? windows[1][0] - windows[0][0] : probe.Size;
        if (stride < 1 || windows.Where((w, i) => w.Length != windows[0].Length || w[0] != i * stride).Any() || windows[^1][^1] != probe.Size - 1)
            throw new NotSupportedException($"{step.Leaf} makes {probe.Rows} means of {probe.Size} pixels, of windows that are not alike; expected a size that divides evenly.");
        return new(windows[0].Length, (int)stride, 0, 0, 1);
    }

    /// <summary>Whether padding counts, as zeros: then the mean of ones is less than 1 where windows reach over the border.</summary>
    private static bool CountsPadding(ModuleStep step, ModuleWindow[] windows)
    {
        // So large that the windows in the middle are full.
        long[] dims = [1, 1, .. windows.Select(w => w.Reach * 2 + w.Stride * 2L)];
        if (dims.Aggregate(1.0, (product, d) => product * d) > ModuleWindow.MostNumbers)
            throw new NotSupportedException($"{step.Leaf} has windows of {string.Join(" x ", windows.Select(w => w.Kernel))} pixels; expected smaller ones.");
        var made = step.Run.Forward(step.Leaf, ModuleValue.Along(0, _ => 1, dims));
        if (Math.Abs(made.Values.Max() - 1) > Rounding)
            throw new NotSupportedException($"{step.Leaf} divides sums by another number than that of the pixels of a window; expected no divisor_override.");
        return windows.Any(w => w.Before > 0) && made.Values.Min() < 1 - Rounding;
    }
}
