namespace MLNetCompact.Operators;

/// <summary>
/// A dense layer: alpha * X * W + beta * C, X [N, inputs] or, with <see cref="TransA"/>, [inputs, N], W [inputs, outputs] or, with <see cref="TransB"/>,
/// [outputs, inputs], C of any shape that is repeated to [N, outputs].
/// </summary>
public sealed partial record Gemm : LinearOp
{
    /// <inheritdoc/>
    public override string OpType => "Gemm";

    /// <summary>Whether the input is stored as [inputs, N].</summary>
    public bool TransA { get; init; }

    /// <summary>Whether the weight is stored as [outputs, inputs].</summary>
    public bool TransB { get; init; }

    /// <summary>Factor of the product.</summary>
    public float Alpha { get; init; } = 1;

    /// <summary>Factor of the bias.</summary>
    public float Beta { get; init; } = 1;

    /// <summary>The dimension of the weight that counts the outputs.</summary>
    internal int OutputAxis => TransB ? 0 : 1;

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(
        ("alpha", Alpha), ("beta", Beta), ("transA", TransA ? 1L : null), ("transB", TransB ? 1L : 0L));

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static Gemm? From(NodeForm form) => !form.Attributes.Only("alpha", "beta", "transA", "transB") ? null : new Gemm
    {
        TransA = form.Attributes.Flag("transA"),
        TransB = form.Attributes.Flag("transB"),
        Alpha = form.Attributes.Get("alpha", 1f),
        Beta = form.Attributes.Get("beta", 1f),
    };

    internal override InputRole Role(Node node, Network network, int input) => Linear.Role(input);

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question)
    {
        var (input, weight) = (question.Known(0) ?? Shapes.Open(2), question.Known(1) ?? Shapes.Open(2));
        if (weight.Count != 2 || weight.Contains(0))
            throw question.Wrong(1, "two dimensions of at least 1");
        var (inputs, outputs) = (weight[1 - OutputAxis], weight[OutputAxis]);
        var features = TransA ? 0 : 1;
        if (input.Count != 2 || !Shapes.Fits(input[features], inputs))
            throw question.Wrong(0, (TransA ? new Shape(inputs, Shape.Unknown) : new Shape(Shape.Unknown, inputs)).ToString());
        var made = new Shape(input[1 - features], outputs);
        if (question.Optional(2) is { } bias && !Broadcast.Into(bias, made))
            throw question.Wrong(2, $"[{outputs}], or another that is repeated to {made}");
        return [made];
    }

    internal override long MultiplyAdds(Node node, Network network) =>
        network.Shapes.GetValueOrDefault(node.Inputs[1]) is { } weight ? Shapes.Product(weight) : 0;
}
