namespace MLNetCompact.Operators;

/// <summary>exp(x) divided by its sum over one dimension: class probabilities. Its channels depend on one another.</summary>
public sealed partial record Softmax : Operator
{
    /// <inheritdoc/>
    public override string OpType => "Softmax";

    /// <summary>The dimension over which the outputs add up to 1; negative counts from the end.</summary>
    public int Axis { get; init; } = -1;

    /// <summary>Whether the sum goes over all dimensions from <see cref="Axis"/> on together, as before opset 13.</summary>
    public bool Flattens { get; init; }

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(("axis", (long)Axis));

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static Softmax? From(NodeForm form) => !form.Attributes.Only("axis") ? null
        : new Softmax { Axis = form.Attributes.Integer("axis", form.Opset < 13 ? 1 : -1), Flattens = form.Opset < 13 };

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question) => Softmaxes.Output(question, Axis);
}

/// <summary>x less the logarithm of the sum of exp(x) over one dimension: logarithms of class probabilities.</summary>
public sealed partial record LogSoftmax : Operator
{
    /// <inheritdoc/>
    public override string OpType => "LogSoftmax";

    /// <summary>The dimension over which the sum goes; negative counts from the end.</summary>
    public int Axis { get; init; } = -1;

    /// <summary>Whether the sum goes over all dimensions from <see cref="Axis"/> on together, as before opset 13.</summary>
    public bool Flattens { get; init; }

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(("axis", (long)Axis));

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static LogSoftmax? From(NodeForm form) => !form.Attributes.Only("axis") ? null
        : new LogSoftmax { Axis = form.Attributes.Integer("axis", form.Opset < 13 ? 1 : -1), Flattens = form.Opset < 13 };

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question) => Softmaxes.Output(question, Axis);
}

internal static partial class Softmaxes
{
    public static IReadOnlyList<Shape?> Output(ShapeQuestion question, int axis)
    {
        if (question.Known(0) is { } input && (axis < -input.Count || axis >= input.Count))
            throw question.Wrong(0, $"a dimension {axis}");
        return [question.Known(0)];
    }
}
