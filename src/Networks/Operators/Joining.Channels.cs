namespace MLNetCompact.Operators;

public sealed partial record Concat
{
    internal override void Tie(ChannelTies ties, Node node)
    {
        var tracked = node.Inputs.Select(ties.Of).OfType<ChannelAxis>().ToArray();
        if (tracked.Length == 0)
            return;
        var axis = tracked[0].Axis;
        if (ties.ShapeOf(node.Output) is not { } made || tracked.Any(c => c.Axis != axis))
            ties.ProtectAll(node, $"{node} joins values whose channels are different dimensions");
        else if (axis != (Axis < 0 ? Axis + made.Count : Axis))
            Beside(ties, node, tracked);
        else if (node.Inputs.Any(i => ties.Of(i) is null && ties.ShapeOf(i)?[axis] is null or Shape.Unknown or > ChannelTies.MostChannels))
            ties.ProtectAll(node, $"{node} joins a value whose channels are not known");
        else
            ties.Set(node.Output, new(axis, [.. node.Inputs.SelectMany(i => ties.Of(i)?.Channels ?? ties.Fresh((int)ties.ShapeOf(i)![axis], $"it comes from '{i}', whose channels cannot be removed"))]));
    }

    internal override Emission Emit(DeadConstants constants, Node node, int output)
    {
        if (constants.ShapeOf(node.Output) is not { } made)
            return Emission.Live;
        var axis = Axis < 0 ? Axis + made.Count : Axis;
        var parts = node.Inputs.Select(i => (constants.Beside(i, i), constants.ShapeOf(i)?[axis] ?? Shape.Unknown)).ToArray();
        if (parts.All(p => p.Item2 is >= 0 and <= Emission.MostNumbers))
            return Emission.Concat(parts, axis, made.Count);
        // Along a dimension without a size all parts must be one and the same constant.
        var first = parts[0].Item1;
        return parts.All(p => p.Item1.Dims.SequenceEqual(first.Dims) && p.Item1.Values.SequenceEqual(first.Values)) && first.Rank > axis && first.Dims[axis] == 1 ? first : Emission.Live;
    }

    /// <summary>Joined along another dimension, channels at the same place go together.</summary>
    private static void Beside(ChannelTies ties, Node node, ChannelAxis[] tracked)
    {
        if (tracked.Length < node.Inputs.Count || tracked.Any(c => c.Count != tracked[0].Count))
        {
            ties.ProtectAll(node, $"{node} joins it with a value whose channels cannot be removed");
            return;
        }
        foreach (var other in tracked)
        {
            for (var i = 0; i < other.Count; i++)
                ties.Tie(tracked[0].Channels[i], other.Channels[i]);
        }
        ties.Set(node.Output, tracked[0]);
    }
}

public sealed partial record Split
{
    internal override void Tie(ChannelTies ties, Node node)
    {
        if (ties.Of(node.Inputs[0]) is not { } channels)
            return;
        if (ties.ShapeOf(node.Inputs[0]) is not { } shape || Parts(ties.Network, node, shape) is not { } parts)
        {
            ties.ProtectAll(node, $"{node} has parts of sizes that are not known");
            return;
        }
        for (var i = 0; i < node.Outputs.Count; i++)
        {
            var (start, size) = parts[i];
            ties.Set(node.Outputs[i], Dimension(shape) != channels.Axis ? channels : new(channels.Axis, channels.Channels[start..(start + size)]));
        }
    }

    internal override Emission Emit(DeadConstants constants, Node node, int output)
    {
        if (constants.ShapeOf(node.Inputs[0]) is not { } shape || Parts(constants.Network, node, shape) is not { } parts || constants.Of(node.Inputs[0]) is not { } x || x.Rank != shape.Count)
            return Emission.Live;
        return x.Take(Dimension(shape), [.. Enumerable.Range(parts[output].Start, parts[output].Size)]);
    }

    internal override void Cut(NetworkCut cut, Node node)
    {
        if (cut.Kept(node.Inputs[0]) is not { } kept || cut.Network.Shapes[node.Inputs[0]] is not { } shape || kept.Axis != Dimension(shape))
            return;
        long[] sizes = [.. Parts(cut.Network, node, shape)!.Select(p => (long)kept.Within(p.Start, p.Size))];
        if (cut.Network.Opset < 13)
            cut.SetOperator(node, this with { Sizes = sizes });
        else
            cut.SetIntegers(node, 1, sizes);
        if (NumOutputs is not null)
            cut.SetOperator(node, this with { NumOutputs = null });
    }

    private int Dimension(Shape shape) => Axis < 0 ? Axis + shape.Count : Axis;

    private (int Start, int Size)[]? Parts(Network network, Node node, Shape shape)
    {
        var sizes = node.Outputs.Select(o => network.Shapes.GetValueOrDefault(o)?[Dimension(shape)] ?? Shape.Unknown).ToArray();
        if (sizes.Any(s => s is < 0 or > int.MaxValue))
            return null;
        var start = 0;
        return [.. sizes.Select(s => ((start += (int)s) - (int)s, (int)s))];
    }
}
