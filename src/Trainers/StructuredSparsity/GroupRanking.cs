namespace MLNetCompact;

/// <summary>How strong each channel group of a network is: the norm of the weights that make it, or of its normalizations' scales, in units of its layer's mean.</summary>
internal sealed class GroupRanking
{
    private readonly Dictionary<int, double> _norms = [];
    private readonly ILookup<string, int> _byLayer;

    public GroupRanking(Network network, ChannelGroups groups, bool paperExact)
    {
        var squares = new Dictionary<string, double[]>(StringComparer.Ordinal);
        foreach (var node in network.Nodes)
        {
            if (LinearView.Of(node, network) is { } view)
                squares[node.Name] = Squares(network, node, view, paperExact);
        }
        var removable = groups.Removable.Where(g => g.Producers.Count > 0).ToArray();
        _byLayer = removable.ToLookup(g => g.Producers[0].Node, g => g.Id, StringComparer.Ordinal);
        foreach (var group in removable)
            _norms[group.Id] = Math.Sqrt(group.Producers.Sum(p => squares[p.Node][p.Index]));
    }

    /// <summary>The groups that weights make and that can go.</summary>
    public IEnumerable<int> Groups => _norms.Keys;

    /// <summary>The norm of a group; comparable within its layer.</summary>
    public double Norm(int group) => _norms[group];

    /// <summary>For each group its norm in units of the mean of its layer: comparable everywhere.</summary>
    public IReadOnlyDictionary<int, double> Relative()
    {
        var relative = new Dictionary<int, double>();
        foreach (var layer in _byLayer)
        {
            var mean = layer.Average(Norm);
            foreach (var id in layer)
                relative[id] = mean == 0 ? 0 : Norm(id) / mean;
        }
        return relative;
    }

    /// <summary>The layers and their groups.</summary>
    public ILookup<string, int> Layers => _byLayer;

    private static double[] Squares(Network network, Node node, LinearView view, bool paperExact)
    {
        if (!paperExact && NormalizationScale.Of(network, node) is { } name)
            return [.. network.Weights[name].Floats().ToArray().Select(v => (double)v * v)];
        var (sums, values) = (new double[view.Rows], network.Weights[node.Inputs[1]].Floats().ToArray());
        for (var row = 0; row < view.Rows; row++)
            view.Row(row, at => sums[row] += (double)values[at] * values[at]);
        return sums;
    }
}
