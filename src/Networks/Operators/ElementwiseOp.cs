namespace MLNetCompact.Operators;

/// <summary>An operator that treats every element alike, so that channels pass through it one by one.</summary>
public abstract partial record ElementwiseOp : Operator
{
    private protected ElementwiseOp()
    {
    }

    internal override OperatorAttributes Attributes => OperatorAttributes.None;

    /// <summary>What it makes of one element.</summary>
    internal abstract double Apply(double x);

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question) => [question.Known(0)];
}

/// <summary>max(x, 0).</summary>
public sealed record Relu : ElementwiseOp
{
    /// <inheritdoc/>
    public override string OpType => "Relu";

    internal override double Apply(double x) => Math.Max(x, 0);
}

/// <summary>1 / (1 + exp(-x)).</summary>
public sealed record Sigmoid : ElementwiseOp
{
    /// <inheritdoc/>
    public override string OpType => "Sigmoid";

    internal override double Apply(double x) => 1 / (1 + Math.Exp(-x));
}

/// <summary>The hyperbolic tangent.</summary>
public sealed record Tanh : ElementwiseOp
{
    /// <inheritdoc/>
    public override string OpType => "Tanh";

    internal override double Apply(double x) => Math.Tanh(x);
}

/// <summary>The input itself.</summary>
public sealed record Identity : ElementwiseOp
{
    /// <inheritdoc/>
    public override string OpType => "Identity";

    internal override double Apply(double x) => x;
}
