namespace MLNetCompact.Operators;

public abstract partial record ReduceOp
{
    internal override void Tie(ChannelTies ties, Node node)
    {
        if (ties.Of(node.Inputs[0]) is not { } channels)
            return;
        if (ties.ShapeOf(node.Inputs[0]) is not { } shape || Reduced(node, ties.Network, shape.Count) is not { } axes)
            ties.ProtectAll(node, $"{node} has dimensions that the network computes");
        else if (axes.Contains(channels.Axis))
            ties.ProtectAll(node, $"{node} makes one number of all channels");
        else
            ties.Set(node.Output, channels with { Axis = KeepDims ? channels.Axis : channels.Axis - axes.Count(a => a < channels.Axis) });
    }

    internal override Emission Emit(DeadConstants constants, Node node, int output)
    {
        var x = constants.Of(node.Inputs[0]);
        if (constants.ShapeOf(node.Inputs[0]) is not { } shape || x.Rank != shape.Count || Reduced(node, constants.Network, shape.Count) is not { } axes)
            return Emission.Live;
        foreach (var axis in axes)
            x = (CountsAll ? x.Spread(axis, shape[axis]) : x).Reduce(axis, Summary);
        return KeepDims ? x : x.Reshape([.. x.Dims.Where((_, d) => !axes.Contains(d))]);
    }

    /// <summary>Whether it matters how often a number stands there.</summary>
    private protected virtual bool CountsAll => false;

    /// <summary>What becomes of the numbers along a dimension.</summary>
    private protected abstract double Summary(IReadOnlyList<double> values);

    /// <summary>The dimensions that go, or null where the network computes them.</summary>
    private HashSet<int>? Reduced(Node node, Network network, int rank)
    {
        var axes = Axes ?? network.IntegersOf(node, 1);
        if (axes is null && node.Input(1) is not null)
            return null;
        return axes is { Count: > 0 } ? [.. axes.Select(a => (int)(a < 0 ? a + rank : a))] : NoopWithEmptyAxes ? [] : [.. Enumerable.Range(0, rank)];
    }
}

public sealed partial record ReduceMean
{
    private protected override double Summary(IReadOnlyList<double> values) => values.Average();
}

public sealed partial record ReduceSum
{
    private protected override bool CountsAll => true;

    private protected override double Summary(IReadOnlyList<double> values) => values.Sum();
}

public sealed partial record ReduceMax
{
    private protected override double Summary(IReadOnlyList<double> values) => values.Any(double.IsNaN) ? double.NaN : values.Max();
}
