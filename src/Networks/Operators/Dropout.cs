namespace MLNetCompact.Operators;

/// <summary>The input itself: what is dropped in training is kept when the network is used. Its mask, a second output, is not read.</summary>
public sealed record Dropout : ElementwiseOp
{
    /// <inheritdoc/>
    public override string OpType => "Dropout";

    /// <summary>The share dropped in training as an attribute, or null where it is input 1 or ONNX's default, 0.5.</summary>
    public float? Ratio { get; init; }

    /// <summary>The seed for training, or null.</summary>
    public long? Seed { get; init; }

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(("ratio", Ratio), ("seed", Seed));

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static Dropout? From(NodeForm form)
    {
        var training = form.Has(2) && form.Weight(2) is not { Type: ElementType.Bool, Count: 1, Bytes.Span: [0] };
        if (training || (form.OutputCount > 1 && form.IsRead(form.Outputs[1])) || !form.Attributes.Only(form.Opset < 12 ? "ratio" : "seed"))
            return null;
        return new Dropout
        {
            Ratio = form.Attributes.Has("ratio") ? form.Attributes.Get("ratio", 0f) : null,
            Seed = form.Attributes.Has("seed") ? form.Attributes.Get("seed", 0L) : null,
        };
    }

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question) => question.Known(0) is { } input ? [input, input] : [];

    internal override double Apply(double x) => x;
}
