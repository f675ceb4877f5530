namespace MLNetCompact.Operators;

/// <summary>
/// The transpose of a convolution over one to three dimensions: input [N, C, ...], weight [C, filters / group, kernel...], optional bias [filters];
/// every x[c, p] adds weight[c, f, k] * x[c, p] at y[f, p * stride - pad + k * dilation].
/// </summary>
public sealed record ConvTranspose : Operator
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
        [.. Window.Attributes(AutoPad, Kernel, Strides, Pads, Dilations), ("group", (long)Group),
            ("output_padding", OperatorAttributes.UnlessAll(OutputPadding, 0)), ("output_shape", OutputShape is null ? null : Window.Longs(OutputShape))]);

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static ConvTranspose? From(NodeForm form)
    {
        var (attributes, weight) = (form.Attributes, form.Weight(1)?.Shape);
        if (AutoPads.From(attributes) is not { } auto
            || !attributes.Only("auto_pad", "dilations", "group", "kernel_shape", "output_padding", "output_shape", "pads", "strides")
            || (weight is not null && weight.Count < 3)
            || (attributes.Integers("kernel_shape") ?? weight?.Skip(2).Select(d => (int)d).ToArray()) is not { Length: > 0 and <= Window.MostDimensions } kernel)
            return null;
        return new ConvTranspose
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
    }

    internal override InputRole Role(Node node, Network network, int input) => Linear.Role(input);

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question) => [];
}
