namespace MLNetCompact;

/// <summary>
/// Gives nodes smaller weights. Nodes that read one weight and take the same part of it go on sharing it; where they need different parts that
/// together are more than the weight, all of them stay as they are.
/// </summary>
internal sealed class WeightRewrite(Network network)
{
    private readonly List<Proposal> _proposals = [];
    private readonly List<RewriteNote> _refused = [];

    public void Refuse(Node node, string reason) => _refused.Add(new(node.Name, reason));

    /// <summary>Proposes another weight for input 1 of a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="weight">Its new weight.</param>
    /// <param name="part">Which part of the old one it is; nodes of the same part share it.</param>
    /// <param name="text">What is said of it.</param>
    /// <param name="change">What else changes.</param>
    public void Propose(Node node, Weight weight, string part, string text, Action<NetworkEdit, Network> change) => _proposals.Add(new(node, weight, part, text, change));

    public RewriteResult Apply()
    {
        var edit = new NetworkEdit(network);
        var changed = new List<RewriteNote>();
        foreach (var sharing in _proposals.GroupBy(p => p.Node.Inputs[1]))
        {
            var others = network.ReadersOf(sharing.Key).Count() > sharing.Count() || network.Outputs.Any(o => o.Name == sharing.Key)
                || sharing.Any(p => p.Node.Inputs.Count(i => i == sharing.Key) > 1);
            var parts = sharing.GroupBy(p => p.Part).ToArray();
            if (parts.Sum(p => p.First().Weight.Count) + (others ? network.Weights[sharing.Key].Count : 0) > network.Weights[sharing.Key].Count)
            {
                foreach (var proposal in sharing)
                    Refuse(proposal.Node, $"{proposal.Node} shares '{sharing.Key}' with nodes that need other parts of it: copies would be larger than what they save");
                continue;
            }
            foreach (var part in parts)
                Replace(edit, part, alone: parts.Length == 1 && !others);
            foreach (var proposal in sharing)
            {
                proposal.Change(edit, network);
                changed.Add(new(proposal.Node.Name, proposal.Text));
            }
        }
        return new(changed.Count == 0 ? network : edit.Apply(), changed, _refused);
    }

    private static void Replace(NetworkEdit edit, IEnumerable<Proposal> part, bool alone)
    {
        string? first = null;
        foreach (var proposal in part)
        {
            if (first is null || alone)
                edit.Replace(proposal.Node.Name, 1, proposal.Weight);
            else
                edit.Rewire(proposal.Node.Name, 1, first);
            first ??= edit[proposal.Node.Name].Inputs[1];
        }
    }

    private sealed record Proposal(Node Node, Weight Weight, string Part, string Text, Action<NetworkEdit, Network> Change);
}
