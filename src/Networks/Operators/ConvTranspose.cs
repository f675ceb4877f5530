namespace MLNetCompact.Operators;

/// <summary>
/// The transpose of a convolution over one to three dimensions: input [N, C, ...], weight [C, filters / group, kernel...], optional bias [filters];
/// every x[c, p] adds weight[c, f, k] * x[c, p] at y[f, p * stride - pad + k * dilation].
/// </summary>
public sealed partial record ConvTranspose : LinearOp
{
    /// <inheritdoc/>
    public override string OpType => "ConvTranspose";

    /// <summary>Size of the kernel in pixels, a number per dimension: height and width for images.</summary>
    public required IReadOnlyList<int> Kernel { get; init; }

    /// <summary>Distance of the places of neighbouring inputs in pixels, a number per dimension; 1 if left out.</summary>
    public IReadOnlyList<int> Strides { get => field ?? Window.Repeat(1, Kernel.Count); init; }

    /// <summary>Pixels cut off the output: before each dimension, then behind each; 0 if left out. Without meaning where <see cref="AutoPad"/> or <see cref="OutputShape"/> says it.</summary>
    public IReadOnlyList<int> Pads { get => field ?? Window.Repeat(0, 2 * Kernel.Count); init; }

    /// <summary>Distance of neighbouring taps in pixels, a number per dimension; 1 if left out.</summary>
    public IReadOnlyList<int> Dilations { get => field ?? Window.Repeat(1, Kernel.Count); init; }

    /// <summary>Pixels added at the end of each dimension of the output; 0 if left out.</summary>
    public IReadOnlyList<int> OutputPadding { get => field ?? Window.Repeat(0, Kernel.Count); init; }

    /// <summary>The sizes of the output without batch and channels, from which the pads follow; null where the pads are given.</summary>
    public IReadOnlyList<int>? OutputShape { get; init; }

    /// <summary>Number of blocks into which input channels and filters are divided.</summary>
    public int Group { get; init; } = 1;

    /// <summary>Whether <see cref="Pads"/> tell the padding, or a rule.</summary>
    public AutoPad AutoPad { get; init; }

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(
        [.. Window.Attributes(AutoPad, Kernel, Strides, Pads), ("dilations", Window.Longs(Dilations)), ("group", (long)Group),
            ("output_padding", OperatorAttributes.UnlessAll(OutputPadding, 0)), ("output_shape", OutputShape is null ? null : Window.Longs(OutputShape))]);

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static ConvTranspose? From(NodeForm form)
    {
        var (attributes, weight) = (form.Attributes, form.Weight(1)?.Shape);
        if (AutoPads.From(attributes) is not { } auto
            || !attributes.Only("auto_pad", "dilations", "group", "kernel_shape", "output_padding", "output_shape", "pads", "strides")
            || (weight is not null && weight.Count < 3) || (auto != AutoPad.NotSet && attributes.Has("pads"))
            || (attributes.Integers("kernel_shape") ?? weight?.Skip(2).Select(d => (int)d).ToArray()) is not { Length: > 0 and <= Window.MostDimensions } kernel)
            return null;
        var made = new ConvTranspose
        {
            Kernel = kernel,
            Strides = attributes.Integers("strides")!,
            Pads = attributes.Integers("pads")!,
            Dilations = attributes.Integers("dilations")!,
            OutputPadding = attributes.Integers("output_padding")!,
            OutputShape = attributes.Integers("output_shape"),
            Group = attributes.Integer("group", 1),
            AutoPad = auto,
        };
        return made.IsClear ? made : null;
    }

    internal override InputRole Role(Node node, Network network, int input) => Linear.Role(input);

    /// <summary>Runtimes differ about SAME where a kernel is smaller than its stride.</summary>
    private bool IsClear => !AutoPad.IsSame() || OutputShape is not null || Strides.Count != Kernel.Count || Dilations.Count != Kernel.Count || OutputPadding.Count != Kernel.Count
        || Enumerable.Range(0, Kernel.Count).All(i => Window.Reach(Kernel[i], Dilations[i]) + OutputPadding[i] >= Strides[i]);

    /// <summary>The pixels cut off the output for an input of that shape, as <see cref="Pads"/>; null where they depend on a size that is not known.</summary>
    internal IReadOnlyList<int>? PadsFor(Shape input)
    {
        if (OutputShape is null && !AutoPad.IsSame())
            return AutoPad == AutoPad.Valid ? Window.Repeat(0, Pads.Count) : Pads;
        var (axes, pads) = (Kernel.Count, new int[2 * Kernel.Count]);
        for (var axis = 0; axis < axes; axis++)
        {
            var surplus = Window.Reach(Kernel[axis], Dilations[axis]) + OutputPadding[axis] - Strides[axis];
            if (OutputShape is not null && input[2 + axis] == Shape.Unknown)
                return null;
            var total = (int)Math.Clamp(OutputShape is null ? surplus : checked(input[2 + axis] * Strides[axis] + surplus - OutputShape[axis]), 0, int.MaxValue);
            // An odd pixel goes to the beginning, but for SAME_UPPER.
            pads[axis] = AutoPad == AutoPad.SameUpper ? total / 2 : total - total / 2;
            pads[axes + axis] = total - pads[axis];
        }
        return pads;
    }

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question)
    {
        var (input, weight, bias, rank) = (question.Known(0), question.Known(1), question.Optional(2), Kernel.Count + 2);
        Window.Check(question, Kernel, Strides, Pads, Dilations);
        if (OutputPadding.Count != Kernel.Count || OutputPadding.Any(p => p < 0) || (OutputShape is not null && (OutputShape.Count != Kernel.Count || OutputShape.Any(d => d < 1))))
            throw question.Failure($"output_padding needs {Kernel.Count} numbers of at least 0, output_shape as many of at least 1.");
        if (weight is not null && (weight.Count != rank || weight.Contains(0) || !Kernel.Select((k, i) => Shapes.Fits(weight[2 + i], k)).All(fits => fits)))
            throw question.Wrong(1, $"[channels, filters, {string.Join(", ", Kernel)}]");
        var channels = weight?[0] ?? Shape.Unknown;
        if (Group < 1 || (channels != Shape.Unknown && channels % Group != 0))
            throw question.Failure($"{channels} channels do not divide into {Group} groups.");
        if (input is not null && (input.Count != rank || !Shapes.Fits(input[1], channels)))
            throw question.Wrong(0, $"{rank} dimensions with {channels} channels");
        var filters = weight is null || weight[1] == Shape.Unknown ? Shape.Unknown : checked(weight[1] * Group);
        if (bias is not null && (bias.Count != 1 || !Shapes.Fits(bias[0], filters)))
            throw question.Wrong(2, $"[{filters}]");
        return [new Shape([input?[0] ?? Shape.Unknown, filters, .. Enumerable.Range(0, Kernel.Count).Select(axis => Size(question, input, axis))])];
    }

    internal override long MultiplyAdds(Node node, Network network) =>
        network.Shapes.GetValueOrDefault(node.Inputs[0]) is { } input && network.Shapes.GetValueOrDefault(node.Inputs[1]) is { } weight
            ? Shapes.Product(input.Skip(2).Concat(weight)) : 0;

    private long Size(ShapeQuestion question, Shape? input, int axis)
    {
        if (OutputShape is not null)
            return OutputShape[axis];
        if (input is null || input[2 + axis] == Shape.Unknown)
            return Shape.Unknown;
        var pads = PadsFor(input)!;
        var size = checked((input[2 + axis] - 1) * Strides[axis] + OutputPadding[axis] + Window.Reach(Kernel[axis], Dilations[axis]) - pads[axis] - pads[Kernel.Count + axis]);
        return size > 0 ? size : throw question.Wrong(0, $"more pixels in dimension {2 + axis}: the pads cut off all that is made");
    }
}
