namespace MLNetCompact;

/// <summary>Spreads a budget over sites: those units of a site go next whose error is least for what they save.</summary>
/// <param name="above">How far the network is above its budget without the groups of those numbers.</param>
internal sealed class UnifyQueue(Func<IReadOnlySet<int>, double> above)
{
    private readonly List<(string Key, IReadOnlyList<(ChannelGroup Unit, double Error)> Units, IReadOnlyList<int> Counts)> _sites = [];

    /// <summary>Adds a site.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="units">Its units in the order in which they go, and what each costs.</param>
    /// <param name="counts">How many of them may go, smallest first.</param>
    public void Add(string key, IReadOnlyList<(ChannelGroup Unit, double Error)> units, IReadOnlyList<int> counts) => _sites.Add((key, units, [.. counts.TakeWhile(c => c <= units.Count)]));

    /// <summary>How many units of each site go.</summary>
    public IReadOnlyList<(string Key, int Count)> Counts()
    {
        var (counts, places, gone) = (new int[_sites.Count], new int[_sites.Count], new HashSet<int>());
        var most = above(gone);
        while (most > 0)
        {
            var best = (Site: -1, Price: double.PositiveInfinity, Above: most);
            for (var site = 0; site < _sites.Count; site++)
            {
                if (places[site] == _sites[site].Counts.Count)
                    continue;
                var next = Next(site);
                gone.UnionWith(next.Select(n => n.Unit.Id));
                var left = above(gone);
                gone.ExceptWith(next.Select(n => n.Unit.Id));
                if (left < most && next.Sum(n => n.Error) / (most - left) is var price && price < best.Price)
                    best = (site, price, left);
            }
            if (best.Site < 0)
                break;
            gone.UnionWith(Next(best.Site).Select(n => n.Unit.Id));
            counts[best.Site] = _sites[best.Site].Counts[places[best.Site]++];
            most = best.Above;
        }
        return [.. _sites.Select((s, i) => (s.Key, counts[i]))];

        (ChannelGroup Unit, double Error)[] Next(int site) => [.. _sites[site].Units.Take(_sites[site].Counts[places[site]]).Skip(counts[site])];
    }
}
