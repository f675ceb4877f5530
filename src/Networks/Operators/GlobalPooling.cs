namespace MLNetCompact.Operators;

/// <summary>The mean of each channel: [N, C, ...] to [N, C, 1, ...].</summary>
public sealed partial record GlobalAveragePool : Operator
{
    /// <inheritdoc/>
    public override string OpType => "GlobalAveragePool";

    internal override OperatorAttributes Attributes => OperatorAttributes.None;

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question) => GlobalPooling.Output(question);
}

/// <summary>The largest value of each channel: [N, C, ...] to [N, C, 1, ...].</summary>
public sealed partial record GlobalMaxPool : Operator
{
    /// <inheritdoc/>
    public override string OpType => "GlobalMaxPool";

    internal override OperatorAttributes Attributes => OperatorAttributes.None;

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question) => GlobalPooling.Output(question);
}

/// <summary>The p-norm of each channel, (sum of |x|^p)^(1/p): [N, C, ...] to [N, C, 1, ...].</summary>
public sealed partial record GlobalLpPool : Operator
{
    /// <inheritdoc/>
    public override string OpType => "GlobalLpPool";

    /// <summary>The exponent.</summary>
    public int P { get; init; } = 2;

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(("p", (long)P));

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static GlobalLpPool? From(NodeForm form) => form.Attributes.Only("p") ? new GlobalLpPool { P = form.Attributes.Integer("p", 2) } : null;

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question) => GlobalPooling.Output(question);
}

/// <summary>What poolings over whole maps share.</summary>
internal static partial class GlobalPooling
{
    public static IReadOnlyList<Shape?> Output(ShapeQuestion question) =>
        question.Known(0, 3) is { } input ? [new Shape(input.Select((d, i) => i < 2 ? d : 1))] : [];
}
