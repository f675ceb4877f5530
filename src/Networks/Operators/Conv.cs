namespace MLNetCompact.Operators;

/// <summary>
/// Two-dimensional convolution: input [N, C, H, W], weight [filters, C / group, height, width], optional bias [filters].
/// </summary>
public sealed record Conv : Operator
{
    /// <inheritdoc/>
    public override string OpType => "Conv";

    /// <summary>Height and width of the kernel, in pixels.</summary>
    public required IReadOnlyList<int> Kernel { get; init; }

    /// <summary>Step in height and width, in pixels.</summary>
    public IReadOnlyList<int> Strides { get; init; } = [1, 1];

    /// <summary>Zero pixels added at the top, left, bottom and right.</summary>
    public IReadOnlyList<int> Pads { get; init; } = [0, 0, 0, 0];

    /// <summary>Distance of neighbouring taps in height and width, in pixels.</summary>
    public IReadOnlyList<int> Dilations { get; init; } = [1, 1];

    /// <summary>Number of blocks into which input channels and filters are divided.</summary>
    public int Group { get; init; } = 1;

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(
        ("dilations", Window.Longs(Dilations)), ("group", (long)Group), ("kernel_shape", Window.Longs(Kernel)),
        ("pads", Window.Longs(Pads)), ("strides", Window.Longs(Strides)));

    /// <summary>The operator of these attributes, or null if it is of a form that is not handled.</summary>
    internal static Conv? From(OperatorAttributes attributes, Shape? weight)
    {
        if (weight is not { Count: 4 } || attributes.Get("auto_pad", "NOTSET") is not ("NOTSET" or "VALID")
            || !attributes.Only("auto_pad", "dilations", "group", "kernel_shape", "pads", "strides"))
            return null;
        return new Conv
        {
            Kernel = attributes.Integers("kernel_shape") ?? [(int)weight[2], (int)weight[3]],
            Strides = attributes.Integers("strides") ?? [1, 1],
            Pads = attributes.Integers("pads") ?? [0, 0, 0, 0],
            Dilations = attributes.Integers("dilations") ?? [1, 1],
            Group = attributes.Integer("group", 1),
        };
    }

    internal override IReadOnlyList<Shape> InferShapes(ShapeQuestion question)
    {
        var (input, weight) = (question.Required(0, 4), question.Required(1, 4));
        if (Kernel.Count != 2)
            throw new ArgumentException($"{question.Node}: a kernel has a height and a width, not {Kernel.Count} numbers.");
        if (weight.Count != 4 || weight.Contains(0) || weight[2] != Kernel[0] || weight[3] != Kernel[1])
            throw question.Wrong(1, $"[filters, channels, {Kernel[0]}, {Kernel[1]}]");
        if (Group < 1 || weight[0] % Group != 0)
            throw new ArgumentException($"{question.Node}: {weight[0]} filters do not divide into {Group} groups.");
        if (input.Count != 4 || (input[1] != Shape.Unknown && input[1] != weight[1] * Group))
            throw question.Wrong(0, $"[N, {weight[1] * Group}, height, width]");
        if (question.Inputs.Count > 2 && question.Inputs[2] is { } bias && !bias.Equals(new Shape(weight[0])))
            throw question.Wrong(2, $"[{weight[0]}]");
        return [Window.Output(question, input, weight[0], Kernel, Strides, Pads, Dilations, ceil: false)];
    }

    internal override long MultiplyAdds(Node node, Network network) =>
        network.Shapes.GetValueOrDefault(node.Output) is { } output && !output.Skip(2).Contains(Shape.Unknown) && network.WeightOrNull(node.Input(1)) is { } weight
            ? checked(output[2] * output[3] * weight.Count) : 0;

    internal override void Tie(ChannelTies ties, Node node)
    {
        if (Group != 1)
            ties.ProtectAll(node, $"{node} is a grouped convolution");
        else
            ties.ReadAndMake(node, outputAxis: 0);
    }

    internal override double[] DeadOutputs(DeadConstants constants, Node node) => constants.Bias(node, 1);

    internal override void Cut(NetworkCut cut, Node node)
    {
        if (Group == 1)
            cut.CutLinear(node, scale: 1, biasScale: 1);
    }
}
