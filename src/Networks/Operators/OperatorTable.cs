using Reader = System.Func<MLNetCompact.Operators.NodeForm, MLNetCompact.Operators.Operator?>;

namespace MLNetCompact.Operators;

/// <summary>Finds the operator of a node that was read from a file.</summary>
internal static class OperatorTable
{
    /// <summary>By ONNX's name: the most inputs and outputs, and what reads the node, null for a form that is not handled.</summary>
    private static readonly Dictionary<string, (int Inputs, int Outputs, Reader Read)> s_readers = new(StringComparer.Ordinal)
    {
        ["Conv"] = (3, 1, Conv.From), ["ConvTranspose"] = (3, 1, ConvTranspose.From),
        ["Gemm"] = (3, 1, Gemm.From), ["MatMul"] = Plain(2, new MatMul()),
        ["BatchNormalization"] = (5, 1, BatchNormalization.From), ["InstanceNormalization"] = (3, 1, InstanceNormalization.From),
        ["LayerNormalization"] = (3, 1, LayerNormalization.From), ["PRelu"] = Plain(2, new PRelu()),

        ["Relu"] = Plain(1, new Relu()), ["Sigmoid"] = Plain(1, new Sigmoid()), ["Tanh"] = Plain(1, new Tanh()), ["Identity"] = Plain(1, new Identity()),
        ["LeakyRelu"] = (1, 1, LeakyRelu.From), ["Elu"] = (1, 1, Elu.From), ["Selu"] = (1, 1, Selu.From), ["Celu"] = (1, 1, Celu.From),
        ["ThresholdedRelu"] = (1, 1, ThresholdedRelu.From), ["HardSigmoid"] = (1, 1, HardSigmoid.From), ["HardSwish"] = Plain(1, new HardSwish()),
        ["Softplus"] = Plain(1, new Softplus()), ["Softsign"] = Plain(1, new Softsign()), ["Gelu"] = (1, 1, Gelu.From), ["Mish"] = Plain(1, new Mish()),
        ["Erf"] = Plain(1, new Erf()), ["Exp"] = Plain(1, new Exp()), ["Log"] = Plain(1, new Log()), ["Abs"] = Plain(1, new Abs()), ["Neg"] = Plain(1, new Neg()),
        ["Sqrt"] = Plain(1, new Sqrt()), ["Reciprocal"] = Plain(1, new Reciprocal()), ["Floor"] = Plain(1, new Floor()), ["Ceil"] = Plain(1, new Ceil()),
        ["Sin"] = Plain(1, new Sin()), ["Cos"] = Plain(1, new Cos()), ["Clip"] = (3, 1, Clip.From), ["Dropout"] = (3, 2, Dropout.From),

        ["MaxPool"] = (1, 1, MaxPool.From), ["AveragePool"] = (1, 1, AveragePool.From), ["LpPool"] = (1, 1, LpPool.From),
        ["GlobalAveragePool"] = Plain(1, new GlobalAveragePool()), ["GlobalMaxPool"] = Plain(1, new GlobalMaxPool()), ["GlobalLpPool"] = (1, 1, GlobalLpPool.From),
        ["Resize"] = (4, 1, Resize.From), ["Upsample"] = (2, 1, Upsample.From),

        ["Add"] = Plain(2, new Add()), ["Sub"] = Plain(2, new Sub()), ["Mul"] = Plain(2, new Mul()), ["Div"] = Plain(2, new Div()), ["Pow"] = Plain(2, new Pow()),
        ["Max"] = Pair(new Max()), ["Min"] = Pair(new Min()),

        ["Concat"] = (int.MaxValue, 1, Concat.From), ["Split"] = (2, int.MaxValue, Split.From), ["Slice"] = (5, 1, Slice.From), ["Gather"] = (2, 1, Gather.From),
        ["Expand"] = Plain(2, new Expand()), ["Pad"] = (4, 1, Pad.From), ["Reshape"] = (2, 1, Reshape.From), ["Flatten"] = (1, 1, Flatten.From),
        ["Transpose"] = (1, 1, Transpose.From), ["Squeeze"] = (2, 1, Squeeze.From), ["Unsqueeze"] = (2, 1, Unsqueeze.From),
        ["ReduceMean"] = (2, 1, ReduceMean.From), ["ReduceSum"] = (2, 1, ReduceSum.From), ["ReduceMax"] = (2, 1, ReduceMax.From),
        ["DepthToSpace"] = (1, 1, DepthToSpace.From), ["SpaceToDepth"] = (1, 1, SpaceToDepth.From),
        ["Softmax"] = (1, 1, Softmax.From), ["LogSoftmax"] = (1, 1, LogSoftmax.From), ["Shape"] = (1, 1, ShapeOp.From), ["Cast"] = (1, 1, Cast.From),
    };

    /// <summary>The operator of a node, or an <see cref="OpaqueOp"/> where its name or this form of it is not handled.</summary>
    public static Operator Find(NodeForm form)
    {
        var known = form.Domain is "" or "ai.onnx" && s_readers.TryGetValue(form.OpType, out var entry)
            && form.InputCount <= entry.Inputs && form.OutputCount <= entry.Outputs && form.Outputs is [{ Length: > 0 }, ..]
            ? entry.Read(form) : null;
        return known ?? new OpaqueOp(form.OpType, form.Domain, form.Attributes);
    }

    private static (int, int, Reader) Plain(int inputs, Operator op) => (inputs, 1, form => form.Attributes.Only() ? op : null);

    /// <summary>Operators of any number of inputs are known for two.</summary>
    private static (int, int, Reader) Pair(Operator op) => (2, 1, form => form.InputCount == 2 && form.Attributes.Only() ? op : null);
}
