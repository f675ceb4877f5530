namespace MLNetCompact.Operators;

/// <summary>
/// Two dimensions: those before <see cref="Axis"/> become one, the others the second. [N, C, H, W] to [N, C * H * W] makes each channel a block of neighbouring features.
/// </summary>
public sealed record Flatten : Operator
{
    /// <inheritdoc/>
    public override string OpType => "Flatten";

    /// <summary>The first dimension of the second part; negative counts from the end.</summary>
    public int Axis { get; init; } = 1;

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(("axis", (long)Axis));

    /// <summary>The operator of a node, or null if it is of a form that is not handled.</summary>
    internal static Flatten? From(NodeForm form) => form.Attributes.Only("axis") ? new Flatten { Axis = form.Attributes.Integer("axis", 1) } : null;

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question)
    {
        if (question.Known(0) is not { } input)
            return [Shapes.Open(2)];
        var axis = Axis == input.Count ? Axis : question.Axis(Axis, input.Count);
        return [new Shape(Shapes.Elements([.. input.Take(axis)]), Shapes.Elements([.. input.Skip(axis)]))];
    }

    internal override void Tie(ChannelTies ties, Node node)
    {
        var block = Block(ties.Network, node);
        var channels = ties.Of(node.Inputs[0]);
        if (block is null)
            ties.ProtectAll(node, $"{node} flattens maps of unknown size");
        else if (channels?.Count * block > ChannelTies.MostChannels)
            ties.ProtectAll(node, $"{node} makes more than {ChannelTies.MostChannels} features");
        else
            ties.Set(node.Output, channels?.SelectMany(channel => Enumerable.Repeat(channel, (int)block.Value)));
    }

    internal override double[] DeadOutputs(DeadConstants constants, Node node) =>
        [.. constants.Of(node.Inputs[0]).SelectMany(constant => Enumerable.Repeat(constant, (int)Block(constants.Network, node)!.Value))];

    /// <summary>How many features one channel becomes, or null where that is not known.</summary>
    private long? Block(Network network, Node node) =>
        network.Shapes.GetValueOrDefault(node.Inputs[0]) is { Count: >= 2 } input && (Axis == 1 || Axis + input.Count == 1) && !input.Skip(1).Contains(Shape.Unknown)
            ? input.ElementsPerRow / Math.Max(1, input[1]) : null;
}
