using System.Globalization;
using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>Cuts a network after a training with group lasso: what is 0 goes, what is too much for the targets too, and the report gets to know.</summary>
internal sealed class SparseCut(Network dense, StructuredSparsityOptions options, RunContext run)
{
    public Network Apply(Network sparse)
    {
        var network = Branches(NormalizationScale.Settle(sparse));
        foreach (var target in options.LayerTargets ?? [])
            network = Zeros(network, target);
        var dead = Surgery.RemoveDead(network);
        Describe(dead, "although it is 0");
        network = Filters(dead.Network);
        if (options.Target is { } cost)
            network = Cost(network, cost);
        foreach (var node in network.Nodes)
        {
            if (LinearView.Of(node, network) is { } view && dense.Nodes.FirstOrDefault(n => n.Name == node.Name) is { } was && LinearView.Of(was, dense) is { } before && view.Rows < before.Rows)
                run.Note($"{node} keeps {view.Rows} of {before.Rows} channels");
        }
        if (NetworkCost.Of(network).Parameters == NetworkCost.Of(dense).Parameters)
            run.Warn("No group became 0, so nothing was removed. Raise the lambdas, train longer, or set a target.");
        return network;
    }

    /// <summary>Which weights may be other than 0 while the rest is retrained: rows, columns and places that are 0 as a whole stay so.</summary>
    public Dictionary<string, bool[]> Structure(Network network)
    {
        var masks = new Dictionary<string, bool[]>(StringComparer.Ordinal);
        foreach (var node in network.Nodes)
        {
            if (node.Operator is not LinearOp || LinearView.Of(node, network) is not { } view)
                continue;
            var live = new PlaceView(view, network.Weights[node.Inputs[1]].Floats());
            if (live.Mask(options.KernelLambda > 0) is { } mask)
                masks.TryAdd(node.Inputs[1], mask);
        }
        return masks;
    }

    private Network Branches(Network network)
    {
        var all = ResidualBranch.Of(network);
        if (options.DepthLambda == 0 || all.Count == 0)
            return network;
        var norms = all.Select(b => Norm(network, b)).ToArray();
        var order = Enumerable.Range(0, all.Count).OrderBy(i => norms[i]).ToArray();
        var excess = options.Branches is { } most ? all.Count - most : 0;
        var gone = new List<string>();
        for (var rank = 0; rank < order.Length; rank++)
        {
            var branch = all[order[rank]];
            if (norms[order[rank]] > 0 && gone.Count >= excess)
                break;
            try
            {
                network = Surgery.RemoveBranch(network, branch.Sum, branch.Input);
                gone.Add(branch.Sum);
            }
            catch (ArgumentException e)
            {
                run.Note($"The branch of '{branch.Sum}' stays: {e.Message}");
            }
        }
        if (gone.Count > 0)
            run.Note($"{gone.Count} of {all.Count} residual branches are gone: {string.Join(", ", gone)}");
        return network;
    }

    private double Norm(Network network, ResidualBranch branch)
    {
        var name = !options.PaperExact && branch.Normalization is { } last && network.WeightOrNull(last.Input(1)) is not null ? last.Inputs[1]
            : branch.Layers.Count > 0 ? branch.Layers[^1].Inputs[1] : null;
        return name is null ? double.PositiveInfinity : Math.Sqrt(network.Weights[name].Floats().ToArray().Sum(v => (double)v * v));
    }

    /// <summary>Sets the weakest places and inputs of a layer to 0 that are too many.</summary>
    private static Network Zeros(Network network, LayerTarget target)
    {
        // A layer of a branch that is gone keeps nothing.
        if (network.Nodes.FirstOrDefault(n => n.Name == target.Layer) is not { } node || LinearView.Of(node, network) is not { } view || target is { Shapes: null, Inputs: null })
            return network;
        var weight = network.Weights[node.Inputs[1]];
        var values = weight.Floats().ToArray();
        var places = new PlaceView(view, values);
        if (target.Shapes is { } shapes)
            places.Keep(shapes, values, byColumn: false);
        if (target.Inputs is { } inputs)
            places.Keep(inputs, values, byColumn: true);
        var edit = new NetworkEdit(network);
        edit.Replace(node.Name, 1, weight.With(values));
        return edit.Apply();
    }

    /// <summary>Removes the weakest filters of a layer that are too many.</summary>
    private Network Filters(Network network)
    {
        foreach (var target in options.LayerTargets ?? [])
        {
            if (target.Filters is not { } most || network.Nodes.FirstOrDefault(n => n.Name == target.Layer) is not { } node || ChannelGroups.Of(network).Of(node.Output) is not { } read)
                continue;
            var ranking = new GroupRanking(network, ChannelGroups.Of(network), options.PaperExact);
            var excess = read.Count - most;
            var weakest = read.DistinctBy(g => g.Id).Where(g => g.IsRemovable && g.Producers.Count > 0).OrderBy(g => ranking.Norm(g.Id)).ThenBy(g => g.Id).Take(Math.Max(0, excess)).ToArray();
            var result = Surgery.Remove(network, weakest);
            Describe(result, $"although '{target.Layer}' is to keep {most}");
            network = result.Network;
        }
        return network;
    }

    private Network Cost(Network network, CostTarget target)
    {
        var whole = new LiveCost(dense);
        var result = new CostCut(target, whole, options.PaperExact).Apply(network);
        Describe(result, "although it is weak for its cost");
        var shares = whole.Of(result.Network);
        foreach (var (name, share) in target.Given())
            run.Note(string.Create(CultureInfo.InvariantCulture, $"{name}: {shares.Of(name):0.0000} of before, target {share:0.####}"));
        if (target.Above(shares) > 0)
            run.Warn("The target is not reached: what is left cannot be removed.");
        else if (target.Above(shares) < -Aim.CostTolerance)
            run.Warn("The network came out further below the target than it had to: the groups are few, or the lambdas much too large.");
        return result.Network;
    }

    private void Describe(SurgeryResult surgery, string why)
    {
        foreach (var carrier in surgery.Carriers)
            run.Note($"{carrier.Producers[0]} stays as a constant channel: a convolution behind it pads with zeros");
        foreach (var refusal in surgery.Refused)
            run.Note($"{refusal.Group.Producers[0]} stays {why}: {refusal.Reason}");
    }
}
