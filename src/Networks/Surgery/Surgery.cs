namespace MLNetCompact;

/// <summary>
/// Removes channels from a network. The law: the network after surgery computes what the masked one computed,
/// where a masked channel has all weights that make it set to 0, so that it emits a constant; that constant is carried on.
/// </summary>
public static partial class Surgery
{
    /// <summary>Removes whole channel groups.</summary>
    /// <param name="network">The network; it stays as it is.</param>
    /// <param name="groups">Groups of <see cref="ChannelGroups.Of(Network)"/> of the same network.</param>
    /// <returns>The smaller network, what was removed, and what had to stay and why.</returns>
    /// <exception cref="ArgumentException">A group is not one of this network.</exception>
    public static SurgeryResult Remove(Network network, IEnumerable<ChannelGroup> groups)
    {
        var all = ChannelGroups.Of(network);
        var chosen = groups.Select(g => Own(all, g).Id).Distinct().Order().ToArray();
        var cost = NetworkCost.Of(network);
        SortedSet<int> dear = [];
        while (true)
        {
            var plan = new RemovalPlan(network, all, chosen, g => dear.Contains(g.Id) ? "the constants and copies of weights it leaves would cost more than its removal frees" : null);
            var carriers = plan.Carriers;
            var smaller = new NetworkCut(carriers.Count == 0 ? network : Mask(network, carriers), plan).Apply();
            if (plan.Removed.Count + carriers.Count == 0 || !IsDearer(smaller, cost, network))
                return new SurgeryResult(plan.Removed.Count + carriers.Count == 0 ? network : smaller, plan.Removed, carriers, plan.Refused);
            // First without those that leave something behind, then without any.
            var left = plan.Removed.Concat(carriers).Select(g => g.Id).ToArray();
            dear.UnionWith(left.Any(plan.Costly.Contains) ? left.Where(plan.Costly.Contains) : left);
        }
    }

    /// <summary>The same network with the weights that make the channels of <paramref name="groups"/> set to 0: they emit constants, nothing is removed.</summary>
    /// <exception cref="ArgumentException">A group is not one of this network.</exception>
    public static Network Mask(Network network, IEnumerable<ChannelGroup> groups)
    {
        var all = ChannelGroups.Of(network);
        var nodes = network.Nodes.ToDictionary(n => n.Name, StringComparer.Ordinal);
        var edit = new NetworkEdit(network);
        foreach (var made in groups.SelectMany(g => Own(all, g).Producers).GroupBy(c => c.Node))
        {
            var node = nodes[made.Key];
            var weight = network.Weights[node.Inputs[1]];
            var values = weight.Floats().ToArray();
            var view = LinearView.Of(node, weight)!;
            foreach (var channel in made)
                view.Row(channel.Index, at => values[at] = 0);
            edit.Replace(node.Name, 1, weight.With(values));
        }
        return edit.Apply();
    }

    /// <summary>
    /// The groups that contribute nothing: all weights that make them are 0, or all weights that read them are.
    /// Removing some may make others dead, so callers repeat until none is left.
    /// </summary>
    public static IReadOnlyList<ChannelGroup> FindDead(Network network)
    {
        var nodes = network.Nodes.ToDictionary(n => n.Name, StringComparer.Ordinal);
        var live = new Dictionary<string, (bool[] Rows, bool[] Columns)>(StringComparer.Ordinal);
        var groups = ChannelGroups.Of(network);
        foreach (var name in groups.All.SelectMany(g => g.Producers.Concat(g.Readers)).Select(c => c.Node).Distinct())
        {
            var view = LinearView.Of(nodes[name], network)!;
            live[name] = (view.LiveRows(), view.LiveColumns());
        }
        return [.. groups.Removable.Where(g =>
            g.Producers.All(p => !live[p.Node].Rows[p.Index]) || g.Readers.All(r => !live[r.Node].Columns[r.Index]))];
    }

    /// <summary>Removes dead groups until none is left.</summary>
    /// <returns>The smaller network; the groups it tells of are those of <paramref name="network"/>.</returns>
    public static SurgeryResult RemoveDead(Network network)
    {
        var origins = new GroupOrigins(network);
        var removed = new SortedSet<int>();
        var refused = new SortedDictionary<int, Refusal>();
        while (true)
        {
            var result = Remove(network, FindDead(network));
            network = result.Network;
            // What stays once may be tied to others in the smaller network and not be found again.
            foreach (var refusal in result.Refused)
                refused[origins.Of(refusal.Group).Id] = refusal with { Group = origins.Of(refusal.Group) };
            if (result.Removed.Count == 0)
            {
                var carriers = result.Carriers.Select(origins.Of).DistinctBy(g => g.Id).ToArray();
                return new SurgeryResult(network, [.. removed.Select(origins.Original)], carriers,
                    [.. refused.Values.Where(r => !removed.Contains(r.Group.Id) && carriers.All(c => c.Id != r.Group.Id))]);
            }
            removed.UnionWith(result.Removed.Select(g => origins.Of(g).Id));
            origins.Remove(result.Removed);
        }
    }

    private static ChannelGroup Own(ChannelGroups all, ChannelGroup group) =>
        group.Id < all.All.Count && all.All[group.Id] is { } own && own.Producers.SequenceEqual(group.Producers) && own.Readers.SequenceEqual(group.Readers) ? own
        : throw new ArgumentException($"'{group}' is not a channel group of this network.", nameof(group));

    /// <summary>Whether a removal would cost more than it frees.</summary>
    private static bool IsDearer(Network smaller, NetworkCost before, Network network)
    {
        var after = NetworkCost.Of(smaller);
        return after.MultiplyAdds > before.MultiplyAdds || smaller.Weights.Values.Sum(w => w.Count) > network.Weights.Values.Sum(w => w.Count);
    }
}
