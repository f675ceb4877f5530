using MLNetCompact.Operators;

namespace MLNetCompact;

public static partial class Surgery
{
    /// <summary>
    /// Takes every BatchNormalization into the convolution or dense layer that it alone reads: fewer nodes, the same outputs up to rounding.
    /// Those that stand elsewhere stay.
    /// </summary>
    public static Network FuseBatchNormalization(Network network) => BatchNormalizationFusion.Apply(network);

    /// <summary>Removes one node: whoever reads its output reads its first input.</summary>
    /// <param name="network">The network; it stays as it is.</param>
    /// <param name="node">The name of the node.</param>
    /// <exception cref="ArgumentException">There is no such node, or its output has not the dimensions of its first input.</exception>
    public static Network RemoveNode(Network network, string node)
    {
        var found = Find(network, node);
        return RemoveBetween(network, found.Inputs[0], found.Output);
    }

    /// <summary>Removes a whole block: whoever reads the value <paramref name="to"/> reads the value <paramref name="from"/>. Nodes that nobody reads any more go.</summary>
    /// <param name="network">The network; it stays as it is.</param>
    /// <param name="from">The value that the block reads.</param>
    /// <param name="to">The value that it makes.</param>
    /// <exception cref="ArgumentException">A value does not exist, they differ in their dimensions, or <paramref name="to"/> comes before <paramref name="from"/>.</exception>
    public static Network RemoveBetween(Network network, string from, string to)
    {
        if (network.ProducerOf(to) is null)
            throw new ArgumentException($"No node of the network makes '{to}'.", nameof(to));
        var (before, behind) = (network.Shapes.GetValueOrDefault(from), network.Shapes.GetValueOrDefault(to));
        if (before is null || !before.Equals(behind))
            throw new ArgumentException($"'{to}' has dimensions {behind}, '{from}' {before}: what stands between values of different or unknown dimensions cannot be removed.", nameof(from));
        if (DependsOn(network, from, to))
            throw new ArgumentException($"'{from}' is computed from '{to}'.", nameof(from));
        var edit = new NetworkEdit(network);
        edit.Redirect(to, from);
        return edit.Apply();
    }

    /// <summary>
    /// Removes a branch of a residual sum. The law: the network afterwards computes what it computed with the last weights of the branch set to 0.
    /// What the branch then still adds stays as one number per channel; where that is 0 the sum goes too, and where it cannot be negative and is
    /// added to what is not negative either, so does the ReLU behind.
    /// </summary>
    /// <param name="network">The network; it stays as it is.</param>
    /// <param name="sum">The name of the Add node.</param>
    /// <param name="input">Which of its inputs is the branch, 0 or 1.</param>
    /// <exception cref="ArgumentException">There is no such sum, the branch hands on what others read too, or what it would leave is not a constant.</exception>
    public static Network RemoveBranch(Network network, string sum, int input)
    {
        var node = Find(network, sum);
        if (node.Operator is not Add || input is not (0 or 1) || network.Weights.ContainsKey(node.Inputs[input]) || node.Inputs[0] == node.Inputs[1])
            throw new ArgumentException($"Input {input} of {node} is not a branch of a sum: expected an Add of two computed values, and 0 or 1.", nameof(sum));
        var (branch, other) = (node.Inputs[input], node.Inputs[1 - input]);
        if (network.Shapes.GetValueOrDefault(node.Output) is not { } made || !made.Equals(network.Shapes.GetValueOrDefault(other)))
            throw new ArgumentException($"{node} spreads '{other}' over the places of the branch, so that the branch cannot go.", nameof(input));
        var own = Own(network, node, input);
        var emitted = new BranchConstants(network, own).Of(branch);
        var edit = new NetworkEdit(network);
        if (!emitted.Values.ContainsAnyExcept(0))
            edit.Redirect(node.Output, other);
        else
            edit.Rewire(sum, input, edit.Spread(sum, BorderMap.Of(emitted, channelAxis: 1), TypeOf(network, own), before: true));
        var behind = network.ReadersOf(node.Output).ToArray();
        if (behind is [{ Operator: Relu } relu] && network.Outputs.All(o => o.Name != node.Output) && emitted.Values.IndexOfAnyInRange(double.NegativeInfinity, -double.Epsilon) < 0 && IsNeverNegative(network, other))
            edit.Redirect(relu.Output, emitted.Values.ContainsAnyExcept(0) ? node.Output : other);
        return edit.Apply();
    }

    private static Node Find(Network network, string node) =>
        network.Nodes.FirstOrDefault(n => n.Name == node) ?? throw new ArgumentException($"The network has no node '{node}'.", nameof(node));

    /// <summary>The nodes whose every way to an output leads through that input of a node.</summary>
    private static HashSet<string> Own(Network network, Node node, int input)
    {
        var own = NetworkEdit.Live(network.Nodes, network.Outputs);
        own.ExceptWith(NetworkEdit.Live(network.Nodes.Select(n => n == node ? n.WithInput(input, "") : n), network.Outputs));
        return own;
    }

    /// <summary>The type of numbers that a branch computes with.</summary>
    private static ElementType TypeOf(Network network, HashSet<string> branch) =>
        network.Weights[network.Nodes.Last(n => branch.Contains(n.Name) && LinearView.Of(n, network) is not null).Inputs[1]].Type;

    private static bool DependsOn(Network network, string value, string source)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal) { source };
        foreach (var node in network.Nodes.Where(n => n.Inputs.Any(reached.Contains)))
            reached.UnionWith(node.Outputs);
        return value != source && reached.Contains(value);
    }

    private static bool IsNeverNegative(Network network, string value) => network.ProducerOf(value) is { } maker && maker.Operator switch
    {
        Relu or Sigmoid or HardSigmoid or Softplus or Exp or Abs or Sqrt => true,
        Clip clip => clip.Bounded(maker, network) is { Min: >= 0 },
        MaxPool or GlobalAveragePool or GlobalMaxPool or AveragePool or Identity or Dropout => IsNeverNegative(network, maker.Inputs[0]),
        _ => false,
    };
}
