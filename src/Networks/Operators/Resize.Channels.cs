namespace MLNetCompact.Operators;

public sealed partial record Resize
{
    internal override void Tie(ChannelTies ties, Node node) => Scaling.Tie(ties, node);

    internal override Emission Emit(DeadConstants constants, Node node, int output) =>
        CoordinateTransformationMode == "tf_crop_and_resize" ? Emission.Live : Scaling.Emit(constants, node);

    /// <summary>Where the sizes are a constant, the channels' own is among them.</summary>
    internal override void Cut(NetworkCut cut, Node node)
    {
        if (cut.Kept(node.Output) is { } kept && cut.Network.IntegersOf(node, 3) is { } sizes && kept.Axis < sizes.Length)
            cut.SetIntegers(node, 3, [.. sizes.Select((s, i) => i == kept.Axis ? kept.Positions.Length : s)]);
    }
}

public sealed partial record Upsample
{
    internal override void Tie(ChannelTies ties, Node node) => Scaling.Tie(ties, node);

    internal override Emission Emit(DeadConstants constants, Node node, int output) => Scaling.Emit(constants, node);
}

/// <summary>What scaling maps means for channels: they stay apart, and a map of one number stays one.</summary>
internal static class Scaling
{
    public static void Tie(ChannelTies ties, Node node)
    {
        if (ties.Of(node.Inputs[0]) is not { } channels)
            return;
        if (ties.ShapeOf(node.Output) is { } made && channels.Axis < made.Count && made[channels.Axis] == channels.Count)
            ties.PassOn(node);
        else
            ties.ProtectAll(node, $"{node} scales channels, or has sizes that the network computes");
    }

    public static Emission Emit(DeadConstants constants, Node node)
    {
        var x = constants.Of(node.Inputs[0]);
        return constants.AxisOf(node.Inputs[0]) is { } axis ? x.PerChannel(axis, values => values.All(v => v == values[0]) ? values[0] : double.NaN) : Emission.Live;
    }
}

public sealed partial record ShapeOp
{
    /// <summary>The number of channels changes with them, so whoever reads it would see another.</summary>
    internal override void Tie(ChannelTies ties, Node node)
    {
        if (ties.Of(node.Inputs[0]) is not { } channels || ties.ShapeOf(node.Inputs[0]) is not { } shape)
            return;
        var start = Start < 0 ? Start + shape.Count : Start;
        if (ties.Network.ReadersOf(node.Output).Any(r => !Avoids(ties.Network, r, channels.Axis - start)) || ties.Network.Outputs.Any(o => o.Name == node.Output))
            ties.Protect(channels.Channels, $"{node} tells their number");
    }

    /// <summary>Whether a reader takes none of the entry <paramref name="entry"/>.</summary>
    private static bool Avoids(Network network, Node reader, int entry)
    {
        var shape = network.Shapes.GetValueOrDefault(reader.Inputs[0]);
        return reader.Operator switch
        {
            Gather when shape is { Count: 1 } && network.IntegersOf(reader, 1) is { } indices => indices.All(i => (i < 0 ? i + shape[0] : i) != entry),
            Slice slice => slice.PlacesOf(network, reader) is { } places && !places.Contains(entry),
            _ => false,
        };
    }
}

public sealed partial record Softmax
{
    internal override void Tie(ChannelTies ties, Node node) => Softmaxes.Tie(ties, node, Axis, Flattens);
}

public sealed partial record LogSoftmax
{
    internal override void Tie(ChannelTies ties, Node node) => Softmaxes.Tie(ties, node, Axis, Flattens);
}

internal static partial class Softmaxes
{
    public static void Tie(ChannelTies ties, Node node, int axis, bool flattens)
    {
        if (ties.Of(node.Inputs[0]) is not { } channels)
            return;
        var rank = ties.ShapeOf(node.Inputs[0])?.Count;
        var over = axis < 0 ? axis + rank : axis;
        if (over is { } a && (flattens ? channels.Axis < a : channels.Axis != a))
            ties.PassOn(node);
        else
            ties.ProtectAll(node, $"{node} makes every output depend on every channel");
    }
}
