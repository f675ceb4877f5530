namespace MLNetCompact.Operators;

/// <summary>Scales the dimensions of x by interpolation. The factors, one per dimension, are input 2 (input 1 with <see cref="Old"/>), or the new sizes input 3.</summary>
public sealed partial record Resize : Operator
{
    /// <inheritdoc/>
    public override string OpType => "Resize";

    /// <summary>Whether it is of the form of opset 10: inputs x and factors, coordinates "asymmetric", and only <see cref="Mode"/> as a setting.</summary>
    public bool Old { get; init; }

    /// <summary>"nearest", "linear" or "cubic".</summary>
    public string Mode { get; init; } = "nearest";

    /// <summary>How a place in the output is turned into one of the input: "half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "align_corners", "asymmetric" or "tf_crop_and_resize".</summary>
    public string CoordinateTransformationMode { get; init; } = "half_pixel";

    /// <summary>How "nearest" rounds: "round_prefer_floor", "round_prefer_ceil", "floor" or "ceil".</summary>
    public string NearestMode { get; init; } = "round_prefer_floor";

    /// <summary>The coefficient a of "cubic".</summary>
    public float CubicCoeffA { get; init; } = -0.75f;

    /// <summary>Whether weights outside the input are left out and the others scaled up.</summary>
    public bool ExcludeOutside { get; init; }

    /// <summary>What stands outside the input for "tf_crop_and_resize".</summary>
    public float ExtrapolationValue { get; init; }

    /// <summary>Whether shrinking widens the filter.</summary>
    public bool Antialias { get; init; }

    internal override OperatorAttributes Attributes => Old ? OperatorAttributes.Of(("mode", Mode)) : OperatorAttributes.Of(
        ("antialias", Antialias ? 1L : null),
        ("coordinate_transformation_mode", CoordinateTransformationMode),
        ("cubic_coeff_a", OperatorAttributes.Unless(CubicCoeffA, -0.75f)),
        ("exclude_outside", ExcludeOutside ? 1L : null),
        ("extrapolation_value", OperatorAttributes.Unless(ExtrapolationValue, 0f)),
        ("mode", Mode), ("nearest_mode", NearestMode));

    /// <summary>The operator of a node, or null if it is of a form that is not handled: one that keeps the aspect ratio, or that names its dimensions.</summary>
    internal static Resize? From(NodeForm form)
    {
        var attributes = form.Attributes;
        if (form.Opset < 11)
            return form.Opset == 10 && attributes.Only("mode") && attributes.Get("mode", "nearest") is "nearest" or "linear" ? new Resize { Old = true, Mode = attributes.Get("mode", "nearest"), CoordinateTransformationMode = "asymmetric" } : null;
        if (!attributes.Only("antialias", "coordinate_transformation_mode", "cubic_coeff_a", "exclude_outside", "extrapolation_value", "keep_aspect_ratio_policy", "mode", "nearest_mode")
            || attributes.Get("keep_aspect_ratio_policy", "stretch") != "stretch" || attributes.Get("mode", "nearest") is not ("nearest" or "linear" or "cubic")
            || attributes.Get("nearest_mode", "round_prefer_floor") is not ("round_prefer_floor" or "round_prefer_ceil" or "floor" or "ceil")
            || attributes.Get("coordinate_transformation_mode", "half_pixel") is not
                ("half_pixel" or "half_pixel_symmetric" or "pytorch_half_pixel" or "align_corners" or "asymmetric" or "tf_crop_and_resize"))
            return null;
        return new Resize
        {
            Mode = attributes.Get("mode", "nearest"),
            CoordinateTransformationMode = attributes.Get("coordinate_transformation_mode", "half_pixel"),
            NearestMode = attributes.Get("nearest_mode", "round_prefer_floor"),
            CubicCoeffA = attributes.Get("cubic_coeff_a", -0.75f),
            ExcludeOutside = attributes.Flag("exclude_outside"),
            ExtrapolationValue = attributes.Get("extrapolation_value", 0f),
            Antialias = attributes.Flag("antialias"),
        };
    }

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question)
    {
        var input = question.Known(0);
        var factors = Old ? 1 : 2;
        if (!Old && question.Node.Input(3) is not null)
            return [question.Integers(3) is { } sizes ? Sizes(question, input, sizes) : input is null ? null : Shapes.Open(input.Count)];
        if (question.Node.Input(factors) is null)
            throw question.Failure("it needs factors or sizes.");
        return [Factors(question, input, CoordinateTransformationMode == "tf_crop_and_resize" ? null : question.Network.NumbersOf(question.Node, factors), factors)];
    }

    /// <summary>The shape after scaling by <paramref name="factors"/>, null where they are computed: rounded down in 32-bit floating point, as ONNX does.</summary>
    internal static Shape? Factors(ShapeQuestion question, Shape? input, IReadOnlyList<float>? factors, int from)
    {
        if (input is null || factors is null)
            return (input?.Count ?? factors?.Count) is { } rank ? Shapes.Open(rank) : null;
        if (factors.Count != input.Count || factors.Any(f => !(f > 0) || !float.IsFinite(f)))
            throw question.Failure($"{(from < question.Inputs.Count ? $"input {from}" : "scales")} holds {factors.Count} factors; expected {input.Count} above 0, one per dimension.");
        return new Shape(input.Select((d, i) => d == Shape.Unknown ? d : checked((long)(d * factors[i]))));
    }

    private static Shape Sizes(ShapeQuestion question, Shape? input, long[] sizes) =>
        (input is not null && sizes.Length != input.Count) || sizes.Any(s => s < 1)
            ? throw question.Failure($"input 3 holds {sizes.Length} sizes; expected {input?.Count} of at least 1, one per dimension.") : new Shape(sizes);
}

/// <summary>Scales the dimensions of x, by repetition or linear interpolation; y[p] lies at p / factor of the input. Removed from ONNX in opset 10.</summary>
public sealed partial record Upsample : Operator
{
    /// <inheritdoc/>
    public override string OpType => "Upsample";

    /// <summary>"nearest" or "linear".</summary>
    public string Mode { get; init; } = "nearest";

    /// <summary>The factors, one per dimension, as an attribute; null where they are input 1.</summary>
    public IReadOnlyList<float>? Scales { get; init; }

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(("mode", Mode), ("scales", Scales?.ToArray()));

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static Upsample? From(NodeForm form)
    {
        if (form.Opset > 9 || !form.Attributes.Only("mode", form.Opset < 9 ? "scales" : "mode") || form.Opset < 9 != form.Attributes.Has("scales")
            || form.Attributes.Get("mode", "nearest") is not ("nearest" or "linear"))
            return null;
        return new Upsample { Mode = form.Attributes.Get("mode", "nearest"), Scales = form.Attributes.Floats("scales") };
    }

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question) =>
        [Resize.Factors(question, question.Known(0), Scales ?? question.Network.NumbersOf(question.Node, 1), 1)];
}
