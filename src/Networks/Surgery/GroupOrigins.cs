namespace MLNetCompact;

/// <summary>Which group of a network a group of a smaller one was, while channels are removed step by step.</summary>
internal sealed class GroupOrigins
{
    private readonly ChannelGroups _groups;
    private readonly Dictionary<Channel, int> _byProducer;
    private readonly Dictionary<Channel, int> _byReader;
    private readonly Dictionary<string, List<int>> _rows;
    private readonly Dictionary<string, List<int>> _columns;

    public GroupOrigins(Network network)
    {
        _groups = ChannelGroups.Of(network);
        (_byProducer, _rows) = Positions(g => g.Producers);
        (_byReader, _columns) = Positions(g => g.Readers);
    }

    /// <summary>The group of that number in the first network.</summary>
    public ChannelGroup Original(int id) => _groups.All[id];

    /// <summary>What a group of the network as it is now was in the first one.</summary>
    public ChannelGroup Of(ChannelGroup group) => _groups.All[group.Producers.Count > 0
        ? _byProducer[group.Producers[0] with { Index = _rows[group.Producers[0].Node][group.Producers[0].Index] }]
        : _byReader[group.Readers[0] with { Index = _columns[group.Readers[0].Node][group.Readers[0].Index] }]];

    /// <summary>Those groups of the network as it is now are gone in the next one.</summary>
    public void Remove(IReadOnlyList<ChannelGroup> removed)
    {
        Shorten(_rows, removed.SelectMany(g => g.Producers));
        Shorten(_columns, removed.SelectMany(g => g.Readers));
    }

    private static void Shorten(Dictionary<string, List<int>> positions, IEnumerable<Channel> gone)
    {
        foreach (var channel in gone.OrderByDescending(c => c.Index))
            positions[channel.Node].RemoveAt(channel.Index);
    }

    private (Dictionary<Channel, int>, Dictionary<string, List<int>>) Positions(Func<ChannelGroup, IReadOnlyList<Channel>> channels)
    {
        var byChannel = _groups.All.SelectMany(g => channels(g).Select(c => (c, g.Id))).ToDictionary();
        return (byChannel, byChannel.Keys.GroupBy(c => c.Node).ToDictionary(n => n.Key, n => n.Select(c => c.Index).Order().ToList()));
    }
}
