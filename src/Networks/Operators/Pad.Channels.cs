namespace MLNetCompact.Operators;

public sealed partial record Pad
{
    /// <summary>Channels that are added are constant, each of its own; the others keep theirs.</summary>
    internal override void Tie(ChannelTies ties, Node node)
    {
        if (ties.Of(node.Inputs[0]) is not { } channels)
            return;
        if (ties.ShapeOf(node.Inputs[0]) is not { } shape || Added(ties.Network, node, shape.Count) is not { } added)
        {
            ties.ProtectAll(node, $"{node} has pads that the network computes");
            return;
        }
        var (before, behind) = added.GetValueOrDefault(channels.Axis);
        if (before == 0 && behind == 0)
            ties.PassOn(node);
        else if (Mode != PadMode.Constant || before < 0 || behind < 0 || before + behind > ChannelTies.MostChannels)
            ties.ProtectAll(node, $"{node} repeats channels or cuts them off");
        else
            ties.Set(node.Output, new(channels.Axis, [.. ties.Fresh((int)before), .. channels.Channels, .. ties.Fresh((int)behind)]));
    }

    internal override Emission Emit(DeadConstants constants, Node node, int output)
    {
        var x = constants.Of(node.Inputs[0]);
        if (constants.ShapeOf(node.Inputs[0]) is not { } shape || x.Rank != shape.Count || Added(constants.Network, node, shape.Count) is not { } added
            || constants.AxisOf(node.Inputs[0]) is not { } channels)
            return Emission.Live;
        var value = Filling(constants.Network, node);
        foreach (var (axis, (before, behind)) in added.OrderBy(a => a.Key == channels ? 0 : 1))
            x = Along(x, axis, shape[axis], before, behind, value, channels);
        return x.Compact(channels);
    }

    internal override void Cut(NetworkCut cut, Node node)
    {
        if (cut.Kept(node.Output) is not { } kept || cut.Network.Shapes.GetValueOrDefault(node.Inputs[0]) is not { } shape
            || Added(cut.Network, node, shape.Count)?.GetValueOrDefault(kept.Axis) is not var (before, behind) || (before == 0 && behind == 0))
            return;
        var pads = (Pads ?? cut.Network.IntegersOf(node, 1)!).ToArray();
        var entry = Axes(cut.Network, node, shape.Count)!.AsSpan().IndexOf(kept.Axis);
        (pads[entry], pads[entry + pads.Length / 2]) = (kept.Within(0, before), kept.Within(kept.Count - behind, behind));
        if (Pads is not null)
            cut.SetOperator(node, this with { Pads = pads });
        else
            cut.SetIntegers(node, 1, pads);
    }

    private Emission Along(Emission x, int axis, long size, long before, long behind, double value, int channels)
    {
        if ((before == 0 && behind == 0) || (axis != channels && x.Values.IndexOfAnyExcept(value) < 0 && Mode == PadMode.Constant))
            return x;
        if (Mode != PadMode.Constant && x.Dims[axis] == 1)
            return x;
        if (size is Shape.Unknown or > Emission.MostNumbers || Math.Abs(before) + Math.Abs(behind) > Emission.MostNumbers)
            return Partly(x, channels, value);
        var places = new List<int>();
        for (var p = -before; p < size + behind; p++)
            places.Add(Place(p, (int)size));
        var padded = x.Spread(axis, size);
        return padded.Dims[axis] == size ? padded.Take(axis, places, value) : Partly(x, channels, value);
    }

    /// <summary>Behind padding of unknown extent only channels that hold the same as the padding are still told.</summary>
    private Emission Partly(Emission x, int channels, double value) =>
        x.PerChannel(channels, values => Mode == PadMode.Constant && values.All(v => v == value) ? value : double.NaN);

    /// <summary>The entry of the input that stands at a place of the output, -1 for a new one.</summary>
    private int Place(long place, int size)
    {
        if (place >= 0 && place < size)
            return (int)place;
        return Mode switch
        {
            PadMode.Edge => place < 0 ? 0 : size - 1,
            PadMode.Reflect => (int)(place < 0 ? -place : 2L * (size - 1) - place),
            PadMode.Wrap => (int)((place % size + size) % size),
            _ => -1,
        };
    }

    private double Filling(Network network, Node node) =>
        Pads is not null || node.Input(2) is null ? Value ?? 0 : network.NumberOf(node, 2) ?? double.NaN;

    /// <summary>The dimensions that the pads are for, in their order; null where the network computes them.</summary>
    private static int[]? Axes(Network network, Node node, int rank) =>
        node.Input(3) is null ? [.. Enumerable.Range(0, rank)] : network.IntegersOf(node, 3)?.Select(a => (int)(a < 0 ? a + rank : a)).ToArray();

    /// <summary>The entries added before and behind each dimension.</summary>
    private Dictionary<int, (long Before, long Behind)>? Added(Network network, Node node, int rank)
    {
        if ((Pads ?? network.IntegersOf(node, 1)) is not { } pads || Axes(network, node, rank) is not { } axes || pads.Count != 2 * axes.Length)
            return null;
        return axes.Select((axis, i) => (axis, (pads[i], pads[i + axes.Length]))).ToDictionary();
    }
}
