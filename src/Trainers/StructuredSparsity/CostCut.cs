namespace MLNetCompact;

/// <summary>Cuts a network to a cost: groups go in the order of their norm per cost that their removal saves, until the target is met.</summary>
/// <param name="target">The target.</param>
/// <param name="dense">The costs of the network that the target is a share of.</param>
/// <param name="paperExact">Whether weights count also where normalizations follow.</param>
internal sealed class CostCut(CostTarget target, LiveCost dense, bool paperExact)
{
    /// <summary>What removal leaves behind is seen only when it is done, so it may take more than one round.</summary>
    private const int MostRounds = 20;

    /// <summary>The network at or, where that is possible, little below the target.</summary>
    public SurgeryResult Apply(Network network)
    {
        var (removed, carriers, refused) = (new List<ChannelGroup>(), new List<ChannelGroup>(), new List<Refusal>());
        for (var round = 0; round < MostRounds && target.Above(dense.Of(network)) > 0; round++)
        {
            var live = new LiveCost(network, dense);
            var stuck = refused.Select(r => r.Group).Concat(carriers).SelectMany(g => g.Producers).ToHashSet();
            var chosen = Choose(network, live, target.Above(dense.Of(network)) - target.Above(live.Without(new HashSet<int>(), new HashSet<string>())), stuck);
            if (chosen.Count == 0)
                break;
            var result = Surgery.Remove(network, chosen.Select(id => live.Groups.All[id]));
            network = result.Network;
            removed.AddRange(result.Removed);
            carriers.AddRange(result.Carriers);
            refused.AddRange(result.Refused);
        }
        return new(network, removed, carriers, refused);
    }

    /// <param name="network">The network.</param>
    /// <param name="cost">Its costs.</param>
    /// <param name="more">What it costs beyond that count.</param>
    /// <param name="stuck">Channels that cannot go.</param>
    private HashSet<int> Choose(Network network, LiveCost cost, double more, HashSet<Channel> stuck)
    {
        var ranking = new GroupRanking(network, cost.Groups, paperExact);
        var left = ranking.Layers.ToDictionary(l => l.Key, l => cost.Groups.All.Count(g => g.Producers.Any(p => p.Node == l.Key)));
        var relative = ranking.Relative();
        var (chosen, none) = (new HashSet<int>(), new HashSet<string>());
        var before = cost.Without(chosen, none);
        double Saved(int id) => target.Above(before) - target.Above(cost.Without(new HashSet<int> { id }, none));
        var order = ranking.Groups.Where(id => !cost.Groups.All[id].Producers.Any(stuck.Contains))
            .Select(id => (Id: id, Saved: Saved(id))).Where(g => g.Saved > 0).OrderBy(g => relative[g.Id] / g.Saved).ThenBy(g => g.Id).Select(g => g.Id).ToArray();
        // First without going too far below; then, if the pieces are too large for that, as little too far as possible.
        foreach (var most in (double[])[Aim.CostTolerance, double.PositiveInfinity])
        {
            foreach (var id in order.Where(id => !chosen.Contains(id)))
            {
                if (Above() <= 0)
                    return chosen;
                var layer = cost.Groups.All[id].Producers[0].Node;
                if (left[layer] == 1)
                    continue;
                chosen.Add(id);
                if (Above() < -most)
                    chosen.Remove(id);
                else
                    left[layer]--;
            }
        }
        return chosen;

        double Above() => target.Above(cost.Without(chosen, none)) + more;
    }
}
