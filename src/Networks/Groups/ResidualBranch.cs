using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>A branch of a residual sum: layers between the two ends of a shortcut, which can be left out.</summary>
/// <param name="Sum">The name of the Add node.</param>
/// <param name="Input">Which of its inputs the branch makes, 0 or 1.</param>
/// <param name="Layers">Its convolutions and dense layers that have constant weights, in order.</param>
/// <param name="Normalization">The BatchNormalization that ends it, or null where it ends otherwise.</param>
internal sealed record ResidualBranch(string Sum, int Input, IReadOnlyList<Node> Layers, Node? Normalization)
{
    /// <summary>
    /// The branches of a network, from its input to its output: of the two sides of a sum the one that has more layers of its own.
    /// Layers of the shortcut (a projection) are no branch.
    /// </summary>
    public static IReadOnlyList<ResidualBranch> Of(Network network)
    {
        var live = NetworkEdit.Live(network.Nodes, network.Outputs);
        return [.. network.Nodes.Where(n => n.Operator is Add && live.Contains(n.Name)).Select(n => Of(network, n)).OfType<ResidualBranch>()];
    }

    private static ResidualBranch? Of(Network network, Node sum)
    {
        if (sum.Inputs[0] == sum.Inputs[1] || sum.Inputs.Any(i => network.ProducerOf(i) is null && network.Inputs.All(g => g.Name != i))
            || network.Shapes.GetValueOrDefault(sum.Inputs[0]) is not { } shape || !shape.Equals(network.Shapes.GetValueOrDefault(sum.Inputs[1])))
            return null;
        var sides = new[] { Own(network, sum, 0), Own(network, sum, 1) };
        if (sides[0].Length == sides[1].Length)
            return null;
        var input = sides[0].Length > sides[1].Length ? 0 : 1;
        return new(sum.Name, input, sides[input], network.ProducerOf(sum.Inputs[input]) is { Operator: BatchNormalization } last && network.ReadersOf(last.Output).Count() == 1 ? last : null);
    }

    private static Node[] Own(Network network, Node sum, int input)
    {
        var own = Surgery.Own(network, sum, input);
        return [.. network.Nodes.Where(n => own.Contains(n.Name) && n.Operator is LinearOp && LinearView.Of(n, network) is not null)];
    }
}
