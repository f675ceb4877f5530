namespace MLNetCompact;

/// <summary>Drops the inputs of convolutions and dense layers that no filter or neuron reads, in front of the layer.</summary>
internal static class InputSelection
{
    /// <param name="network">The network.</param>
    /// <param name="nodes">The names of the nodes that may change; all if null.</param>
    /// <param name="range">Whether those between the first and the last that is read stay too: a Slice takes them, which runtimes do faster than a Gather.</param>
    public static RewriteResult Apply(Network network, IReadOnlySet<string>? nodes = null, bool range = false)
    {
        var rewrite = new WeightRewrite(network);
        foreach (var node in network.Nodes.Where(n => nodes?.Contains(n.Name) ?? true))
        {
            if (LinearView.Of(node, network) is { Group: 1 } view && !network.Weights.ContainsKey(node.Inputs[0]))
                Propose(rewrite, network, node, view, range);
        }
        return rewrite.Apply();
    }

    private static void Propose(WeightRewrite rewrite, Network network, Node node, LinearView view, bool range)
    {
        var live = view.LiveColumns();
        int[] kept = [.. Enumerable.Range(0, live.Length).Where(i => live[i])];
        if (range && kept.Length > 0)
            kept = [.. Enumerable.Range(kept[0], kept[^1] - kept[0] + 1)];
        if (kept.Length == live.Length || live.Length == 1)
            return;
        if (network.Shapes.GetValueOrDefault(node.Inputs[0]) is not { } input)
        {
            rewrite.Refuse(node, $"{node} keeps inputs that it does not read: the dimensions of '{node.Inputs[0]}' are not known");
            return;
        }
        if (kept.Length == 0)
            kept = [0];
        var axis = node.Operator is Operators.Gemm { TransA: true } ? 0 : view.InputAxis(input.Count);
        rewrite.Propose(node, network.Weights[node.Inputs[1]].Select(view.ColumnAxis, kept), $"{view.ColumnAxis}",
            $"{node} reads {kept.Length} of {live.Length} inputs, behind a {(Parts.AreNeighbours(kept) ? "Slice" : "Gather")}",
            (edit, before) => edit.Rewire(node.Name, 0, Parts.Take(edit, before, node.Name, node.Inputs[0], axis, kept, live.Length)));
    }
}
