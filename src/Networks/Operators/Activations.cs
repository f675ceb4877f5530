namespace MLNetCompact.Operators;

/// <summary>x where x >= 0, else <see cref="Alpha"/> * x.</summary>
public sealed record LeakyRelu : ElementwiseOp
{
    /// <inheritdoc/>
    public override string OpType => "LeakyRelu";

    /// <summary>Slope below 0.</summary>
    public float Alpha { get; init; } = 0.01f;

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(("alpha", Alpha));

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static LeakyRelu? From(NodeForm form) =>
        form.Attributes.Only("alpha") ? new LeakyRelu { Alpha = form.Attributes.Get("alpha", 0.01f) } : null;

    internal override double Apply(double x) => x >= 0 ? x : Alpha * x;
}

/// <summary>x where x >= 0, else <see cref="Alpha"/> * (exp(x) - 1).</summary>
public sealed record Elu : ElementwiseOp
{
    /// <inheritdoc/>
    public override string OpType => "Elu";

    /// <summary>Its limit for x to minus infinity, times -1.</summary>
    public float Alpha { get; init; } = 1;

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(("alpha", Alpha));

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static Elu? From(NodeForm form) =>
        form.Attributes.Only("alpha") ? new Elu { Alpha = form.Attributes.Get("alpha", 1f) } : null;

    internal override double Apply(double x) => x >= 0 ? x : Alpha * (Math.Exp(x) - 1);
}

/// <summary><see cref="Gamma"/> * (x where x > 0, else <see cref="Alpha"/> * (exp(x) - 1)).</summary>
public sealed record Selu : ElementwiseOp
{
    /// <inheritdoc/>
    public override string OpType => "Selu";

    /// <summary>Factor of the part below 0.</summary>
    public float Alpha { get; init; } = 1.67326319217681884765625f;

    /// <summary>Factor of the whole.</summary>
    public float Gamma { get; init; } = 1.05070102214813232421875f;

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(("alpha", Alpha), ("gamma", Gamma));

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static Selu? From(NodeForm form) =>
        form.Attributes.Only("alpha", "gamma") ? new Selu { Alpha = form.Attributes.Get("alpha", 1.67326319217681884765625f), Gamma = form.Attributes.Get("gamma", 1.05070102214813232421875f) } : null;

    internal override double Apply(double x) => Gamma * (x > 0 ? x : Alpha * (Math.Exp(x) - 1));
}

/// <summary>max(0, x) + min(0, <see cref="Alpha"/> * (exp(x / <see cref="Alpha"/>) - 1)).</summary>
public sealed record Celu : ElementwiseOp
{
    /// <inheritdoc/>
    public override string OpType => "Celu";

    /// <summary>Scale of the part below 0.</summary>
    public float Alpha { get; init; } = 1;

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(("alpha", Alpha));

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static Celu? From(NodeForm form) =>
        form.Attributes.Only("alpha") ? new Celu { Alpha = form.Attributes.Get("alpha", 1f) } : null;

    internal override double Apply(double x) => Math.Max(0, x) + Math.Min(0, Alpha * (Math.Exp(x / Alpha) - 1));
}

/// <summary>x where x > <see cref="Alpha"/>, else 0.</summary>
public sealed record ThresholdedRelu : ElementwiseOp
{
    /// <inheritdoc/>
    public override string OpType => "ThresholdedRelu";

    /// <summary>The threshold.</summary>
    public float Alpha { get; init; } = 1;

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(("alpha", Alpha));

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static ThresholdedRelu? From(NodeForm form) =>
        form.Attributes.Only("alpha") ? new ThresholdedRelu { Alpha = form.Attributes.Get("alpha", 1f) } : null;

    internal override double Apply(double x) => x > Alpha ? x : 0;
}

/// <summary><see cref="Alpha"/> * x + <see cref="Beta"/>, not below 0 and not above 1.</summary>
public sealed record HardSigmoid : ElementwiseOp
{
    /// <inheritdoc/>
    public override string OpType => "HardSigmoid";

    /// <summary>The slope.</summary>
    public float Alpha { get; init; } = 0.2f;

    /// <summary>The value at 0.</summary>
    public float Beta { get; init; } = 0.5f;

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(("alpha", Alpha), ("beta", Beta));

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static HardSigmoid? From(NodeForm form) =>
        form.Attributes.Only("alpha", "beta") ? new HardSigmoid { Alpha = form.Attributes.Get("alpha", 0.2f), Beta = form.Attributes.Get("beta", 0.5f) } : null;

    internal override double Apply(double x) => Math.Max(0, Math.Min(1, Alpha * x + Beta));
}
