using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>A convolution whose kernels are multiples of few as depthwise convolutions and convolutions of 1x1, one of each for each branch.</summary>
internal static class KernelMixing
{
    /// <summary>Why a node has no such form, or null if it has one.</summary>
    /// <param name="network">The network.</param>
    /// <param name="node">The node.</param>
    /// <param name="mixFirst">Whether the convolution of 1x1 is first.</param>
    public static string? Reason(Network network, Node node, bool mixFirst)
    {
        if (node.Operator is not Conv conv)
            return $"{node} is no convolution";
        if (conv.Group > 1)
            return $"{node} has {conv.Group} blocks of channels; expected 1";
        if (LinearView.Of(node, network) is null || network.Weights[node.Inputs[1]] is not { Type: ElementType.Float } weight)
            return $"{node} has a weight that the network computes or that is not of 32-bit floating point";
        foreach (var value in weight.Values)
        {
            if (!float.IsFinite(value))
                return $"{node} has a weight of {value}; expected finite numbers";
        }
        return KernelBranches.Of(weight, mixFirst) is null ? $"{node} has {(mixFirst ? "a filter" : "an input channel")} that more than {KernelBranches.Most} kernels meet, none the multiple of another" : null;
    }

    /// <exception cref="ArgumentException">The node has no such form.</exception>
    public static Network Apply(Network network, Node node, bool mixFirst)
    {
        if (Reason(network, node, mixFirst) is { } reason)
            throw new ArgumentException($"{reason}.", nameof(node));
        var (edit, conv, weight) = (new NetworkEdit(network), (Conv)node.Operator, network.Weights[node.Inputs[1]]);
        var branches = KernelBranches.Of(weight, mixFirst)!;
        var weights = new BranchWeights(weight, branches);
        var depthwise = conv with { Group = (int)weight.Shape[mixFirst ? 0 : 1] };
        var mix = new Conv { Kernel = Window.Repeat(1, conv.Kernel.Count) };
        var (first, second) = mixFirst ? (mix, depthwise) : (depthwise, mix);
        string? others = null;
        for (var branch = 0; branch < branches.Count; branch++)
        {
            var (kernels, factors) = (weights.Kernels(branch), weights.Factors(branch));
            var (own, last) = mixFirst ? (factors, kernels) : (kernels, factors);
            var (name, lastName) = mixFirst ? ("mix", "depthwise") : ("depthwise", "mix");
            var value = edit.Precede(node.Name, $"{node.Name}.{name}", first, node.Inputs[0], edit.Add(own.Named($"{weight.Name}.{name}")));
            if (branch == 0)
            {
                // The node itself keeps its bias.
                edit.Rewire(node.Name, 0, value);
                edit.Replace(node.Name, 1, last);
                edit.SetOperator(node.Name, second);
                continue;
            }
            value = edit.Precede(node.Name, $"{node.Name}.{lastName}", second, value, edit.Add(last.Named($"{weight.Name}.{lastName}")));
            others = others is null ? value : edit.Precede(node.Name, $"{node.Name}.sum", new Add(), others, value);
        }
        if (others is not null)
            edit.Follow(node.Name, $"{node.Name}.sum", new Add(), others);
        return edit.Apply();
    }
}
