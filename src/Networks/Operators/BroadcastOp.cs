namespace MLNetCompact.Operators;

/// <summary>
/// An operator of two inputs, element by element. Their shapes are aligned at the last dimension; a dimension of 1, or one that is missing, is repeated.
/// </summary>
public abstract partial record BroadcastOp : Operator
{
    private protected BroadcastOp()
    {
    }

    internal override OperatorAttributes Attributes => OperatorAttributes.None;

    /// <summary>What it makes of one element of each input.</summary>
    internal abstract double Apply(double left, double right);

    /// <summary>What a constant operand of several elements is.</summary>
    private protected virtual InputRole Operand => InputRole.Setting;

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question)
    {
        if (question.Known(0) is not { } left || question.Known(1) is not { } right)
            return [];
        return [Broadcast.Of(left, right) ?? throw question.Wrong(1, $"one that is repeated to {left}, or the other way round")];
    }

    internal override InputRole Role(Node node, Network network, int input) =>
        network.WeightOrNull(node.Input(input)) is { } weight && weight.Count != 1 ? Operand : InputRole.Setting;
}

/// <summary>left + right.</summary>
public sealed record Add : BroadcastOp
{
    /// <inheritdoc/>
    public override string OpType => "Add";

    private protected override InputRole Operand => InputRole.Bias;

    internal override double Apply(double left, double right) => left + right;
}

/// <summary>left - right.</summary>
public sealed record Sub : BroadcastOp
{
    /// <inheritdoc/>
    public override string OpType => "Sub";

    private protected override InputRole Operand => InputRole.Bias;

    internal override double Apply(double left, double right) => left - right;
}

/// <summary>left * right.</summary>
public sealed partial record Mul : BroadcastOp
{
    /// <inheritdoc/>
    public override string OpType => "Mul";

    private protected override InputRole Operand => InputRole.Weight;

    internal override double Apply(double left, double right) => left * right;
}

/// <summary>left / right.</summary>
public sealed record Div : BroadcastOp
{
    /// <inheritdoc/>
    public override string OpType => "Div";

    private protected override InputRole Operand => InputRole.Weight;

    internal override double Apply(double left, double right) => left / right;
}

/// <summary>left to the power of right.</summary>
public sealed record Pow : BroadcastOp
{
    /// <inheritdoc/>
    public override string OpType => "Pow";

    internal override double Apply(double left, double right) => Math.Pow(left, right);
}

/// <summary>The larger of two.</summary>
public sealed record Max : BroadcastOp
{
    /// <inheritdoc/>
    public override string OpType => "Max";

    internal override double Apply(double left, double right) => Math.Max(left, right);
}

/// <summary>The smaller of two.</summary>
public sealed record Min : BroadcastOp
{
    /// <inheritdoc/>
    public override string OpType => "Min";

    internal override double Apply(double left, double right) => Math.Min(left, right);
}
