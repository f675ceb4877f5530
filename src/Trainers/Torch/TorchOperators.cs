using MLNetCompact.Operators;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MLNetCompact;

/// <summary>Runs one operator with tensors. Only calls that TorchSharp 0.99.6, 0.102 and 0.106 have alike.</summary>
internal static class TorchOperators
{
    public static Tensor Run(Operator op, IReadOnlyList<Tensor?> inputs) => op switch
    {
        Conv conv => Convolution(conv, inputs[0]!, inputs[1]!, inputs.ElementAtOrDefault(2)),
        Gemm gemm => Dense(gemm, inputs[0]!, inputs[1]!, inputs.ElementAtOrDefault(2)),
        MaxPool pool => Maximum(pool, inputs[0]!),
        AveragePool pool => Average(pool, inputs[0]!),
        GlobalAveragePool => F.adaptive_avg_pool2d(inputs[0]!, new long[] { 1, 1 }),
        Relu => F.relu(inputs[0]!),
        Sigmoid => sigmoid(inputs[0]!),
        Tanh => tanh(inputs[0]!),
        Identity => inputs[0]!,
        Flatten => inputs[0]!.flatten(1, -1),
        Softmax softmax => F.softmax(inputs[0]!, softmax.Axis),
        _ => throw new NotSupportedException($"The operator {op.OpType} cannot be trained."),
    };

    private static Tensor Convolution(Conv conv, Tensor input, Tensor weight, Tensor? bias)
    {
        var (padded, padding) = Padded(input, conv.Pads, 0);
        return F.conv2d(padded, weight, bias, Longs(conv.Strides), padding, Longs(conv.Dilations), conv.Group);
    }

    private static Tensor Dense(Gemm gemm, Tensor input, Tensor weight, Tensor? bias)
    {
        if (gemm is { Alpha: 1, Beta: 1 })
            return F.linear(input, gemm.TransB ? weight : weight.t(), bias);
        var product = F.linear(input, gemm.TransB ? weight : weight.t()).mul(gemm.Alpha);
        return bias is null ? product : product + bias.mul(gemm.Beta);
    }

    private static Tensor Maximum(MaxPool pool, Tensor input)
    {
        var (padded, padding) = Padded(input, pool.Pads, double.NegativeInfinity);
        return F.max_pool2d(padded, Longs(pool.Kernel), Longs(pool.Strides), padding, new long[] { 1, 1 }, pool.CeilMode);
    }

    /// <summary>The mean over a window as a convolution of each channel with ones; padding does not count.</summary>
    private static Tensor Average(AveragePool pool, Tensor input)
    {
        if (pool.CeilMode)
            throw new NotSupportedException("An AveragePool with ceil_mode cannot be trained.");
        var channels = input.shape[1];
        var (padded, padding) = Padded(input, pool.Pads, 0);
        var window = ones(new long[] { channels, 1, pool.Kernel[0], pool.Kernel[1] }, device: input.device);
        var sum = F.conv2d(padded, window, strides: Longs(pool.Strides), padding: padding, groups: channels);
        if (pool.Pads.All(p => p == 0))
            return sum.div(pool.Kernel[0] * pool.Kernel[1]);
        var (filled, _) = Padded(ones_like(input), pool.Pads, 0);
        return sum.div(F.conv2d(filled, window, strides: Longs(pool.Strides), padding: padding, groups: channels));
    }

    /// <summary>What torch can pad itself is left to it; unequal sides are padded before.</summary>
    private static (Tensor Input, long[] Padding) Padded(Tensor input, IReadOnlyList<int> pads, double value)
    {
        if (pads[0] == pads[2] && pads[1] == pads[3])
            return (input, [pads[0], pads[1]]);
        return (F.pad(input, new long[] { pads[1], pads[3], pads[0], pads[2] }, PaddingModes.Constant, value), [0, 0]);
    }

    private static long[] Longs(IReadOnlyList<int> values) => [.. values.Select(v => (long)v)];
}
