namespace MLNetCompact;

/// <summary>Which groups of a network in training are not 0 at present.</summary>
internal sealed class LiveGroups
{
    private readonly Dictionary<WeightGroups, bool[]> _live;
    private HashSet<int>? _dead;

    public LiveGroups(IReadOnlyList<WeightGroups> groups) => _live = groups.ToDictionary(g => g, g => g.Live());

    /// <summary>For each group whether it is not 0.</summary>
    public bool[] Of(WeightGroups groups) => _live[groups];

    /// <summary>The channel groups that contribute nothing: in all layers that make them the weights are 0, or in all that read them.</summary>
    public HashSet<int> DeadChannels(ChannelGroups channels) => _dead ??= Dead(channels);

    /// <summary>The layers of branches that are 0.</summary>
    public HashSet<string> DeadLayers() => [.. _live.Where(l => l.Key.Branch is not null && !l.Value[0]).SelectMany(l => l.Key.Branch!.Layers).Select(n => n.Name)];

    private HashSet<int> Dead(ChannelGroups channels)
    {
        var (made, read) = (new Dictionary<int, HashSet<string>>(), new Dictionary<int, HashSet<string>>());
        foreach (var (groups, live) in _live)
        {
            // In a grouped convolution, or behind a flattened map, several groups may be of one channel.
            var alive = groups.Channels?.Where((_, i) => live[i]).ToHashSet();
            foreach (var id in groups.Channels?.Where(id => !alive!.Contains(id)).Distinct() ?? [])
            {
                var layers = groups.Reads ? read : made;
                if (!layers.TryGetValue(id, out var dead))
                    layers[id] = dead = new(StringComparer.Ordinal);
                dead.UnionWith(groups.Layers);
            }
        }
        return [.. made.Where(m => All(channels.All[m.Key].Producers, m.Value)).Concat(read.Where(r => All(channels.All[r.Key].Readers, r.Value)))
            .Select(c => c.Key).Where(id => channels.All[id].IsRemovable)];

        static bool All(IReadOnlyList<Channel> channels, HashSet<string> dead) => channels.All(c => dead.Contains(c.Node));
    }
}
