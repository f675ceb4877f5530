using MLNetCompact.Operators;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MLNetCompact;

/// <summary>Normalizations, and the one activation that has weights.</summary>
internal static class TorchNormalizations
{
    /// <summary>
    /// While it measures, a batch is normalized with its own mean and variance, and the stored ones move towards them.
    /// A batch with one value per channel has no variance: it is normalized with what is stored, as in evaluation.
    /// </summary>
    public static Tensor OfBatch(BatchNormalization op, TorchInputs inputs)
    {
        var x = inputs[0];
        var measures = inputs.Measuring && x.NumberOfElements > x.shape[1];
        // ONNX's momentum is the share of the old that stays, torch's the share of the new.
        return F.batch_norm(x, inputs[3], inputs[4], inputs[1], inputs[2], measures, 1.0 - op.Momentum, op.Epsilon);
    }

    public static Tensor OfInstance(InstanceNormalization op, TorchInputs inputs) =>
        F.instance_norm(inputs[0], null, null, inputs[1], inputs[2], true, 0.1, op.Epsilon);

    public static Tensor OfLayer(LayerNormalization op, TorchInputs inputs)
    {
        var (x, scale, bias) = (inputs[0], inputs[1], inputs.Optional(2));
        var shape = x.shape[inputs.Axis(op.Axis, (int)x.dim())..];
        if (scale.shape.AsSpan().SequenceEqual(shape) && (bias is null || bias.shape.AsSpan().SequenceEqual(shape)))
            return F.layer_norm(x, shape, scale, bias, op.Epsilon);
        var y = F.layer_norm(x, shape, null, null, op.Epsilon).mul(scale);
        return bias is null ? y : y.add(bias);
    }

    public static Tensor Slope(TorchInputs inputs) => where(inputs[0].ge(0), inputs[0], inputs[0].mul(inputs[1]));
}
