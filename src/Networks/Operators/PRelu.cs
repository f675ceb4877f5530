namespace MLNetCompact.Operators;

/// <summary>x where x >= 0, else slope * x: input 1 is the slope, repeated to the shape of x as in <see cref="BroadcastOp"/>; [C, 1, 1] for one per channel.</summary>
public sealed partial record PRelu : Operator
{
    /// <inheritdoc/>
    public override string OpType => "PRelu";

    internal override OperatorAttributes Attributes => OperatorAttributes.None;

    internal override InputRole Role(Node node, Network network, int input) => input == 1 ? InputRole.Weight : InputRole.Setting;

    internal override IReadOnlyList<Shape?> InferShapes(ShapeQuestion question)
    {
        var (input, slope) = (question.Known(0), question.Known(1));
        if (input is not null && slope is not null && !Broadcast.Into(slope, input))
            throw question.Wrong(1, $"one that is repeated to {input}");
        return [input];
    }
}
