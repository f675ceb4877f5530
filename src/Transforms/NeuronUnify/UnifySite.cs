namespace MLNetCompact;

/// <summary>Units (neurons or channels) of one width of the network, and the layers that read them.</summary>
/// <param name="Units">The channel groups.</param>
/// <param name="Readers">The layers.</param>
/// <param name="IsStage">Whether several layers make them together: a residual stream.</param>
internal sealed record UnifySite(IReadOnlyList<ChannelGroup> Units, IReadOnlyList<LinearReader> Readers, bool IsStage)
{
    /// <summary>The layers that make the units.</summary>
    public string Name => string.Join(" + ", Units[0].Producers.Select(p => p.Node).Distinct(StringComparer.Ordinal));

    /// <summary>The layers that make the units and those that read them.</summary>
    public string Label => $"{Name} -> {string.Join(", ", Readers.Select(r => r.Node.Name))}";

    /// <summary>Names the site in this network and in those that it becomes: what the same layers make and read may go different ways between.</summary>
    public string Key => $"{string.Join(' ', Units[0].Producers.Select(p => p.Node))}\n{string.Join(' ', Units[0].Path)}";

    /// <summary>Whether whole maps stand for one another: not those of several blocks, or of units that differ in size.</summary>
    public bool HasMaps => Readers.All(r => r.HasMaps);

    /// <summary>The sites of a network from its input to its output.</summary>
    /// <param name="network">The network.</param>
    /// <param name="refuse">Hears of channels that stay as they are, and why.</param>
    public static IReadOnlyList<UnifySite> Of(Network network, Action<string> refuse)
    {
        var sites = new List<UnifySite>();
        var (nodes, strengths) = (network.Nodes.ToDictionary(n => n.Name, StringComparer.Ordinal), new RowStrengths(network));
        foreach (var kind in network.Groups().Kinds())
        {
            var name = kind.Groups[0].Producers.Count == 0 ? "" : kind.Channels;
            if (kind.Groups[0].Producers.Count == 0)
                continue;
            if (kind.Protection is not null)
                refuse($"{name} stays: {kind.Protection}");
            else if (ReadersOf(network, kind, nodes, strengths) is { Count: > 0 } readers)
                sites.Add(new(kind.Groups, readers, kind.Groups[0].Producers.Select(p => nodes[p.Node]).DistinctBy(n => n.Name).Count(n => !LinearView.Of(n, network)!.IsDepthwise) > 1));
            else
                refuse($"{name} stays: not all layers that read it can be refitted (a weight that several share, a bias that is computed, half precision, or maps of unknown size)");
        }
        return sites;
    }

    private static List<LinearReader>? ReadersOf(Network network, ChannelGroupKind kind, Dictionary<string, Node> nodes, RowStrengths strengths)
    {
        var readers = new List<LinearReader>();
        foreach (var name in kind.Groups.SelectMany(g => g.Readers).Select(r => r.Node).Distinct(StringComparer.Ordinal))
        {
            int[][] units = [.. kind.Groups.Select(g => g.Readers.Where(r => r.Node == name).Select(r => r.Index).Order().ToArray())];
            if (Patches.Of(network, nodes[name]) is null || LinearReader.Of(network, nodes[name], units, strengths) is not { } reader)
                return null;
            readers.Add(reader);
        }
        return readers;
    }
}
