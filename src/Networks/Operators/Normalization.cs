namespace MLNetCompact.Operators;

/// <summary>scale * (x - mean) / sqrt(var + epsilon) + B per channel, with the mean and variance that training left: inputs x [N, C, ...], scale, B, mean, var [C].</summary>
public sealed partial record BatchNormalization : Operator
{
    /// <inheritdoc/>
    public override string OpType => "BatchNormalization";

    /// <summary>Added to the variance.</summary>
    public float Epsilon { get; init; } = 1e-5f;

    /// <summary>How much of the old mean and variance a training step keeps.</summary>
    public float Momentum { get; init; } = 0.9f;

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(("epsilon", Epsilon), ("momentum", Momentum));

    /// <summary>The operator of a node, or null if it is of a form that is not handled: one that trains, or one with a mean per pixel.</summary>
    internal static BatchNormalization? From(NodeForm form) =>
        !form.Attributes.Only("epsilon", "momentum", form.Opset < 9 ? "spatial" : "training_mode") || form.Attributes.Flag("training_mode") || !form.Attributes.Flag("spatial", true)
        ? null : new BatchNormalization { Epsilon = form.Attributes.Get("epsilon", 1e-5f), Momentum = form.Attributes.Get("momentum", 0.9f) };

    internal override InputRole Role(Node node, Network network, int input) => input switch
    {
        1 => InputRole.Weight,
        2 => InputRole.Bias,
        3 or 4 => InputRole.Statistic,
        _ => InputRole.Setting,
    };

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question) => PerChannel.Output(question, 5);
}

/// <summary>scale * (x - mean) / sqrt(variance + epsilon) + B with mean and variance of each row's channel: inputs x [N, C, ...], scale and B [C].</summary>
public sealed partial record InstanceNormalization : Operator
{
    /// <inheritdoc/>
    public override string OpType => "InstanceNormalization";

    /// <summary>Added to the variance.</summary>
    public float Epsilon { get; init; } = 1e-5f;

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(("epsilon", Epsilon));

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static InstanceNormalization? From(NodeForm form) =>
        form.Attributes.Only("epsilon") ? new InstanceNormalization { Epsilon = form.Attributes.Get("epsilon", 1e-5f) } : null;

    internal override InputRole Role(Node node, Network network, int input) => Linear.Role(input);

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question) => PerChannel.Output(question, 3);
}

/// <summary>scale * (x - mean) / sqrt(variance + epsilon) + B with mean and variance over the dimensions from <see cref="Axis"/> on; scale and optional B have these dimensions.</summary>
public sealed partial record LayerNormalization : Operator
{
    /// <inheritdoc/>
    public override string OpType => "LayerNormalization";

    /// <summary>The first dimension that is normalized; negative counts from the end.</summary>
    public int Axis { get; init; } = -1;

    /// <summary>Added to the variance.</summary>
    public float Epsilon { get; init; } = 1e-5f;

    /// <summary>The type of the numbers that mean and variance are computed with.</summary>
    public ElementType StashType { get; init; } = ElementType.Float;

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(
        ("axis", (long)Axis), ("epsilon", Epsilon), ("stash_type", OperatorAttributes.Unless((long)StashType, 1L)));

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static LayerNormalization? From(NodeForm form) => !form.Attributes.Only("axis", "epsilon", "stash_type") ? null : new LayerNormalization
    {
        Axis = form.Attributes.Integer("axis", -1),
        Epsilon = form.Attributes.Get("epsilon", 1e-5f),
        StashType = (ElementType)form.Attributes.Integer("stash_type", 1),
    };

    internal override InputRole Role(Node node, Network network, int input) => Linear.Role(input);

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question)
    {
        var (input, scale) = (question.Known(0, 1), question.Known(1));
        if (input is null)
            return [];
        var normalized = new Shape(input.Skip(question.Axis(Axis, input.Count)));
        if (scale is not null && !Broadcast.Into(scale, normalized))
            throw question.Wrong(1, $"{normalized}");
        if (question.Optional(2) is { } bias && !Broadcast.Into(bias, normalized))
            throw question.Wrong(2, $"{normalized}");
        return [input];
    }
}

/// <summary>What operators share that have numbers per channel.</summary>
internal static class PerChannel
{
    /// <summary>The shape of input 0, [N, C, ...]; the inputs from 1 up to but without <paramref name="inputs"/> hold a number per channel.</summary>
    public static IReadOnlyList<Shape?> Output(ShapeQuestion question, int inputs)
    {
        var input = question.Known(0, 2);
        var channels = input?[1] ?? Shape.Unknown;
        for (var i = 1; i < inputs; i++)
        {
            if (question.Known(i) is not { } numbers)
                continue;
            if (numbers.Count != 1 || !Shapes.Fits(numbers[0], channels))
                throw question.Wrong(i, channels == Shape.Unknown ? "a number per channel" : $"[{channels}]");
            channels = channels == Shape.Unknown ? numbers[0] : channels;
        }
        return [input?.With(1, channels)];
    }
}
