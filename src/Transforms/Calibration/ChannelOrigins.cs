using System.Collections.Immutable;

namespace MLNetCompact;

/// <summary>Which channels of the original network those of a compacted one are.</summary>
internal sealed class ChannelOrigins
{
    private readonly Network _original;
    private readonly ChannelGroups _groups;
    private readonly ImmutableDictionary<string, int[]> _rows;

    /// <summary>Of a network that is still the original one.</summary>
    public ChannelOrigins(Network original) : this(original, original.Groups(), ImmutableDictionary.Create<string, int[]>(StringComparer.Ordinal))
    {
    }

    private ChannelOrigins(Network original, ChannelGroups groups, ImmutableDictionary<string, int[]> rows) => (_original, _groups, _rows) = (original, groups, rows);

    /// <summary>For each row of a layer of the compacted network the one of the original layer.</summary>
    public int[] RowsOf(Network network, Node layer) => _rows.GetValueOrDefault(layer.Name) ?? [.. Enumerable.Range(0, LinearView.Of(layer, network)!.Rows)];

    /// <summary>For each channel of a value of the compacted network the one of the same value originally; null where they cannot be told.</summary>
    public int[]? ChannelsOf(Network network, ChannelGroups groups, string value)
    {
        if (groups.Of(value) is not { } now || _groups.Of(value) is not { } before)
            return network.Shapes.GetValueOrDefault(value) is { Count: > 1 } shape && shape.Equals(_original.Shapes.GetValueOrDefault(value)) && shape[1] != Shape.Unknown ? [.. Enumerable.Range(0, (int)shape[1])] : null;
        var places = new Dictionary<Channel, int>();
        for (var place = 0; place < before.Count; place++)
        {
            foreach (var producer in before[place].Producers)
                places.TryAdd(producer, place);
        }
        var origins = new int[now.Count];
        for (var place = 0; place < origins.Length; place++)
        {
            if (now[place].Producers is not [var maker, ..] || !places.TryGetValue(maker with { Index = RowsOf(network, network.Nodes.First(n => n.Name == maker.Node))[maker.Index] }, out origins[place]))
                return now.Count == before.Count ? [.. Enumerable.Range(0, now.Count)] : null;
        }
        return origins;
    }

    /// <summary>The origins after some groups were removed from a compacted network.</summary>
    public ChannelOrigins Without(Network before, IEnumerable<ChannelGroup> groups) => new(_original, _groups, _rows.SetItems(groups.SelectMany(g => g.Producers).GroupBy(p => p.Node).Select(made =>
    {
        var gone = made.Select(p => p.Index).ToHashSet();
        return KeyValuePair.Create(made.Key, RowsOf(before, before.Nodes.First(n => n.Name == made.Key)).Where((_, i) => !gone.Contains(i)).ToArray());
    })));
}
