namespace MLNetCompact.Operators;

/// <summary>[N, C, H, W] to [N, C * H * W]: each channel becomes a block of neighbouring features.</summary>
public sealed record Flatten : Operator
{
    /// <inheritdoc/>
    public override string OpType => "Flatten";

    internal override OperatorAttributes Attributes => OperatorAttributes.Of(("axis", 1L));

    /// <summary>The operator of these attributes, or null if it is of a form that is not handled.</summary>
    internal static Flatten? From(OperatorAttributes attributes) => attributes.Get("axis", 1L) == 1 && attributes.Only("axis") ? new Flatten() : null;

    internal override IReadOnlyList<Shape> InferShapes(ShapeQuestion question)
    {
        var input = question.Required(0, 1);
        var features = input.Skip(1).Contains(Shape.Unknown) ? Shape.Unknown : input.ElementsPerRow;
        return [new Shape(input[0], features)];
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
    private static long? Block(Network network, Node node) =>
        network.Shapes.GetValueOrDefault(node.Inputs[0]) is { Count: >= 2 } input && !input.Skip(1).Contains(Shape.Unknown)
            ? input.ElementsPerRow / Math.Max(1, input[1]) : null;
}
