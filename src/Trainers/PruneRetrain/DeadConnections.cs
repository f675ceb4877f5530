namespace MLNetCompact;

/// <summary>
/// Finds the connections of neurons and channels that nothing makes or reads any more. They go with them, so others may stay in their place:
/// otherwise fewer weights than were asked for would be left in the end.
/// </summary>
/// <param name="network">The network; its structure counts.</param>
internal sealed class DeadConnections(Network network)
{
    private readonly IReadOnlyList<ChannelGroup> _groups = [.. ChannelGroups.Of(network).Removable];

    /// <summary>The layers with 0 for every weight of what is dead under those masks; null where no weight that stays is one.</summary>
    /// <param name="layers">Layers; those not among them count as whole.</param>
    /// <param name="masks">For each layer which of its weights stay.</param>
    public IReadOnlyList<PrunableLayer>? Without(IReadOnlyList<PrunableLayer> layers, bool[][] masks)
    {
        var live = layers.Zip(masks, (layer, mask) => (layer.Node.Name, Live: (Rows: Used(layer.Rows, layer.View.Rows, mask), Columns: Used(layer.Columns, layer.View.Columns, mask))))
            .ToDictionary(l => l.Name, l => l.Live, StringComparer.Ordinal);
        var dead = layers.ToDictionary(l => l.Node.Name, l => (Rows: new bool[l.View.Rows], Columns: new bool[l.View.Columns]), StringComparer.Ordinal);
        foreach (var group in _groups)
        {
            if (!group.Producers.All(p => live.TryGetValue(p.Node, out var own) && !own.Rows[p.Index]) && !group.Readers.All(r => live.TryGetValue(r.Node, out var own) && !own.Columns[r.Index]))
                continue;
            foreach (var made in group.Producers)
            {
                if (dead.TryGetValue(made.Node, out var own))
                    own.Rows[made.Index] = true;
            }
            foreach (var read in group.Readers)
            {
                if (dead.TryGetValue(read.Node, out var own))
                    own.Columns[read.Index] = true;
            }
        }
        var (changed, left) = (false, new PrunableLayer[layers.Count]);
        for (var i = 0; i < layers.Count; i++)
        {
            var (rows, columns) = dead[layers[i].Node.Name];
            var values = layers[i].Values.ToArray();
            for (var w = 0; w < values.Length; w++)
            {
                if (!rows[layers[i].Rows[w]] && !columns[layers[i].Columns[w]])
                    continue;
                values[w] = 0;
                changed |= masks[i][w];
            }
            left[i] = layers[i] with { Values = values };
        }
        return changed ? left : null;
    }

    /// <summary>For each row, or column, whether one of its weights stays.</summary>
    private static bool[] Used(int[] numbers, int count, bool[] mask)
    {
        var used = new bool[count];
        for (var w = 0; w < mask.Length; w++)
            used[numbers[w]] |= mask[w];
        return used;
    }
}
