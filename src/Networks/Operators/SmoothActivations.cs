namespace MLNetCompact.Operators;

/// <summary>x * max(0, min(1, x / 6 + 1/2)).</summary>
public sealed record HardSwish : ElementwiseOp
{
    /// <inheritdoc/>
    public override string OpType => "HardSwish";

    internal override double Apply(double x) => x * Math.Max(0, Math.Min(1, x / 6 + 0.5));
}

/// <summary>log(exp(x) + 1).</summary>
public sealed record Softplus : ElementwiseOp
{
    /// <inheritdoc/>
    public override string OpType => "Softplus";

    internal override double Apply(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));
}

/// <summary>x / (1 + |x|).</summary>
public sealed record Softsign : ElementwiseOp
{
    /// <inheritdoc/>
    public override string OpType => "Softsign";

    internal override double Apply(double x) => x / (1 + Math.Abs(x));
}

/// <summary>x * tanh(log(exp(x) + 1)).</summary>
public sealed record Mish : ElementwiseOp
{
    /// <inheritdoc/>
    public override string OpType => "Mish";

    internal override double Apply(double x) => x * Math.Tanh(Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x))));
}

/// <summary>x * Phi(x) with Phi the distribution of the normal law: x / 2 * (1 + erf(x / sqrt(2))), or its approximation with tanh.</summary>
public sealed record Gelu : ElementwiseOp
{
    /// <inheritdoc/>
    public override string OpType => "Gelu";

    /// <summary>Whether it is x / 2 * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3))), ONNX's approximate = "tanh".</summary>
    public bool Approximate { get; init; }

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(("approximate", Approximate ? "tanh" : null));

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static Gelu? From(NodeForm form) => form.Attributes.Only("approximate") && form.Attributes.Get("approximate", "none") is var word and ("none" or "tanh")
        ? new Gelu { Approximate = word == "tanh" } : null;

    internal override double Apply(double x) => Approximate
        ? x / 2 * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)))
        : x / 2 * (1 + Erf.Of(x / Math.Sqrt(2)));
}
