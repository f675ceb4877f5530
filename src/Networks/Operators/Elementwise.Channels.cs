namespace MLNetCompact.Operators;

public abstract partial record ElementwiseOp
{
    internal override void Tie(ChannelTies ties, Node node) => ties.PassOn(node);

    internal override Emission Emit(DeadConstants constants, Node node, int output) => Each(constants.Of(node.Inputs[0]), Apply);

    private protected static Emission Each(Emission emitted, Func<double, double> apply) => emitted.Each(v => double.IsNaN(v) ? v : apply(v));
}

public sealed partial record Clip
{
    internal override Emission Emit(DeadConstants constants, Node node, int output) =>
        Bounded(node, constants.Network) is { } bounded ? Each(constants.Of(node.Inputs[0]), bounded.Apply) : constants.Of(node.Inputs[0]).Each(_ => double.NaN);
}

public sealed partial record Cast
{
    internal override void Tie(ChannelTies ties, Node node) => ties.PassOn(node);

    internal override Emission Emit(DeadConstants constants, Node node, int output) =>
        constants.Of(node.Inputs[0]).Each(v => To is ElementType.Float or ElementType.Double or ElementType.Float16 or ElementType.BFloat16 ? v : double.NaN);
}

public sealed partial record PRelu
{
    internal override void Tie(ChannelTies ties, Node node) => BroadcastTies.Tie(ties, node);

    internal override Emission Emit(DeadConstants constants, Node node, int output) =>
        BroadcastTies.Emit(constants, node, (x, slope) => x >= 0 ? x : slope * x);

    internal override void Cut(NetworkCut cut, Node node) => cut.SelectOperand(node, 1);
}

public abstract partial record BroadcastOp
{
    internal override void Tie(ChannelTies ties, Node node) => BroadcastTies.Tie(ties, node);

    internal override Emission Emit(DeadConstants constants, Node node, int output) => BroadcastTies.Emit(constants, node, Apply);

    internal override void Cut(NetworkCut cut, Node node)
    {
        cut.SelectOperand(node, 0);
        cut.SelectOperand(node, 1);
    }
}

public sealed partial record Mul
{
    // Nothing comes through a channel of zeros, whatever it is multiplied by.
    internal override Emission Emit(DeadConstants constants, Node node, int output) =>
        BroadcastTies.Emit(constants, node, (left, right) => left == 0 || right == 0 ? 0 : left * right);
}
