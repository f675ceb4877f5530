namespace MLNetCompact;

/// <summary>Spreads a budget over sites: the unit goes next whose error is least for what it saves.</summary>
/// <param name="cost">What the network costs without units.</param>
/// <param name="target">What it may cost.</param>
/// <param name="way">How much of the way to the target counts.</param>
internal sealed class UnifyQueue(LiveCost cost, CostTarget target, double way)
{
    private readonly List<(string Key, IReadOnlyList<(ChannelGroup Unit, double Error)> Units)> _sites = [];

    /// <summary>Adds a site.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="units">Its units in the order in which they go, and what each costs.</param>
    public void Add(string key, IReadOnlyList<(ChannelGroup Unit, double Error)> units) => _sites.Add((key, units));

    /// <summary>How many units of each site go.</summary>
    public IReadOnlyList<(string Key, int Count)> Counts()
    {
        var (counts, gone, none) = (new int[_sites.Count], new HashSet<int>(), new HashSet<string>());
        var above = target.Above(cost.Without(gone, none), way);
        while (above > 0)
        {
            var best = (Site: -1, Price: double.PositiveInfinity, Above: above);
            for (var site = 0; site < _sites.Count; site++)
            {
                if (counts[site] == _sites[site].Units.Count)
                    continue;
                var (unit, error) = _sites[site].Units[counts[site]];
                gone.Add(unit.Id);
                var left = target.Above(cost.Without(gone, none), way);
                gone.Remove(unit.Id);
                if (left < above && error / (above - left) < best.Price)
                    best = (site, error / (above - left), left);
            }
            if (best.Site < 0)
                break;
            gone.Add(_sites[best.Site].Units[counts[best.Site]++].Unit.Id);
            above = best.Above;
        }
        return [.. _sites.Select((s, i) => (s.Key, counts[i]))];
    }
}
