using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>Layers with weights.</summary>
internal sealed partial class GraphDraft
{
    /// <summary>A convolution over as many dimensions as the input has behind its channels, with the same numbers along each.</summary>
    public GraphValue Conv(GraphValue x, int filters, int kernel, int stride = 1, int pad = 0, int group = 1, int dilation = 1, bool bias = true, AutoPad auto = AutoPad.NotSet)
    {
        var op = new Conv
        {
            Kernel = Same(x.Rank - 2, kernel), Strides = Same(x.Rank - 2, stride), Pads = Same(2 * (x.Rank - 2), pad), Dilations = Same(x.Rank - 2, dilation), Group = group, AutoPad = auto,
        };
        return Conv(x, filters, op, bias);
    }

    public GraphValue Conv(GraphValue x, int filters, Conv op, bool bias = true)
    {
        int[] dims = [filters, x.Channels / op.Group, .. op.Kernel];
        return Add(op, x, Factors("weight", dims, ReferenceTensor.Product(dims) / filters), bias ? Uniform("bias", [filters], -1, 1) : null);
    }

    /// <summary>One filter, or several, for each channel alone.</summary>
    public GraphValue Depthwise(GraphValue x, int kernel = 3, int stride = 1, int multiplier = 1, bool bias = true) =>
        Conv(x, x.Channels * multiplier, kernel, stride, kernel / 2, group: x.Channels, bias: bias);

    public GraphValue ConvTranspose(GraphValue x, int filters, ConvTranspose op, bool bias = true)
    {
        int[] dims = [x.Channels, filters / op.Group, .. op.Kernel];
        return Add(op, x, Factors("weight", dims, x.Channels / op.Group), bias ? Uniform("bias", [filters], -1, 1) : null);
    }

    /// <summary>Mean and variance are near those of the samples, as if it had been trained; scale (of either sign) and shift are random.</summary>
    public GraphValue BatchNorm(GraphValue x)
    {
        int[] dims = [x.Channels];
        var found = Enumerable.Range(0, x.Channels).Select(x.Statistics).ToArray();
        return Add(new BatchNormalization { Epsilon = Any(1e-5f, 1e-3f) }, x,
            Constant("scale", dims, _ => (Once(4) ? -1 : 1) * (0.5 + Random.NextDouble())), Uniform("B", dims, -1, 1),
            Constant("mean", dims, c => found[c].Mean + Random.NextDouble() - 0.5), Constant("var", dims, c => Math.Max(0.1, found[c].Variance) * (0.7 + Random.NextDouble())));
    }

    public GraphValue InstanceNorm(GraphValue x) =>
        // Maps that are constant up to rounding must not be blown up.
        Add(new InstanceNormalization { Epsilon = 1e-2f }, x, Uniform("scale", [x.Channels], -1.5, 1.5), Uniform("B", [x.Channels], -1, 1));

    /// <summary>Over the dimensions from <paramref name="axis"/> on; from operators that are older than the normalization, where the opset is.</summary>
    public GraphValue LayerNorm(GraphValue x, int axis, bool bias = true)
    {
        var (scale, shift) = (Uniform("scale", x.Dims[axis..], -1.5, 1.5), bias ? Uniform("B", x.Dims[axis..], -1, 1) : null);
        if (opset >= 17)
            return Add(new LayerNormalization { Axis = Any(axis, axis - x.Rank), Epsilon = 1e-2f }, x, scale, shift);
        int[] axes = [.. Enumerable.Range(axis, x.Rank - axis)];
        var centred = Add(new Sub(), x, Reduce(new ReduceMean(), x, axes));
        var variance = Reduce(new ReduceMean(), Add(new Mul(), centred, centred), axes);
        var scaled = Add(new Mul(), Add(new Div(), centred, Add(new Sqrt(), Add(new Add(), variance, Number("epsilon", 1e-2)))), scale);
        return shift is null ? scaled : Add(new Add(), scaled, shift);
    }

    /// <summary>A slope for each channel, or one for all.</summary>
    public GraphValue PRelu(GraphValue x, bool shared = false) =>
        Add(new PRelu(), x, Uniform("slope", shared ? [1] : [x.Channels, .. Same(x.Rank - 2, 1)], -0.5, 0.9));

    /// <summary>A dense layer.</summary>
    public GraphValue Gemm(GraphValue x, int outputs, bool transposed = true, bool bias = true, float alpha = 1, float beta = 1)
    {
        var weight = Factors("weight", transposed ? [outputs, x[1]] : [x[1], outputs], x[1]);
        // Until opset 10 the bias is not optional.
        return Add(new Gemm { TransB = transposed, Alpha = alpha, Beta = beta }, x, weight, bias || opset < 11 ? Uniform("bias", [outputs], -1, 1) : null);
    }

    /// <summary>A matrix product with a weight, over the last dimension, and an Add behind it.</summary>
    public GraphValue MatMulAdd(GraphValue x, int outputs, bool bias = true)
    {
        var (name, inputs) = (_name, x.Dims[^1]);
        var product = Add(new MatMul(), x, Factors("weight", [inputs, outputs], inputs));
        if (!bias)
            return product;
        Named(name is null ? null : $"{name}.add");
        var added = Uniform("bias", [outputs], -1, 1);
        return Once(3) ? Add(new Add(), added, product) : Add(new Add(), product, added);
    }

    /// <summary>Channels times or plus a constant each.</summary>
    public GraphValue PerChannel(GraphValue x, Operator op, double from, double to, bool left = false)
    {
        int[] each = [.. Same(x.Rank - 2, 1)];
        var constant = Uniform("constant", Once(2) ? [x.Channels, .. each] : [1, x.Channels, .. each], from, to);
        return left ? Add(op, constant, x) : Add(op, x, constant);
    }

    private static int[] Same(int count, int value) => [.. Enumerable.Repeat(value, count)];
}
