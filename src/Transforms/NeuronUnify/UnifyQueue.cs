namespace MLNetCompact;

/// <summary>Spreads a budget over sites: the unit goes next whose error is least for what it saves.</summary>
/// <param name="above">How far the network is above its budget without the groups of those numbers.</param>
internal sealed class UnifyQueue(Func<IReadOnlySet<int>, double> above)
{
    private readonly List<(string Key, IReadOnlyList<(ChannelGroup Unit, double Error)> Units)> _sites = [];

    /// <summary>Adds a site.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="units">Its units in the order in which they go, and what each costs.</param>
    public void Add(string key, IReadOnlyList<(ChannelGroup Unit, double Error)> units) => _sites.Add((key, units));

    /// <summary>How many units of each site go.</summary>
    public IReadOnlyList<(string Key, int Count)> Counts()
    {
        var (counts, gone) = (new int[_sites.Count], new HashSet<int>());
        var most = above(gone);
        while (most > 0)
        {
            var best = (Site: -1, Price: double.PositiveInfinity, Above: most);
            for (var site = 0; site < _sites.Count; site++)
            {
                if (counts[site] == _sites[site].Units.Count)
                    continue;
                var (unit, error) = _sites[site].Units[counts[site]];
                gone.Add(unit.Id);
                var left = above(gone);
                gone.Remove(unit.Id);
                if (left < most && error / (most - left) < best.Price)
                    best = (site, error / (most - left), left);
            }
            if (best.Site < 0)
                break;
            gone.Add(_sites[best.Site].Units[counts[best.Site]++].Unit.Id);
            most = best.Above;
        }
        return [.. _sites.Select((s, i) => (s.Key, counts[i]))];
    }
}
