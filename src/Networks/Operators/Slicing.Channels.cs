namespace MLNetCompact.Operators;

public sealed partial record Slice
{
    internal override void Tie(ChannelTies ties, Node node)
    {
        if (ties.Of(node.Inputs[0]) is not { } channels)
            return;
        if (ties.ShapeOf(node.Inputs[0]) is not { } shape || Cuts(ties.Network, node, shape) is not { } cuts)
            ties.ProtectAll(node, $"{node} has a part that the network computes");
        else if (cuts.GetValueOrDefault(channels.Axis) is not { } part)
            ties.PassOn(node);
        else if (part.Step != 1 || part.Places(channels.Count) is not { } places)
            ties.ProtectAll(node, $"{node} takes channels in steps of {part.Step}");
        else
            ties.Set(node.Output, new(channels.Axis, [.. places.Select(p => channels.Channels[p])]));
    }

    internal override Emission Emit(DeadConstants constants, Node node, int output)
    {
        var x = constants.Of(node.Inputs[0]);
        if (constants.ShapeOf(node.Inputs[0]) is not { } shape || x.Rank != shape.Count || Cuts(constants.Network, node, shape) is not { } cuts)
            return Emission.Live;
        foreach (var (axis, part) in cuts)
        {
            if (x.Dims[axis] != 1)
                x = part.Places(x.Dims[axis]) is { } places ? x.Take(axis, places) : Emission.Live;
            if (x.Rank == 0)
                return x;
        }
        return x;
    }

    internal override void Cut(NetworkCut cut, Node node)
    {
        if (cut.Kept(node.Inputs[0]) is not { } kept || cut.Network.Shapes.GetValueOrDefault(node.Inputs[0]) is not { } shape
            || Cuts(cut.Network, node, shape)?.GetValueOrDefault(kept.Axis) is not { } part || part.Places(kept.Count) is not { Length: > 0 } places)
            return;
        long start = kept.Within(0, places[0]);
        var end = start + kept.Within(places[0], places.Length);
        if (Starts is { } starts && Ends is { } ends)
        {
            cut.SetOperator(node, this with { Starts = With(starts, part.Entry, start), Ends = With(ends, part.Entry, end) });
            return;
        }
        cut.SetIntegers(node, 1, With(cut.Network.IntegersOf(node, 1)!, part.Entry, start));
        cut.SetIntegers(node, 2, With(cut.Network.IntegersOf(node, 2)!, part.Entry, end));
    }

    /// <summary>The places taken of a value of one dimension, or null where they are not known.</summary>
    internal int[]? PlacesOf(Network network, Node node) =>
        network.Shapes.GetValueOrDefault(node.Inputs[0]) is { Count: 1 } shape && shape[0] is >= 0 and <= Emission.MostNumbers && Cuts(network, node, shape) is { } cuts
            ? cuts.GetValueOrDefault(0)?.Places((int)shape[0]) : null;

    private static long[] With(IReadOnlyList<long> values, int index, long value) => [.. values.Select((v, i) => i == index ? value : v)];

    /// <summary>What is taken of each dimension that is cut, or null where the network computes it.</summary>
    private Dictionary<int, Part>? Cuts(Network network, Node node, Shape shape)
    {
        var (starts, ends) = (Starts ?? network.IntegersOf(node, 1), Ends ?? network.IntegersOf(node, 2));
        var axes = Axes ?? network.IntegersOf(node, 3);
        var steps = network.IntegersOf(node, 4);
        if (starts is null || ends is null || (axes is null && node.Input(3) is not null) || (steps is null && node.Input(4) is not null))
            return null;
        var cuts = new Dictionary<int, Part>();
        for (var i = 0; i < starts.Count; i++)
        {
            var axis = axes is null ? i : (int)(axes[i] < 0 ? axes[i] + shape.Count : axes[i]);
            cuts[axis] = new(i, starts[i], ends[i], steps is null ? 1 : steps[i]);
        }
        return cuts;
    }

    /// <summary>A part of one dimension as it is stated at place <paramref name="Entry"/> of the lists.</summary>
    private sealed record Part(int Entry, long Start, long End, long Step)
    {
        /// <summary>The places that are taken of a dimension of that size.</summary>
        public int[]? Places(int size)
        {
            if (Step == 0)
                return null;
            var (low, high) = Step > 0 ? (0L, (long)size) : (-1L, size - 1L);
            var start = Math.Clamp(Start < 0 ? Start + size : Start, Math.Max(low, 0), Math.Max(high, 0));
            var end = Math.Clamp(End < 0 ? Math.Max(End, long.MinValue / 2) + size : End, low, high);
            var places = new List<int>();
            for (var p = start; Step > 0 ? p < end : p > end; p += Step)
                places.Add((int)p);
            return [.. places];
        }
    }
}

public sealed partial record Gather
{
    internal override void Tie(ChannelTies ties, Node node)
    {
        ties.Protect(ties.Of(node.Inputs[1])?.Channels, $"{node} reads it as places");
        if (ties.Of(node.Inputs[0]) is not { } channels)
            return;
        if (ties.ShapeOf(node.Inputs[0]) is not { } shape || ties.ShapeOf(node.Inputs[1]) is not { } indices)
            ties.ProtectAll(node, $"{node} reads a value whose dimensions are not known");
        else if (Dimension(shape) != channels.Axis)
            ties.Set(node.Output, channels with { Axis = Dimension(shape) < channels.Axis ? channels.Axis + indices.Count - 1 : channels.Axis });
        else if (PlacesOf(ties.Network, node) is { } taken)
            ties.Set(node.Output, new(channels.Axis, [.. taken.Places.Select(p => channels.Channels[p])]));
        else
            ties.ProtectAll(node, $"{node} takes channels that the network chooses, or one alone");
    }

    internal override Emission Emit(DeadConstants constants, Node node, int output)
    {
        var x = constants.Of(node.Inputs[0]);
        if (constants.ShapeOf(node.Inputs[0]) is not { } shape || x.Rank != shape.Count)
            return Emission.Live;
        if (PlacesOf(constants.Network, node) is { } taken)
            return x.Take(taken.Axis, taken.Places);
        var axis = Dimension(shape);
        // Of a dimension that does not vary it matters not which places are taken.
        return x.Dims[axis] == 1 && constants.ShapeOf(node.Inputs[1]) is { } indices
            ? x.Reshape([.. x.Dims.Take(axis), .. Emission.Ones(indices.Count), .. x.Dims.Skip(axis + 1)]) : Emission.Live;
    }

    internal override void Cut(NetworkCut cut, Node node)
    {
        if (PlacesOf(cut.Network, node) is not { } taken || cut.Kept(node.Inputs[0]) is not { } kept || kept.Axis != taken.Axis)
            return;
        var left = cut.Kept(node.Output)?.Positions ?? [.. Enumerable.Range(0, taken.Places.Length)];
        cut.SetIntegers(node, 1, [.. left.Select(i => (long)Array.BinarySearch(kept.Positions, taken.Places[i]))]);
    }

    /// <summary>The dimension and the places that are taken of it, where they are a constant list; else null.</summary>
    internal static (int Axis, int[] Places)? PlacesOf(Network network, Node node)
    {
        if (node.Operator is not Gather gather || network.WeightOrNull(node.Input(1))?.Shape.Count != 1 || network.IntegersOf(node, 1) is not { } indices
            || network.Shapes.GetValueOrDefault(node.Inputs[0]) is not { } shape || gather.Dimension(shape) is var axis && axis >= shape.Count)
            return null;
        var size = shape[axis];
        if (size is < 0 or > int.MaxValue || indices.Any(i => i < -size || i >= size))
            return null;
        return (axis, [.. indices.Select(i => (int)(i < 0 ? i + size : i))]);
    }

    private int Dimension(Shape shape) => Axis < 0 ? Axis + shape.Count : Axis;
}
