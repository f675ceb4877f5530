using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>Lowers dropout with the connections that are left: Dr = Do * sqrt(Cr / Co), C = the weights into the layer whose outputs are dropped (Han et al. 2015, section 3.2).</summary>
internal static class DropoutScale
{
    /// <summary>The network with lower ratios; a Dropout without a layer before it, or whose ratio is no constant, stays.</summary>
    /// <param name="network">The network.</param>
    /// <param name="pruned">The same network with the zeros that count.</param>
    public static Network Apply(Network network, Network pruned)
    {
        var (nodes, weights) = (network.Nodes.ToList(), new List<Weight>());
        for (var i = 0; i < nodes.Count; i++)
        {
            if (nodes[i].Operator is not Dropout dropout || Share(pruned, nodes[i].Inputs[0]) is not (< 1 and var share))
                continue;
            var ratio = nodes[i].Input(1) is { } given ? network.WeightOrNull(given) is { } constant ? constant.Floats()[0] : null : (float?)(dropout.Ratio ?? 0.5f);
            if (ratio is not { } before)
                continue;
            var lower = (float)(before * Math.Sqrt(share));
            if (nodes[i].Input(1) is not { } name)
            {
                nodes[i] = nodes[i] with { Operator = dropout with { Ratio = lower } };
                continue;
            }
            // Others may read the same number.
            var own = $"{nodes[i].Name}.ratio.{i}";
            weights.Add(Weight.Of(own, network.Weights[name].Type, network.Weights[name].Shape, [lower]));
            nodes[i] = nodes[i].WithInput(1, own);
        }
        return network.With(nodes: nodes, weights: network.Weights.Values.Concat(weights));
    }

    /// <summary>The network with the ratios that <paramref name="original"/> has.</summary>
    public static Network Restore(Network network, Network original)
    {
        var before = original.Nodes.Where(n => n.Operator is Dropout).ToDictionary(n => n.Name, StringComparer.Ordinal);
        var nodes = network.Nodes.Select(n => before.TryGetValue(n.Name, out var old) ? n with { Inputs = old.Inputs, Operator = old.Operator } : n).ToArray();
        // Nothing read the old ratios meanwhile, so they are gone.
        var ratios = before.Values.SelectMany(n => n.Inputs).Where(name => !network.Weights.ContainsKey(name)).Distinct().Select(original.WeightOrNull).OfType<Weight>();
        return network.With(nodes: nodes, weights: network.Weights.Values.Concat(ratios));
    }

    /// <summary>The share of the weights that are not 0 of the layer that makes a value, through what does not mix channels; null without one.</summary>
    private static double? Share(Network network, string value)
    {
        while (network.ProducerOf(value) is { } maker)
        {
            if (LinearView.Of(maker, network) is not null)
            {
                var values = network.Weights[maker.Inputs[1]].Floats();
                return 1 - (double)values.Count(0f) / values.Length;
            }
            if (maker.Operator is not (ElementwiseOp or Pooling or BatchNormalization or Flatten))
                return null;
            value = maker.Inputs[0];
        }
        return null;
    }
}
