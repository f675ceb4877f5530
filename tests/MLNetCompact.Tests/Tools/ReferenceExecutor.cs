using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>Runs a network with plain loops in double precision. It follows ONNX's text and shares no code with the operators.</summary>
internal static class ReferenceExecutor
{
    /// <summary>The network's outputs by name.</summary>
    public static Dictionary<string, ReferenceTensor> Run(Network network, IReadOnlyDictionary<string, ReferenceTensor> inputs)
    {
        var values = new Dictionary<string, ReferenceTensor>(inputs);
        foreach (var weight in network.Weights.Values)
            values[weight.Name] = ReferenceTensor.Of(weight);
        foreach (var node in network.Nodes)
        {
            ReferenceTensor? Read(int i) => i < node.Inputs.Count && node.Inputs[i] != "" ? values[node.Inputs[i]] : null;
            values[node.Outputs[0]] = Compute(node.Operator, Read(0)!, Read(1), Read(2));
        }
        return network.Outputs.ToDictionary(o => o.Name, o => values[o.Name]);
    }

    private static ReferenceTensor Compute(Operator op, ReferenceTensor x, ReferenceTensor? weight, ReferenceTensor? bias) => op switch
    {
        Conv conv => Convolve(conv, x, weight!, bias),
        Gemm gemm => Multiply(gemm, x, weight!, bias),
        MaxPool pool => Pool(pool, x, window => window.Max()),
        AveragePool pool => Pool(pool, x, window => window.Average()),
        GlobalAveragePool => Reduce(x),
        Flatten => new([x.Dims[0], x.Values.Length / x.Dims[0]], x.Values),
        Relu => Each(x, v => v > 0 ? v : 0),
        Sigmoid => Each(x, v => 1 / (1 + Math.Exp(-v))),
        Tanh => Each(x, Math.Tanh),
        Identity => x,
        Softmax => Normalize(x),
        OpaqueOp { OpType: "Atan" } => Each(x, Math.Atan),
        _ => throw new NotSupportedException($"The reference executor does not know {op.OpType}."),
    };

    private static ReferenceTensor Each(ReferenceTensor x, Func<double, double> apply) => x with { Values = [.. x.Values.Select(apply)] };

    private static ReferenceTensor Convolve(Conv conv, ReferenceTensor x, ReferenceTensor weight, ReferenceTensor? bias)
    {
        var (filters, channels) = (weight.Dims[0], weight.Dims[1]);
        var y = ReferenceTensor.Zeros(x.Dims[0], filters,
            Positions(x.Dims[2], weight.Dims[2], conv.Strides[0], conv.Pads[0], conv.Pads[2], conv.Dilations[0], ceil: false),
            Positions(x.Dims[3], weight.Dims[3], conv.Strides[1], conv.Pads[1], conv.Pads[3], conv.Dilations[1], ceil: false));
        for (var n = 0; n < y.Dims[0]; n++)
        for (var f = 0; f < filters; f++)
        for (var row = 0; row < y.Dims[2]; row++)
        for (var column = 0; column < y.Dims[3]; column++)
        {
            var sum = bias?.Values[f] ?? 0;
            var first = f / (filters / conv.Group) * channels;
            for (var c = 0; c < channels; c++)
            for (var i = 0; i < weight.Dims[2]; i++)
            for (var j = 0; j < weight.Dims[3]; j++)
            {
                var h = row * conv.Strides[0] - conv.Pads[0] + i * conv.Dilations[0];
                var w = column * conv.Strides[1] - conv.Pads[1] + j * conv.Dilations[1];
                if (h >= 0 && h < x.Dims[2] && w >= 0 && w < x.Dims[3])
                    sum += weight[f, c, i, j] * x[n, first + c, h, w];
            }
            y[n, f, row, column] = sum;
        }
        return y;
    }

    private static ReferenceTensor Multiply(Gemm gemm, ReferenceTensor x, ReferenceTensor weight, ReferenceTensor? bias)
    {
        var outputs = weight.Dims[gemm.TransB ? 0 : 1];
        var y = ReferenceTensor.Zeros(x.Dims[0], outputs);
        for (var n = 0; n < x.Dims[0]; n++)
        for (var o = 0; o < outputs; o++)
        {
            double sum = 0;
            for (var i = 0; i < x.Dims[1]; i++)
                sum += x[n, i] * (gemm.TransB ? weight[o, i] : weight[i, o]);
            y.Values[n * outputs + o] = gemm.Alpha * sum + gemm.Beta * (bias?.Values[o] ?? 0);
        }
        return y;
    }

    private static ReferenceTensor Pool(Pooling pool, ReferenceTensor x, Func<List<double>, double> summary)
    {
        var y = ReferenceTensor.Zeros(x.Dims[0], x.Dims[1],
            Positions(x.Dims[2], pool.Kernel[0], pool.Strides[0], pool.Pads[0], pool.Pads[2], 1, pool.CeilMode),
            Positions(x.Dims[3], pool.Kernel[1], pool.Strides[1], pool.Pads[1], pool.Pads[3], 1, pool.CeilMode));
        for (var n = 0; n < y.Dims[0]; n++)
        for (var c = 0; c < y.Dims[1]; c++)
        for (var row = 0; row < y.Dims[2]; row++)
        for (var column = 0; column < y.Dims[3]; column++)
        {
            var (top, left) = (row * pool.Strides[0] - pool.Pads[0], column * pool.Strides[1] - pool.Pads[1]);
            var window = new List<double>();
            for (var h = Math.Max(0, top); h < Math.Min(x.Dims[2], top + pool.Kernel[0]); h++)
            for (var w = Math.Max(0, left); w < Math.Min(x.Dims[3], left + pool.Kernel[1]); w++)
                window.Add(x[n, c, h, w]);
            y[n, c, row, column] = summary(window);
        }
        return y;
    }

    private static ReferenceTensor Reduce(ReferenceTensor x)
    {
        var y = ReferenceTensor.Zeros(x.Dims[0], x.Dims[1], 1, 1);
        var pixels = x.Dims[2] * x.Dims[3];
        for (var i = 0; i < y.Values.Length; i++)
            y.Values[i] = x.Values.Skip(i * pixels).Take(pixels).Average();
        return y;
    }

    private static ReferenceTensor Normalize(ReferenceTensor x)
    {
        var size = x.Dims[^1];
        var values = new List<double>();
        for (var start = 0; start < x.Values.Length; start += size)
        {
            var exponentials = x.Values.Skip(start).Take(size).Select(Math.Exp).ToArray();
            values.AddRange(exponentials.Select(e => e / exponentials.Sum()));
        }
        return x with { Values = [.. values] };
    }

    /// <summary>Counts the places of a window by moving it, until it leaves the padded input; with ceil it may stick out, but must start before the end.</summary>
    private static int Positions(int size, int kernel, int stride, int before, int after, int dilation, bool ceil)
    {
        var reach = (kernel - 1) * dilation + 1;
        var count = 0;
        for (var start = -before; ; start += stride)
        {
            var full = start + reach <= size + after;
            // With ceil, one window after the last full one may stick out of the padding.
            var last = ceil && !full && start - stride + reach < size + after && start < size;
            if (!full && !last)
                return count;
            count++;
        }
    }
}
