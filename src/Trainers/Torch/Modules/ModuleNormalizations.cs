using MLNetCompact.Operators;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MLNetCompact;

/// <summary>Reads batch normalizations.</summary>
internal static class ModuleNormalizations
{
    /// <summary>The relative error of a slope that is computed with 32 bits, twice that of its square.</summary>
    private const double Rounding = 2e-6;

    private const double UsualEpsilon = 1e-5;

    public static void Read(ModuleStep step)
    {
        using var scope = NewDisposeScope();
        var (mean, variance) = step.Leaf.Module switch
        {
            BatchNorm1d norm => (norm.running_mean, norm.running_var),
            BatchNorm2d norm => (norm.running_mean, norm.running_var),
            _ => throw new NotSupportedException($"{step.Leaf} cannot be read."),
        };
        if (mean is null || variance is null)
            throw new NotSupportedException($"{step.Leaf} normalizes with the mean and variance of each batch; expected track_running_stats.");
        var (means, variances) = (step.Leaf.Weight("running_mean", mean), step.Leaf.Weight("running_var", variance));
        var scale = step.Leaf.Weight("weight") ?? Filled(step, "weight", 1, means.Count);
        var bias = step.Leaf.Weight("bias") ?? Filled(step, "bias", 0, means.Count);
        var epsilon = Epsilon(scale.Values, variances.Values, Slopes(step));
        step.Graph.Add(step.Path, new BatchNormalization { Epsilon = (float)epsilon }, scale, bias, means, variances);
    }

    private static Weight Filled(ModuleStep step, string name, float value, long count)
    {
        var values = new float[count];
        Array.Fill(values, value);
        return Weight.Of($"{step.Path}.{name}", new Shape(count), values);
    }

    /// <summary>The slope of each channel, scale / sqrt(variance + epsilon).</summary>
    private static float[] Slopes(ModuleStep step)
    {
        using var gradients = enable_grad();
        var channels = step.Read.Dims[1];
        var x = zeros([1, channels, .. Enumerable.Repeat(1L, step.Read.Dims.Length - 2)], device: step.Run.Device);
        x.requires_grad = true;
        return TorchTensors.Floats(autograd.grad([step.Leaf.Module.forward(x).sum()], [x])[0]);
    }

    /// <summary>
    /// The roundest number that the slopes allow. Where variances are so large that they swallow it, that is the usual one: it computes the same.
    /// </summary>
    private static double Epsilon(ReadOnlySpan<float> scale, ReadOnlySpan<float> variance, float[] slopes)
    {
        var (least, most) = (0.0, double.PositiveInfinity);
        for (var i = 0; i < slopes.Length; i++)
        {
            if (slopes[i] == 0)
                continue;
            var sum = Math.Pow(scale[i] / (double)slopes[i], 2);
            (least, most) = (Math.Max(least, sum * (1 - Rounding) - variance[i]), Math.Min(most, sum * (1 + Rounding) - variance[i]));
        }
        if (least <= UsualEpsilon && UsualEpsilon <= most)
            return UsualEpsilon;
        for (var digits = 0; digits < 8; digits++)
        {
            var unit = Math.Pow(10, Math.Floor(Math.Log10(most)) - digits);
            if (Math.Round((least + most) / 2 / unit) * unit is var round && round > 0 && round >= least && round <= most)
                return round;
        }
        return (least + most) / 2;
    }
}
