namespace MLNetCompact.Operators;

public sealed partial record Reshape
{
    internal override void Tie(ChannelTies ties, Node node)
    {
        if (ties.Of(node.Inputs[0]) is not { } channels)
            return;
        if (ties.Network.IntegersOf(node, 1) is not { } target)
            ties.ProtectAll(node, $"{node} has dimensions that the network computes");
        else if (Moved(ties.Network, node, channels.Axis, target)?.Follow(ties, channels) is { } moved)
            ties.Set(node.Output, moved);
        else
            ties.ProtectAll(node, $"{node} mixes channels with other dimensions, or with sizes that are not known");
    }

    internal override Emission Emit(DeadConstants constants, Node node, int output) =>
        constants.AxisOf(node.Inputs[0]) is { } axis && constants.Network.IntegersOf(node, 1) is { } target
            ? Moved(constants.Network, node, axis, target)?.Follow(constants.Of(node.Inputs[0])) ?? Emission.Live : Emission.Live;

    internal override void Cut(NetworkCut cut, Node node)
    {
        if (cut.Kept(node.Output) is { } kept && cut.Network.IntegersOf(node, 1) is { } target && target[kept.Axis] > 0)
            cut.SetIntegers(node, 1, [.. target.Select((d, i) => i == kept.Axis ? kept.Positions.Length : d)]);
    }

    private ReshapedChannels? Moved(Network network, Node node, int axis, long[] target) =>
        network.Shapes.GetValueOrDefault(node.Inputs[0]) is { } from && network.Shapes.GetValueOrDefault(node.Output) is { } to
            ? ReshapedChannels.Find(from, to, axis, i => target[i] == 0 && !AllowZero) : null;
}

public sealed partial record Flatten
{
    internal override void Tie(ChannelTies ties, Node node)
    {
        if (ties.Of(node.Inputs[0]) is not { } channels)
            return;
        if (ReshapedChannels.Find(ties.ShapeOf(node.Inputs[0])!, ties.ShapeOf(node.Output)!, channels.Axis, _ => false)?.Follow(ties, channels) is { } moved)
            ties.Set(node.Output, moved);
        else
            ties.ProtectAll(node, $"{node} flattens maps of unknown size");
    }

    internal override Emission Emit(DeadConstants constants, Node node, int output) =>
        constants.AxisOf(node.Inputs[0]) is { } axis
            ? ReshapedChannels.Find(constants.ShapeOf(node.Inputs[0])!, constants.ShapeOf(node.Output)!, axis, _ => false)?.Follow(constants.Of(node.Inputs[0])) ?? Emission.Live : Emission.Live;
}

public sealed partial record Transpose
{
    internal override void Tie(ChannelTies ties, Node node)
    {
        if (ties.Of(node.Inputs[0]) is not { } channels)
            return;
        if (ties.ShapeOf(node.Inputs[0]) is { } shape)
            ties.Set(node.Output, channels with { Axis = Order(shape.Count).ToList().IndexOf(channels.Axis) });
        else
            ties.ProtectAll(node, $"{node} reads a value whose dimensions are not known");
    }

    internal override Emission Emit(DeadConstants constants, Node node, int output)
    {
        var x = constants.Of(node.Inputs[0]);
        return constants.ShapeOf(node.Inputs[0]) is { } shape && x.Rank == shape.Count ? x.Transpose(Order(shape.Count)) : Emission.Live;
    }
}

public sealed partial record Squeeze
{
    internal override void Tie(ChannelTies ties, Node node)
    {
        if (ties.Of(node.Inputs[0]) is not { } channels)
            return;
        if (ties.ShapeOf(node.Inputs[0]) is not { } shape || Gone(ties.Network, node, shape) is not { } gone)
            ties.ProtectAll(node, $"{node} reads dimensions that are not known");
        else if (gone.Contains(channels.Axis))
            ties.ProtectAll(node, $"{node} leaves out the dimension of its one channel");
        else
            ties.Set(node.Output, channels with { Axis = channels.Axis - gone.Count(d => d < channels.Axis) });
    }

    internal override Emission Emit(DeadConstants constants, Node node, int output)
    {
        var x = constants.Of(node.Inputs[0]);
        return constants.ShapeOf(node.Inputs[0]) is { } shape && x.Rank == shape.Count && Gone(constants.Network, node, shape) is { } gone
            ? x.Reshape([.. x.Dims.Where((_, d) => !gone.Contains(d))]) : Emission.Live;
    }

    private HashSet<int>? Gone(Network network, Node node, Shape shape)
    {
        if ((Axes ?? network.IntegersOf(node, 1)) is { } axes)
            return [.. axes.Select(a => (int)(a < 0 ? a + shape.Count : a))];
        return node.Input(1) is null && shape.IsKnownPerRow && shape[0] != 1 ? [.. Enumerable.Range(0, shape.Count).Where(d => shape[d] == 1)] : null;
    }
}

public sealed partial record Unsqueeze
{
    internal override void Tie(ChannelTies ties, Node node)
    {
        if (ties.Of(node.Inputs[0]) is not { } channels)
            return;
        if (ties.ShapeOf(node.Output) is { } made && New(ties.Network, node, made.Count) is { } added)
            ties.Set(node.Output, channels with { Axis = Enumerable.Range(0, made.Count).Where(d => !added.Contains(d)).ElementAt(channels.Axis) });
        else
            ties.ProtectAll(node, $"{node} has dimensions that are not known");
    }

    internal override Emission Emit(DeadConstants constants, Node node, int output)
    {
        var x = constants.Of(node.Inputs[0]);
        if (constants.ShapeOf(node.Output) is not { } made || New(constants.Network, node, made.Count) is not { } added || x.Rank + added.Count != made.Count)
            return Emission.Live;
        var old = 0;
        return x.Reshape([.. Enumerable.Range(0, made.Count).Select(d => added.Contains(d) ? 1 : x.Dims[old++])]);
    }

    private HashSet<int>? New(Network network, Node node, int rank) =>
        (Axes ?? network.IntegersOf(node, 1)) is { } axes ? [.. axes.Select(a => (int)(a < 0 ? a + rank : a))] : null;
}

public sealed partial record Expand
{
    internal override void Tie(ChannelTies ties, Node node)
    {
        if (ties.Of(node.Inputs[0]) is not { } channels)
            return;
        if (ties.ShapeOf(node.Inputs[0]) is not { } shape || ties.ShapeOf(node.Output) is not { } made || ties.Network.IntegersOf(node, 1) is null
            || made[channels.Axis + made.Count - shape.Count] != channels.Count)
            ties.ProtectAll(node, $"{node} spreads channels, or has dimensions that the network computes");
        else
            ties.Set(node.Output, channels with { Axis = channels.Axis + made.Count - shape.Count });
    }

    internal override Emission Emit(DeadConstants constants, Node node, int output)
    {
        var x = constants.Of(node.Inputs[0]);
        return constants.ShapeOf(node.Output) is { } made && x.Rank <= made.Count ? x.Reshape([.. Emission.Ones(made.Count - x.Rank), .. x.Dims]) : Emission.Live;
    }

    internal override void Cut(NetworkCut cut, Node node)
    {
        if (cut.Kept(node.Output) is not { } kept || cut.Network.IntegersOf(node, 1) is not { } target)
            return;
        var at = kept.Axis - (cut.Network.Shapes[node.Output].Count - target.Length);
        if (at >= 0 && target[at] == kept.Count && kept.Count > 1)
            cut.SetIntegers(node, 1, [.. target.Select((d, i) => i == at ? kept.Positions.Length : d)]);
    }
}

public sealed partial record DepthToSpace
{
    /// <summary>The channels that become the pixels of one channel go together.</summary>
    internal override void Tie(ChannelTies ties, Node node)
    {
        if (ties.Of(node.Inputs[0]) is not { } channels)
            return;
        var (pixels, made) = (BlockSize * BlockSize, channels.Count / (BlockSize * BlockSize));
        if (channels.Axis != 1)
        {
            ties.ProtectAll(node, $"{node} does not read them as its channels");
            return;
        }
        for (var i = 0; i < channels.Count; i++)
            ties.Tie(channels.Channels[i], channels.Channels[From(i % made, 0, made)]);
        ties.Set(node.Output, new(1, [.. Enumerable.Range(0, made).Select(c => channels.Channels[From(c, 0, made)])]));

        int From(int channel, int pixel, int count) => ChannelFirst ? channel * pixels + pixel : pixel * count + channel;
    }

    internal override Emission Emit(DeadConstants constants, Node node, int output)
    {
        var x = constants.Of(node.Inputs[0]);
        if (x.Rank != 4 || x.Dims[1] == 1)
            return Emission.Live;
        var made = x.Dims[1] / (BlockSize * BlockSize);
        // Pixels of different numbers repeat all over the map: followed where its size is known.
        var blocks = ChannelFirst ? x.Reshape(made, BlockSize, BlockSize, x.Dims[2], x.Dims[3]).Transpose([0, 3, 1, 4, 2])
            : x.Reshape(BlockSize, BlockSize, made, x.Dims[2], x.Dims[3]).Transpose([2, 3, 0, 4, 1]);
        if (constants.ShapeOf(node.Inputs[0]) is { } shape && shape[2] != Shape.Unknown && shape[3] != Shape.Unknown)
        {
            blocks = blocks.Spread(1, shape[2]).Spread(3, shape[3]);
            return blocks.Rank == 5 && blocks.Dims[1] == shape[2] && blocks.Dims[3] == shape[3]
                ? blocks.Reshape(1, made, blocks.Dims[1] * BlockSize, blocks.Dims[3] * BlockSize).Compact(1) : Emission.Live;
        }
        return blocks.Reshape(1, made, blocks.Values.Length / made, 1).PerChannel(1, values => values.All(v => v == values[0]) ? values[0] : double.NaN);
    }
}

public sealed partial record SpaceToDepth
{
    internal override void Tie(ChannelTies ties, Node node)
    {
        if (ties.Of(node.Inputs[0]) is { Axis: 1 } channels)
            ties.Set(node.Output, new(1, [.. Enumerable.Range(0, BlockSize * BlockSize).SelectMany(_ => channels.Channels)]));
        else
            ties.ProtectAll(node, $"{node} does not read them as its channels");
    }

    internal override Emission Emit(DeadConstants constants, Node node, int output)
    {
        var x = constants.Of(node.Inputs[0]).PerChannel(1, values => values.All(v => v == values[0]) ? values[0] : double.NaN);
        return x.Rank == 4 ? Emission.Along(4, 1, [.. Enumerable.Range(0, BlockSize * BlockSize).SelectMany(_ => x.Values.ToArray())]) : Emission.Live;
    }
}
