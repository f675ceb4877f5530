namespace MLNetCompact;

/// <summary>One removal of channels: cuts the weights of every node and carries the constants of dead channels on.</summary>
internal sealed class NetworkCut(Network network, ChannelGroups groups, SortedSet<int> dead, DeadConstants constants)
{
    private readonly NetworkEdit _edit = new(network);

    public Network Apply()
    {
        foreach (var node in network.Nodes)
            node.Operator.Cut(this, node);
        return _edit.Apply();
    }

    /// <summary>Cuts a convolution or dense layer: scale * W * x + biasScale * b.</summary>
    public void CutLinear(Node node, double scale, double biasScale)
    {
        if (groups.Of(node.Output) is not { } made || _edit.Find(node.Name, 1) is not { } weight)
            return;
        var view = new LinearView(node, weight);
        var rows = Kept(made);
        if (groups.Of(node.Inputs[0]) is { } read && Kept(read) is { } columns && columns.Length < read.Count)
        {
            weight = CarryConstants(node, weight, view, read, scale / biasScale);
            weight = weight.Select(view.ColumnAxis, columns);
        }
        if (rows.Length < made.Count)
        {
            weight = weight.Select(view.RowAxis, rows);
            if (_edit.Find(node.Name, 2) is { } bias)
                _edit.Replace(node.Name, 2, bias.Select(0, rows));
        }
        if (!ReferenceEquals(weight, network.WeightOrNull(node.Input(1))))
            _edit.Replace(node.Name, 1, weight);
    }

    private int[] Kept(IReadOnlyList<ChannelGroup> channels) =>
        [.. Enumerable.Range(0, channels.Count).Where(i => !dead.Contains(channels[i].Id))];

    /// <summary>Adds what the dead input channels contribute to the bias, or to the weights that read the carrier.</summary>
    private Weight CarryConstants(Node node, Weight weight, LinearView view, IReadOnlyList<ChannelGroup> read, double biasFactor)
    {
        var emitted = constants.Of(node.Inputs[0]);
        var gone = Enumerable.Range(0, read.Count).Where(i => dead.Contains(read[i].Id) && emitted[i] != 0).ToArray();
        if (gone.Length == 0)
            return weight;
        var values = weight.Values.ToArray();
        if (constants.Carriers.TryGetValue(node.Name, out var carrier))
        {
            for (var row = 0; row < view.Rows; row++)
            {
                for (var tap = 0; tap < view.Block; tap++)
                {
                    var sum = gone.Sum(i => emitted[i] / emitted[carrier] * values[view.At(row, i) + tap]);
                    values[view.At(row, carrier) + tap] += (float)sum;
                }
            }
            return weight.With(values);
        }
        var bias = _edit.Find(node.Name, 2)?.Values.ToArray() ?? new float[view.Rows];
        for (var row = 0; row < view.Rows; row++)
        {
            double sum = 0;
            foreach (var i in gone)
            {
                for (var tap = 0; tap < view.Block; tap++)
                    sum += emitted[i] * values[view.At(row, i) + tap];
            }
            bias[row] += (float)(biasFactor * sum);
        }
        _edit.Replace(node.Name, 2, Weight.Of(node.Input(2) ?? $"{node.Name}.bias", new Shape(view.Rows), bias));
        return weight;
    }
}
