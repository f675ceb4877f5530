using System.Collections.Immutable;

namespace MLNetCompact;

/// <summary>How far a network on its way is above what it may keep: a cost, or a number of units.</summary>
internal sealed class UnifyBudget
{
    private static readonly ImmutableHashSet<string> s_none = [];

    private readonly CostTarget? _target;
    private readonly double _removed;
    private readonly int _units;
    private readonly LiveCost _dense;

    /// <param name="original">The network as it was.</param>
    /// <param name="sites">Its sites.</param>
    /// <param name="target">What it may cost; null where units count.</param>
    /// <param name="removed">The share of the units that goes.</param>
    public UnifyBudget(Network original, IReadOnlyList<UnifySite> sites, CostTarget? target, double removed) =>
        (_target, _removed, _units, _dense) = (target, removed, sites.Sum(s => s.Units.Count), new(original));

    /// <summary>How far the network is above the part <paramref name="way"/> of its budget without more groups, by their numbers.</summary>
    public Func<IReadOnlySet<int>, double> Above(Network network, IReadOnlyList<UnifySite> sites, double way)
    {
        if (_target is not { } target)
            return gone => Math.Round(way * _removed * _units) - (_units - sites.Sum(s => s.Units.Count)) - gone.Count;
        var cost = new LiveCost(network, _dense);
        return gone => target.Above(cost.Without(gone, s_none), way);
    }

    /// <summary>The smallest share that, taken of every site as its widths allow, meets the budget.</summary>
    public double EvenShare(Network network, IReadOnlyList<UnifySite> sites, UnifyWidths widths)
    {
        if (_target is null)
            return _removed;
        var (above, steps) = (Above(network, sites, 1), sites.Max(s => s.Units.Count));
        var (few, many) = (0, steps);
        while (many - few > 1)
        {
            var middle = (few + many) / 2;
            var gone = sites.SelectMany(s => s.Units.Take(widths.Nearest(s, (double)middle / steps))).Select(u => u.Id).ToHashSet();
            if (above(gone) <= 0)
                many = middle;
            else
                few = middle;
        }
        return (double)many / steps;
    }
}
