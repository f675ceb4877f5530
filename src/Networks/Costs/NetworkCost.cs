using System.Text.Json.Serialization;
using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>What a network costs to keep and to run for one row (batch 1), per layer and in total.</summary>
public sealed class NetworkCost
{
    [JsonConstructor]
    internal NetworkCost(IReadOnlyList<LayerCost> layers) => Layers = layers;

    /// <summary>The nodes in order, those without cost included.</summary>
    public IReadOnlyList<LayerCost> Layers { get; }

    /// <summary>Trained numbers without the biases.</summary>
    public long Weights => Layers.Sum(l => l.Weights);

    /// <summary>All trained numbers.</summary>
    public long Parameters => Layers.Sum(l => l.Parameters);

    /// <summary>Multiply-add operations of convolutions, dense layers and matrix products.</summary>
    public long MultiplyAdds => Layers.Aggregate(0L, (sum, layer) => sum > long.MaxValue - layer.MultiplyAdds ? long.MaxValue : sum + layer.MultiplyAdds);

    /// <summary>Counts <paramref name="network"/>. A weight that several nodes read counts once, at the first. Where the size of the maps is not known, multiply-adds are 0.</summary>
    public static NetworkCost Of(Network network)
    {
        var counted = new HashSet<string>(StringComparer.Ordinal);
        var layers = new List<LayerCost>();
        foreach (var node in network.Nodes)
        {
            long weights = 0, biases = 0;
            for (var i = 0; i < node.Inputs.Count; i++)
            {
                var role = node.Operator.Role(node, network, i);
                if (role is not (InputRole.Weight or InputRole.Bias) || network.WeightOrNull(node.Input(i)) is not { } weight || !IsTrained(weight) || !counted.Add(weight.Name))
                    continue;
                if (role == InputRole.Bias)
                    biases += weight.Count;
                else
                    weights += weight.Count;
            }
            layers.Add(new(node.Name, node.Operator.OpType, network.Shapes.GetValueOrDefault(node.Output), weights, biases, node.Operator.MultiplyAdds(node, network)));
        }
        return new NetworkCost(layers);
    }

    /// <summary>Integers say how (an axis, a shape); floating point numbers are what was learned.</summary>
    private static bool IsTrained(Weight weight) => weight.Type is ElementType.Float or ElementType.Float16 or ElementType.BFloat16 or ElementType.Double;
}
