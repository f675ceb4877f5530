using MLNetCompact.Operators;
using static TorchSharp.torch;

namespace MLNetCompact;

/// <summary>
/// Runs operators with tensors: a family of operators in each of the classes beside it.
/// Only calls that TorchSharp 0.99.6, 0.102 and 0.106 have alike; what they have not is put together from what they have.
/// </summary>
internal static class TorchOperators
{
    /// <exception cref="NotSupportedException">The node cannot be run; the message names it.</exception>
    public static void Check(Node node)
    {
        if (node.Operator is OpaqueOp)
            throw Unknown(node);
        if (TorchResizing.Refusal(node.Operator) is { } refused)
            throw new NotSupportedException($"{node} cannot be trained: {refused} is not supported.");
    }

    /// <summary>Whether no gradient passes an operator: it makes integers.</summary>
    public static bool EndsGradients(Operator op) => op is ShapeOp || (op is Cast cast && !cast.To.IsFloating());

    public static NotSupportedException Unknown(Node node) => new($"{node} cannot be trained: its operator is not known.");

    /// <summary>What the node makes, in the order of its outputs; it may be what it reads.</summary>
    public static IReadOnlyList<Tensor> Run(TorchInputs inputs) => inputs.Node.Operator is Split split ? TorchSlicing.Split(split, inputs) : [Single(inputs)];

    private static Tensor Single(TorchInputs inputs) => inputs.Node.Operator switch
    {
        Conv op => TorchConvolutions.Convolve(op, inputs),
        ConvTranspose op => TorchConvolutions.ConvolveTransposed(op, inputs),
        ElementwiseOp op => TorchActivations.Run(op, inputs),
        BatchNormalization op => TorchNormalizations.OfBatch(op, inputs),
        InstanceNormalization op => TorchNormalizations.OfInstance(op, inputs),
        LayerNormalization op => TorchNormalizations.OfLayer(op, inputs),
        PRelu => TorchNormalizations.Slope(inputs),
        Gemm op => TorchArithmetic.Multiply(op, inputs),
        MatMul => inputs[0].matmul(inputs[1]),
        BroadcastOp op => TorchArithmetic.Combine(op, inputs),
        ReduceOp op => TorchArithmetic.Reduce(op, inputs),
        Softmax op => TorchArithmetic.Normalize(op.Axis, op.Flattens, false, inputs),
        LogSoftmax op => TorchArithmetic.Normalize(op.Axis, op.Flattens, true, inputs),
        MaxPool op => TorchPoolings.Maximum(op, inputs),
        AveragePool op => TorchPoolings.Average(op, inputs),
        LpPool op => TorchPoolings.Norm(op, inputs),
        GlobalAveragePool => TorchPoolings.GlobalAverage(inputs[0]),
        GlobalMaxPool => TorchPoolings.GlobalMaximum(inputs[0]),
        GlobalLpPool op => TorchPoolings.GlobalNorm(op, inputs[0]),
        Resize op => TorchResizing.Run(op, inputs),
        Upsample op => TorchResizing.Run(op, inputs),
        Concat op => TorchSlicing.Join(op, inputs),
        Slice op => TorchSlicing.Cut(op, inputs),
        Gather op => TorchSlicing.Pick(op, inputs),
        Pad op => TorchSlicing.Surround(op, inputs),
        Expand => TorchShaping.Expanded(inputs),
        Reshape op => TorchShaping.Reshaped(op, inputs),
        Flatten op => TorchShaping.Flattened(op, inputs),
        Transpose op => TorchShaping.Transposed(op, inputs[0]),
        Squeeze op => TorchShaping.Squeezed(op, inputs),
        Unsqueeze op => TorchShaping.Unsqueezed(op, inputs),
        DepthToSpace op => TorchShaping.ToPixels(op, inputs[0]),
        SpaceToDepth op => TorchShaping.ToChannels(op, inputs[0]),
        ShapeOp op => TorchShaping.Dimensions(op, inputs),
        Cast op => TorchShaping.Converted(op, inputs),
        _ => throw Unknown(inputs.Node),
    };
}
