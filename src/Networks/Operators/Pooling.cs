namespace MLNetCompact.Operators;

/// <summary>A pooling over windows of height and width: input [N, C, H, W]. Channels pass through it one by one.</summary>
public abstract record Pooling : Operator
{
    private protected Pooling()
    {
    }

    /// <summary>Height and width of the window, in pixels.</summary>
    public required IReadOnlyList<int> Kernel { get; init; }

    /// <summary>Step in height and width, in pixels.</summary>
    public IReadOnlyList<int> Strides { get; init; } = [1, 1];

    /// <summary>Pixels added at the top, left, bottom and right.</summary>
    public IReadOnlyList<int> Pads { get; init; } = [0, 0, 0, 0];

    /// <summary>Whether a last window that is not full counts.</summary>
    public bool CeilMode { get; init; }

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(
        ("ceil_mode", CeilMode ? 1L : 0L), ("kernel_shape", Window.Longs(Kernel)), ("pads", Window.Longs(Pads)), ("strides", Window.Longs(Strides)));

    internal override IReadOnlyList<Shape> InferShapes(ShapeQuestion question)
    {
        var input = question.Required(0, 4);
        if (input.Count != 4)
            throw question.Wrong(0, "4 dimensions");
        return [Window.Output(question, input, input[1], Kernel, Strides, Pads, [1, 1], CeilMode)];
    }

    internal override void Tie(ChannelTies ties, Node node) => ties.Set(node.Output, ties.Of(node.Inputs[0]));

    internal override double[] DeadOutputs(DeadConstants constants, Node node) => constants.Of(node.Inputs[0]);

    private protected static T? From<T>(OperatorAttributes attributes, Func<IReadOnlyList<int>, T> make, params ReadOnlySpan<string> known) where T : Pooling
    {
        if (attributes.Integers("kernel_shape") is not { Length: 2 } kernel || attributes.Get("auto_pad", "NOTSET") is not ("NOTSET" or "VALID")
            || !attributes.Only(["auto_pad", "ceil_mode", "kernel_shape", "pads", "strides", .. known]))
            return null;
        return make(kernel) with
        {
            Strides = attributes.Integers("strides") ?? [1, 1],
            Pads = attributes.Integers("pads") ?? [0, 0, 0, 0],
            CeilMode = attributes.Get("ceil_mode", 0L) != 0,
        };
    }
}

/// <summary>The largest value of each window; padding never wins.</summary>
public sealed record MaxPool : Pooling
{
    /// <inheritdoc/>
    public override string OpType => "MaxPool";

    /// <summary>The operator of these attributes, or null if it is of a form that is not handled.</summary>
    internal static MaxPool? From(OperatorAttributes attributes) =>
        attributes.Get("storage_order", 0L) != 0 || attributes.Integers("dilations") is { } dilations && dilations.Any(d => d != 1) ? null
        : From(attributes, kernel => new MaxPool { Kernel = kernel }, "storage_order", "dilations");
}

/// <summary>The mean of each window; padding does not count.</summary>
public sealed record AveragePool : Pooling
{
    /// <inheritdoc/>
    public override string OpType => "AveragePool";

    /// <summary>The operator of these attributes, or null if it is of a form that is not handled.</summary>
    internal static AveragePool? From(OperatorAttributes attributes) =>
        attributes.Get("count_include_pad", 0L) != 0 && attributes.Integers("pads") is { } pads && pads.Any(p => p != 0) ? null
        : From(attributes, kernel => new AveragePool { Kernel = kernel }, "count_include_pad");
}

/// <summary>The mean of each channel: [N, C, H, W] to [N, C, 1, 1].</summary>
public sealed record GlobalAveragePool : Operator
{
    /// <inheritdoc/>
    public override string OpType => "GlobalAveragePool";

    internal override OperatorAttributes Attributes => OperatorAttributes.None;

    internal override IReadOnlyList<Shape> InferShapes(ShapeQuestion question)
    {
        var input = question.Required(0, 3);
        return [new Shape(input.Select((d, i) => i < 2 ? d : 1))];
    }

    internal override void Tie(ChannelTies ties, Node node) => ties.Set(node.Output, ties.Of(node.Inputs[0]));

    internal override double[] DeadOutputs(DeadConstants constants, Node node) => constants.Of(node.Inputs[0]);
}
