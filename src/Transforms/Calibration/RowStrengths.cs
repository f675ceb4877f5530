namespace MLNetCompact;

/// <summary>How strongly what a layer's rows make is read, so that errors of rows compare.</summary>
/// <param name="network">The network.</param>
internal sealed class RowStrengths(Network network)
{
    /// <summary>Rows that are hardly read count this part of the others at least.</summary>
    private const double Least = 1e-3;

    private readonly Dictionary<string, double[]> _columns = new(StringComparer.Ordinal);
    private readonly Lazy<ChannelGroups> _groups = new(network.Groups);

    /// <summary>What a BatchNormalization behind a layer multiplies its rows with; without one the length of the columns that read each row, and 1 where these are not known.</summary>
    public double[] Of(Node layer, LinearView view)
    {
        double[] strengths = NormalizationScale.Affine(network, layer) is { } affine ? [.. affine.Scales.Select(Math.Abs)] : Read(layer, view);
        var largest = strengths.Max();
        return [.. strengths.Select(s => largest > 0 ? Math.Max(s, Least * largest) : 1)];
    }

    private double[] Read(Node layer, LinearView view)
    {
        var (squares, ones) = (new double[view.Rows], Enumerable.Repeat(1.0, view.Rows).ToArray());
        if (_groups.Value.Of(layer.Output) is not { } groups || groups.Count != view.Rows)
            return ones;
        for (var row = 0; row < squares.Length; row++)
        {
            foreach (var reader in groups[row].Readers)
            {
                if (Columns(reader.Node) is not { } columns)
                    return ones;
                squares[row] += columns[reader.Index];
            }
        }
        return squares.Any(s => s > 0) ? [.. squares.Select(Math.Sqrt)] : ones;
    }

    /// <summary>The sum of squares of each column of a layer; null where its weight is not known.</summary>
    private double[]? Columns(string layer)
    {
        if (_columns.TryGetValue(layer, out var columns))
            return columns;
        var node = network.Nodes.First(n => n.Name == layer);
        if (LinearView.Of(node, network) is not { } view)
            return null;
        var weights = network.Weights[node.Inputs[1]].Floats();
        columns = new double[view.Columns];
        for (var row = 0; row < view.Rows; row++)
        {
            var (first, count) = view.ColumnsOf(row);
            for (var column = first; column < first + count; column++)
            {
                for (var tap = 0; tap < view.Block; tap++)
                    columns[column] += Math.Pow(weights[view.At(row, column) + tap], 2);
            }
        }
        return _columns[layer] = columns;
    }
}
