namespace MLNetCompact.Operators;

/// <summary>Turns channels into pixels: [N, C * b * b, H, W] to [N, C, H * b, W * b] with blocks of b * b pixels.</summary>
public sealed record DepthToSpace : Operator
{
    /// <inheritdoc/>
    public override string OpType => "DepthToSpace";

    /// <summary>Height and width of a block.</summary>
    public required int BlockSize { get; init; }

    /// <summary>Whether the channels count (C, row, column), ONNX's mode "CRD"; otherwise (row, column, C), "DCR".</summary>
    public bool ChannelFirst { get; init; }

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(("blocksize", (long)BlockSize), ("mode", ChannelFirst ? "CRD" : null));

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static DepthToSpace? From(NodeForm form) =>
        form.Attributes.Only("blocksize", form.Opset < 11 ? "blocksize" : "mode") && form.Attributes.Has("blocksize") && form.Attributes.Get("mode", "DCR") is var mode and ("DCR" or "CRD")
            ? new DepthToSpace { BlockSize = form.Attributes.Integer("blocksize", 1), ChannelFirst = mode == "CRD" } : null;

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question) => [];
}

/// <summary>Turns pixels into channels: [N, C, H * b, W * b] to [N, b * b * C, H, W] with blocks of b * b pixels; the channels count (row, column, C).</summary>
public sealed record SpaceToDepth : Operator
{
    /// <inheritdoc/>
    public override string OpType => "SpaceToDepth";

    /// <summary>Height and width of a block.</summary>
    public required int BlockSize { get; init; }

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(("blocksize", (long)BlockSize));

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static SpaceToDepth? From(NodeForm form) => form.Attributes.Only("blocksize") && form.Attributes.Has("blocksize")
        ? new SpaceToDepth { BlockSize = form.Attributes.Integer("blocksize", 1) } : null;

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question) => [];
}
