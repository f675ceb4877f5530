using MLNetCompact.Operators;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MLNetCompact;

/// <summary>Poolings over windows of one to three dimensions, and over whole maps.</summary>
internal static class TorchPoolings
{
    public static Tensor Maximum(MaxPool pool, TorchInputs inputs)
    {
        var (x, places) = (inputs[0], TorchWindows.Of(pool, inputs));
        var (kernel, strides, padding, dilations) = (Window.Longs(pool.Kernel), Window.Longs(pool.Strides), places.Before, Window.Longs(pool.Dilations));
        // Torch pads both sides alike, and by half a window at most.
        if (!padding.SequenceEqual(places.After) || padding.Zip(kernel).Any(p => 2 * p.First > p.Second))
        {
            x = F.pad(x, TorchShaping.LastFirst(places.Before, places.After), PaddingModes.Constant, double.NegativeInfinity);
            padding = new long[kernel.Length];
        }
        return kernel.Length switch
        {
            1 => F.max_pool1d(x, kernel[0], strides[0], padding[0], dilations[0], false),
            2 => F.max_pool2d(x, kernel, strides, padding, dilations, false),
            _ => F.max_pool3d(x, kernel, strides, padding, dilations, false),
        };
    }

    public static Tensor Average(AveragePool pool, TorchInputs inputs)
    {
        var (x, places) = (inputs[0], TorchWindows.Of(pool, inputs));
        if (places.AreSideBySide)
        {
            return pool.Kernel.Count switch
            {
                1 => F.adaptive_avg_pool1d(x, places.Count[0]),
                2 => F.adaptive_avg_pool2d(x, places.Count),
                _ => F.adaptive_avg_pool3d(x, places.Count),
            };
        }
        var mean = places.Sum(x);
        for (var axis = 0; axis < pool.Kernel.Count; axis++)
        {
            var counts = places.Counts(axis, pool.CountIncludePad);
            mean = counts.Distinct().Count() == 1 ? mean.div(counts[0]) : mean.div(TorchTensors.Of(counts, places.Along(axis), x.device));
        }
        return mean;
    }

    public static Tensor Norm(LpPool pool, TorchInputs inputs) => Root(TorchWindows.Of(pool, inputs).Sum(Power(inputs[0], pool.P)), pool.P);

    public static Tensor GlobalAverage(Tensor x) => x.mean(Pixels(x), true, null);

    public static Tensor GlobalMaximum(Tensor x) => x.amax(Pixels(x), true);

    public static Tensor GlobalNorm(GlobalLpPool pool, Tensor x) => Root(Power(x, pool.P).sum(Pixels(x), true, null), pool.P);

    private static long[] Pixels(Tensor x) => [.. Enumerable.Range(2, (int)x.dim() - 2).Select(i => (long)i)];

    private static Tensor Power(Tensor x, int p) => p % 2 == 0 ? x.pow(p) : x.abs().pow(p);

    /// <summary>The p-th root; at 0, where it has no slope, the gradient counts as 0.</summary>
    private static Tensor Root(Tensor sum, int p)
    {
        var isPositive = sum.gt(0);
        return where(isPositive, where(isPositive, sum, ones_like(sum)).pow(1.0 / p), zeros_like(sum));
    }
}
