namespace MLNetCompact.Operators;

/// <summary>A pooling over windows of one to three dimensions: input [N, C, ...]. Channels pass through it one by one.</summary>
public abstract partial record Pooling : Operator
{
    private protected Pooling()
    {
    }

    /// <summary>Size of the window in pixels, a number per dimension: height and width for images.</summary>
    public required IReadOnlyList<int> Kernel { get; init; }

    /// <summary>Step in pixels, a number per dimension; 1 if left out.</summary>
    public IReadOnlyList<int> Strides { get => field ?? Window.Repeat(1, Kernel.Count); init; }

    /// <summary>Pixels added: before each dimension, then behind each (top, left, bottom, right); 0 if left out. Without meaning unless <see cref="AutoPad"/> is NotSet.</summary>
    public IReadOnlyList<int> Pads { get => field ?? Window.Repeat(0, 2 * Kernel.Count); init; }

    /// <summary>Distance of neighbouring taps in pixels, a number per dimension; 1 if left out.</summary>
    public IReadOnlyList<int> Dilations { get => field ?? Window.Repeat(1, Kernel.Count); init; }

    /// <summary>Whether <see cref="Pads"/> tell the padding, or a rule.</summary>
    public AutoPad AutoPad { get; init; }

    /// <summary>Whether a last window that is not full counts.</summary>
    public bool CeilMode { get; init; }

    /// <summary>The attributes of one kind of pooling only.</summary>
    private protected virtual IEnumerable<(string Name, object? Value)> Own => [];

    /// <summary>Older versions do not know these attributes.</summary>
    private IEnumerable<(string, object?)> Newer => [("ceil_mode", CeilMode ? 1L : null), ("dilations", OperatorAttributes.UnlessAll(Dilations, 1))];

    internal override OperatorAttributes Attributes =>
        OperatorAttributes.Of([.. Window.Attributes(AutoPad, Kernel, Strides, Pads), .. Newer, .. Own]);

    /// <summary>The pixels added to an input of that shape, as <see cref="Pads"/>; null where they depend on a size that is not known.</summary>
    internal IReadOnlyList<int>? PadsFor(Shape input) => Window.Pads(AutoPad, input, Kernel, Strides, Pads, Dilations);

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question)
    {
        var input = question.Known(0) ?? Shapes.Open(Kernel.Count + 2);
        if (input.Count != Kernel.Count + 2)
            throw question.Wrong(0, $"{Kernel.Count + 2} dimensions");
        return [Window.Output(question, input, input[1], AutoPad, Kernel, Strides, Pads, Dilations, CeilMode)];
    }

    /// <summary>The window of a node, or null if it is of a form that is not handled.</summary>
    private protected static T? From<T>(NodeForm form, Func<IReadOnlyList<int>, T> make, params ReadOnlySpan<string> known) where T : Pooling
    {
        var attributes = form.Attributes;
        if (form.OutputCount != 1 || attributes.Integers("kernel_shape") is not { Length: > 0 and <= Window.MostDimensions } kernel || AutoPads.From(attributes) is not { } auto
            || (auto != AutoPad.NotSet && attributes.Has("pads"))
            // Runtimes differ about SAME with dilations.
            || (auto.IsSame() && attributes.Integers("dilations") is { } dilations && dilations.Any(d => d != 1))
            || !attributes.Only(["auto_pad", "ceil_mode", "dilations", "kernel_shape", "pads", "strides", .. known]))
            return null;
        return make(kernel) with
        {
            Strides = attributes.Integers("strides")!,
            Pads = attributes.Integers("pads")!,
            Dilations = attributes.Integers("dilations")!,
            AutoPad = auto,
            CeilMode = attributes.Flag("ceil_mode"),
        };
    }
}

/// <summary>The largest value of each window; padding never wins.</summary>
public sealed partial record MaxPool : Pooling
{
    /// <inheritdoc/>
    public override string OpType => "MaxPool";

    /// <summary>The operator of a node, or null if it is of a form that is not handled. The order of storage concerns the second output only.</summary>
    internal static MaxPool? From(NodeForm form) =>
        form.Attributes.Flag("storage_order") ? null : From(form, kernel => new MaxPool { Kernel = kernel }, "storage_order");
}

/// <summary>The mean of each window.</summary>
public sealed partial record AveragePool : Pooling
{
    /// <inheritdoc/>
    public override string OpType => "AveragePool";

    /// <summary>Whether padding counts, as zeros.</summary>
    public bool CountIncludePad { get; init; }

    private protected override IEnumerable<(string Name, object? Value)> Own => [("count_include_pad", CountIncludePad ? 1L : null)];

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static AveragePool? From(NodeForm form) =>
        From(form, kernel => new AveragePool { Kernel = kernel, CountIncludePad = form.Attributes.Flag("count_include_pad") }, "count_include_pad");
}

/// <summary>The p-norm of each window: (sum of |x|^p)^(1/p).</summary>
public sealed partial record LpPool : Pooling
{
    /// <inheritdoc/>
    public override string OpType => "LpPool";

    /// <summary>The exponent.</summary>
    public int P { get; init; } = 2;

    private protected override IEnumerable<(string Name, object? Value)> Own => [("p", (long)P)];

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static LpPool? From(NodeForm form) => From(form, kernel => new LpPool { Kernel = kernel, P = form.Attributes.Integer("p", 2) }, "p");
}
