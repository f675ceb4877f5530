using MLNetCompact.Operators;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MLNetCompact;

/// <summary>Matrix products, operators of two inputs, and what makes one number of many.</summary>
internal static class TorchArithmetic
{
    public static Tensor Multiply(Gemm gemm, TorchInputs inputs)
    {
        var (x, weight, bias) = (inputs[0], inputs[1], inputs.Optional(2));
        if (gemm.TransA)
            x = x.t();
        if (!gemm.TransB)
            weight = weight.t();
        if (gemm is { Alpha: 1, Beta: 1 } && (bias is null || (bias.dim() == 1 && bias.shape[0] == weight.shape[0])))
            return F.linear(x, weight, bias);
        var product = F.linear(x, weight, null);
        if (gemm.Alpha != 1)
            product = product.mul(gemm.Alpha);
        return bias is null ? product : product.add(gemm.Beta == 1 ? bias : bias.mul(gemm.Beta));
    }

    public static Tensor Combine(BroadcastOp op, TorchInputs inputs)
    {
        var (left, right) = (inputs[0], inputs[1]);
        return op switch
        {
            Add => left.add(right),
            Sub => left.sub(right),
            Mul => left.mul(right),
            Div => left.div(right, left.is_floating_point() ? RoundingMode.None : RoundingMode.trunc),
            // A number is a power that libtorch knows short ways for.
            Pow => inputs.Network.NumberOf(inputs.Node, 1) is { } power && left.is_floating_point() ? left.pow(power) : left.pow(right),
            Max => left.maximum(right),
            Min => left.minimum(right),
            _ => throw TorchOperators.Unknown(inputs.Node),
        };
    }

    public static Tensor Reduce(ReduceOp op, TorchInputs inputs)
    {
        var x = inputs[0];
        var named = op.Axes ?? inputs.Integers(1) ?? [];
        if (named.Count == 0 && op.NoopWithEmptyAxes)
            return x;
        var rank = (int)x.dim();
        var axes = inputs.Axes(named.Count > 0 ? named : Enumerable.Range(0, rank).Select(i => (long)i), rank);
        if (axes.Length == 0)
            return x;
        return op switch
        {
            ReduceMean => x.mean(axes, op.KeepDims, null),
            ReduceSum => x.sum(axes, op.KeepDims, null),
            ReduceMax => x.amax(axes, op.KeepDims),
            _ => throw TorchOperators.Unknown(inputs.Node),
        };
    }

    /// <summary>Softmax or its logarithm; <paramref name="flattens"/>: over all dimensions from <paramref name="axis"/> on together.</summary>
    public static Tensor Normalize(int axis, bool flattens, bool logarithm, TorchInputs inputs)
    {
        var x = inputs[0];
        var rank = (int)x.dim();
        if (!flattens || inputs.Axis(axis, rank) == rank - 1)
            return logarithm ? F.log_softmax(x, axis) : F.softmax(x, axis, null);
        var rows = x.reshape([TorchShaping.Product(x.shape.AsSpan(0, inputs.Axis(axis, rank))), -1]);
        return (logarithm ? F.log_softmax(rows, 1) : F.softmax(rows, 1, null)).reshape(x.shape);
    }
}
