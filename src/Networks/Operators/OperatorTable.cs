namespace MLNetCompact.Operators;

/// <summary>Finds the operator of a node that was read from a file.</summary>
internal static class OperatorTable
{
    /// <summary>The operator of that name, or an <see cref="OpaqueOp"/> where the name or this form of it is not handled.</summary>
    /// <param name="opType">ONNX's name.</param>
    /// <param name="domain">The operator set; "" for ONNX's own.</param>
    /// <param name="attributes">The node's attributes.</param>
    /// <param name="weights">The shapes of those inputs that are weights, by position; null elsewhere.</param>
    /// <param name="opset">The version of ONNX's operator set.</param>
    /// <param name="outputs">How many outputs the node has.</param>
    public static Operator Find(string opType, string domain, OperatorAttributes attributes, Func<int, Shape?> weights, int opset, int outputs)
    {
        Operator? known = domain is not ("" or "ai.onnx") || outputs != 1 ? null : opType switch
        {
            "Conv" => Conv.From(attributes, weights(1)),
            "Gemm" => Gemm.From(attributes, weights(1), weights(2)),
            "MaxPool" => MaxPool.From(attributes),
            "AveragePool" => AveragePool.From(attributes),
            "GlobalAveragePool" => Plain(new GlobalAveragePool(), attributes),
            "Flatten" => Flatten.From(attributes),
            "Relu" => Plain(new Relu(), attributes),
            "Sigmoid" => Plain(new Sigmoid(), attributes),
            "Tanh" => Plain(new Tanh(), attributes),
            "Identity" => Plain(new Identity(), attributes),
            "Softmax" => Softmax.From(attributes, opset),
            _ => null,
        };
        return known ?? new OpaqueOp(opType, domain, attributes);
    }

    private static Operator? Plain(Operator op, OperatorAttributes attributes) => attributes.Only() ? op : null;
}
