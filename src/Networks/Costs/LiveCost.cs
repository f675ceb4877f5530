namespace MLNetCompact;

/// <summary>What a network would cost if channel groups and branches were gone, counted without cutting it: fast enough to steer a training by.</summary>
/// <remarks>What removal leaves behind (constants that are added, carriers) does not count here; <see cref="NetworkCost"/> of the cut network does.</remarks>
internal sealed class LiveCost
{
    private readonly List<Layer> _layers = [];
    private readonly NetworkCost _dense;
    private readonly long _bytes, _ownBytes, _ownParameters;

    /// <param name="network">The network.</param>
    /// <param name="whole">The network that costs are shares of, as <see cref="LiveCost"/>; the same if left out.</param>
    public LiveCost(Network network, LiveCost? whole = null)
    {
        Groups = ChannelGroups.Of(network);
        var own = NetworkCost.Of(network);
        (_ownBytes, _ownParameters) = (network.ToOnnx().LongLength, own.Parameters);
        (_dense, _bytes) = whole is null ? (own, _ownBytes) : (whole._dense, whole._bytes);
        foreach (var (node, cost) in network.Nodes.Zip(own.Layers))
        {
            if (cost.Parameters + cost.MultiplyAdds == 0)
                continue;
            var view = LinearView.Of(node, network);
            var columns = view is null || view.IsDepthwise ? null : Ids(node.Inputs[0]);
            _layers.Add(new(node.Name, cost, Ids(node.Output), columns));
        }
    }

    /// <summary>The groups of the network.</summary>
    public ChannelGroups Groups { get; }

    /// <summary>The costs without the groups of those numbers and the layers of those names.</summary>
    public CostShares Without(IReadOnlySet<int> groups, IReadOnlySet<string> layers)
    {
        double operations = 0, numbers = 0;
        foreach (var layer in _layers)
        {
            if (layers.Contains(layer.Node))
                continue;
            var (rows, columns) = (Live(layer.Rows, groups), Live(layer.Columns, groups));
            operations += layer.Cost.MultiplyAdds * rows * columns;
            numbers += layer.Cost.Weights * rows * columns + layer.Cost.Biases * rows;
        }
        return new(operations / Math.Max(1, _dense.MultiplyAdds), numbers / Math.Max(1, _dense.Parameters), (_ownBytes - (_ownParameters - numbers) * sizeof(float)) / _bytes);
    }

    /// <summary>The costs of a cut network.</summary>
    public CostShares Of(Network cut)
    {
        var cost = NetworkCost.Of(cut);
        return new((double)cost.MultiplyAdds / Math.Max(1, _dense.MultiplyAdds), (double)cost.Parameters / Math.Max(1, _dense.Parameters), (double)cut.ToOnnx().LongLength / _bytes);
    }

    /// <summary>A layer keeps one channel at least.</summary>
    private static double Live(int[]? ids, IReadOnlySet<int> dead) => ids is null ? 1 : Math.Max(1, ids.Count(id => !dead.Contains(id))) / (double)ids.Length;

    private int[]? Ids(string value) => Groups.Of(value) is { Count: > 0 } groups ? [.. groups.Select(g => g.Id)] : null;

    private sealed record Layer(string Node, LayerCost Cost, int[]? Rows, int[]? Columns);
}
