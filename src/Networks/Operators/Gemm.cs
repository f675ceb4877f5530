namespace MLNetCompact.Operators;

/// <summary>
/// A dense layer: alpha * X * W + beta * C, X [N, inputs], W [inputs, outputs] or, with <see cref="TransB"/>, [outputs, inputs], C [outputs].
/// </summary>
public sealed record Gemm : Operator
{
    /// <inheritdoc/>
    public override string OpType => "Gemm";

    /// <summary>Whether the weight is stored as [outputs, inputs].</summary>
    public bool TransB { get; init; }

    /// <summary>Factor of the product.</summary>
    public float Alpha { get; init; } = 1;

    /// <summary>Factor of the bias.</summary>
    public float Beta { get; init; } = 1;

    /// <summary>The dimension of the weight that counts the outputs.</summary>
    internal int OutputAxis => TransB ? 0 : 1;

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(("alpha", Alpha), ("beta", Beta), ("transB", TransB ? 1L : 0L));

    /// <summary>The operator of these attributes, or null if it is of a form that is not handled.</summary>
    internal static Gemm? From(OperatorAttributes attributes, Shape? weight, Shape? bias)
    {
        if (attributes.Get("transA", 0L) != 0 || weight is not { Count: 2 } || !attributes.Only("alpha", "beta", "transA", "transB"))
            return null;
        var transB = attributes.Get("transB", 0L) != 0;
        var handled = bias is null || bias.Equals(new Shape(weight[transB ? 0 : 1]));
        return handled ? new Gemm { TransB = transB, Alpha = attributes.Get("alpha", 1f), Beta = attributes.Get("beta", 1f) } : null;
    }

    internal override IReadOnlyList<Shape> InferShapes(ShapeQuestion question)
    {
        var (input, weight) = (question.Required(0, 2), question.Required(1, 2));
        if (weight.Count != 2 || weight.Contains(0))
            throw question.Wrong(1, "two dimensions of at least 1");
        var (inputs, outputs) = (weight[1 - OutputAxis], weight[OutputAxis]);
        if (input.Count != 2 || (input[1] != Shape.Unknown && input[1] != inputs))
            throw question.Wrong(0, $"[N, {inputs}]");
        // One that the network computes may have any shape that broadcasts; its channels are protected.
        if (question.Network.WeightOrNull(question.Node.Input(2))?.Shape is { } bias && !bias.Equals(new Shape(outputs)))
            throw question.Wrong(2, $"[{outputs}]");
        return [new Shape(input[0], outputs)];
    }

    internal override long MultiplyAdds(Node node, Network network) => network.WeightOrNull(node.Input(1))?.Count ?? 0;

    internal override void Tie(ChannelTies ties, Node node)
    {
        if (Beta == 0)
            ties.ProtectAll(node, $"{node} has a factor 0 before its bias, which leaves no place for constants");
        else
            ties.ReadAndMake(node, OutputAxis);
    }

    internal override double[] DeadOutputs(DeadConstants constants, Node node) => constants.Bias(node, Beta);

    internal override void Cut(NetworkCut cut, Node node) => cut.CutLinear(node, Alpha, Beta);
}
