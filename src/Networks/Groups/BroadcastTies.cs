namespace MLNetCompact;

/// <summary>The rule of operators that read their inputs element by element, with ONNX's broadcasting.</summary>
internal static class BroadcastTies
{
    /// <summary>
    /// Channels that meet are tied: a residual sum, a gate per channel. Beside them may stand a constant, which is cut with them,
    /// or a value that is the same for all channels.
    /// </summary>
    public static void Tie(ChannelTies ties, Node node)
    {
        string[] operands = [node.Inputs[0], node.Inputs[1]];
        if (operands.All(o => ties.Of(o) is null))
            return;
        if (ties.ShapeOf(node.Output) is not { } made || operands.Any(o => ties.ShapeOf(o) is null))
        {
            ties.ProtectAll(node, $"{node} reads values whose dimensions are not known");
            return;
        }
        var lead = operands.Where(o => ties.Of(o) is not null).MaxBy(o => ties.Of(o)!.Count)!;
        var (channels, axis) = (ties.Of(lead)!, Aligned(ties, lead, made));
        if (made[axis] != channels.Count)
        {
            ties.ProtectAll(node, $"{node} spreads it over other channels");
            return;
        }
        for (var i = 0; i < 2; i++)
        {
            if (operands[i] != lead)
                Beside(ties, node, i, lead, channels, axis, made);
        }
        ties.Set(node.Output, channels with { Axis = axis });
    }

    /// <summary>What dead channels emit behind <paramref name="apply"/>.</summary>
    public static Emission Emit(DeadConstants constants, Node node, Func<double, double, double> apply)
    {
        if (constants.ShapeOf(node.Output) is not { } made)
            return Emission.Live;
        var (left, right) = (constants.Beside(node.Inputs[0], node.Output), constants.Beside(node.Inputs[1], node.Output));
        var emitted = Emission.Combine(left, right, apply);
        return emitted.Reshape([.. Emission.Ones(Math.Max(0, made.Count - emitted.Rank)), .. emitted.Dims]);
    }

    private static void Beside(ChannelTies ties, Node node, int input, string lead, ChannelAxis channels, int axis, Shape made)
    {
        var (name, other) = (node.Inputs[input], ties.Of(node.Inputs[input]));
        if (other is not null && other.Count == channels.Count && Aligned(ties, name, made) == axis)
        {
            for (var i = 0; i < channels.Count; i++)
                ties.Tie(channels.Channels[i], other.Channels[i]);
            return;
        }
        ties.Protect(other?.Channels, $"{node} spreads it over the channels of '{lead}'");
        var shape = ties.ShapeOf(name)!;
        var at = axis - (made.Count - shape.Count);
        if (at >= 0 && shape[at] != 1 && ConstantOperand.Find(ties.Network, node, input, axis) is null)
            ties.Protect(channels.Channels, $"{node} reads it beside '{name}', whose channels cannot be removed");
    }

    private static int Aligned(ChannelTies ties, string name, Shape made) => ties.Of(name)!.Axis + made.Count - ties.ShapeOf(name)!.Count;
}
