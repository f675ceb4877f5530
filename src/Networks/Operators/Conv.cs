namespace MLNetCompact.Operators;

/// <summary>
/// Convolution over one to three dimensions: input [N, C, ...], weight [filters, C / group, kernel...], optional bias [filters];
/// y[f, p] = bias[f] + sum of weight[f, c, k] * x[c, p * stride - pad + k * dilation] over the channels c of its group and the taps k.
/// </summary>
public sealed partial record Conv : LinearOp
{
    /// <inheritdoc/>
    public override string OpType => "Conv";

    /// <summary>Size of the kernel in pixels, a number per dimension: height and width for images.</summary>
    public required IReadOnlyList<int> Kernel { get; init; }

    /// <summary>Step in pixels, a number per dimension; 1 if left out.</summary>
    public IReadOnlyList<int> Strides { get => field ?? Window.Repeat(1, Kernel.Count); init; }

    /// <summary>Zero pixels added: before each dimension, then behind each (top, left, bottom, right); 0 if left out. Without meaning unless <see cref="AutoPad"/> is NotSet.</summary>
    public IReadOnlyList<int> Pads { get => field ?? Window.Repeat(0, 2 * Kernel.Count); init; }

    /// <summary>Distance of neighbouring taps in pixels, a number per dimension; 1 if left out.</summary>
    public IReadOnlyList<int> Dilations { get => field ?? Window.Repeat(1, Kernel.Count); init; }

    /// <summary>Number of blocks into which input channels and filters are divided.</summary>
    public int Group { get; init; } = 1;

    /// <summary>Whether <see cref="Pads"/> tell the padding, or a rule.</summary>
    public AutoPad AutoPad { get; init; }

    internal override OperatorAttributes Attributes =>
        OperatorAttributes.Of([.. Window.Attributes(AutoPad, Kernel, Strides, Pads), ("dilations", Window.Longs(Dilations)), ("group", (long)Group)]);

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static Conv? From(NodeForm form)
    {
        var (attributes, weight) = (form.Attributes, form.Weight(1)?.Shape);
        if (AutoPads.From(attributes) is not { } auto || !attributes.Only("auto_pad", "dilations", "group", "kernel_shape", "pads", "strides")
            || (weight is not null && weight.Count < 3) || (auto != AutoPad.NotSet && attributes.Has("pads"))
            || (attributes.Integers("kernel_shape") ?? weight?.Skip(2).Select(d => (int)d).ToArray()) is not { Length: > 0 and <= Window.MostDimensions } kernel)
            return null;
        return new Conv
        {
            Kernel = kernel,
            Strides = attributes.Integers("strides")!,
            Pads = attributes.Integers("pads")!,
            Dilations = attributes.Integers("dilations")!,
            Group = attributes.Integer("group", 1),
            AutoPad = auto,
        };
    }

    /// <summary>The zero pixels added to an input of that shape, as <see cref="Pads"/>; null where they depend on a size that is not known.</summary>
    internal IReadOnlyList<int>? PadsFor(Shape input) => Window.Pads(AutoPad, input, Kernel, Strides, Pads, Dilations);

    internal override InputRole Role(Node node, Network network, int input) => Linear.Role(input);

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question)
    {
        var (input, weight, bias, rank) = (question.Known(0), question.Known(1), question.Optional(2), Kernel.Count + 2);
        if (weight is not null && (weight.Count != rank || weight.Contains(0) || !Kernel.Select((k, i) => Shapes.Fits(weight[2 + i], k)).All(fits => fits)))
            throw question.Wrong(1, $"[filters, channels, {string.Join(", ", Kernel)}]");
        var (filters, channels) = weight is null ? (Shape.Unknown, Shape.Unknown) : (weight[0], weight[1]);
        if (Group < 1 || (filters != Shape.Unknown && filters % Group != 0))
            throw question.Failure($"{filters} filters do not divide into {Group} groups.");
        if (input is not null && (input.Count != rank || !Shapes.Fits(input[1], channels == Shape.Unknown ? channels : checked(channels * Group))))
            throw question.Wrong(0, $"[N, {(channels == Shape.Unknown ? "channels" : channels * Group)}, {(Kernel.Count == 2 ? "height, width" : $"and {Kernel.Count} more")}], {rank} dimensions");
        if (bias is not null && (bias.Count != 1 || !Shapes.Fits(bias[0], filters)))
            throw question.Wrong(2, $"[{filters}]");
        return [Window.Output(question, input ?? Shapes.Open(rank), filters, AutoPad, Kernel, Strides, Pads, Dilations, ceil: false)];
    }

    internal override long MultiplyAdds(Node node, Network network) =>
        network.Shapes.GetValueOrDefault(node.Output) is { } output && network.Shapes.GetValueOrDefault(node.Inputs[1]) is { } weight
            ? Shapes.Product(output.Skip(2).Concat(weight)) : 0;
}
