namespace MLNetCompact.Operators;

/// <summary>Turns channels into pixels: [N, C * b * b, H, W] to [N, C, H * b, W * b] with blocks of b * b pixels.</summary>
public sealed partial record DepthToSpace : Operator
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

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question)
    {
        var input = question.Known(0) ?? Shapes.Open(4);
        var block = checked((long)BlockSize * BlockSize);
        if (BlockSize < 1 || input.Count != 4 || (input[1] != Shape.Unknown && input[1] % block != 0))
            throw question.Wrong(0, $"[N, a multiple of {block}, height, width]");
        return [new Shape(input[0], Blocks.Divide(input[1], block), Blocks.Times(input[2], BlockSize), Blocks.Times(input[3], BlockSize))];
    }
}

/// <summary>Turns pixels into channels: [N, C, H * b, W * b] to [N, b * b * C, H, W] with blocks of b * b pixels; the channels count (row, column, C).</summary>
public sealed partial record SpaceToDepth : Operator
{
    /// <inheritdoc/>
    public override string OpType => "SpaceToDepth";

    /// <summary>Height and width of a block.</summary>
    public required int BlockSize { get; init; }

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(("blocksize", (long)BlockSize));

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static SpaceToDepth? From(NodeForm form) => form.Attributes.Only("blocksize") && form.Attributes.Has("blocksize")
        ? new SpaceToDepth { BlockSize = form.Attributes.Integer("blocksize", 1) } : null;

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question)
    {
        var input = question.Known(0) ?? Shapes.Open(4);
        if (BlockSize < 1 || input.Count != 4 || input.Skip(2).Any(d => d != Shape.Unknown && d % BlockSize != 0))
            throw question.Wrong(0, $"[N, channels, height, width] with multiples of {BlockSize}");
        return [new Shape(input[0], Blocks.Times(input[1], (long)BlockSize * BlockSize), Blocks.Divide(input[2], BlockSize), Blocks.Divide(input[3], BlockSize))];
    }
}

internal static class Blocks
{
    public static long Times(long size, long factor) => size == Shape.Unknown ? size : checked(size * factor);

    public static long Divide(long size, long factor) => size == Shape.Unknown ? size : size / factor;
}
