using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>Which constants of a network are trained, which are measured, and which stay as they are.</summary>
internal sealed class TrainedWeights
{
    private readonly Network _network;
    private readonly Dictionary<string, bool> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _constant;
    private readonly ILookup<string, (Node Node, int Input)> _readers;

    private TrainedWeights(Network network, IReadOnlyList<Node> nodes)
    {
        _network = network;
        _constant = [.. network.Weights.Keys];
        foreach (var node in nodes.Where(n => n.Inputs.All(i => i.Length == 0 || _constant.Contains(i))))
            _constant.UnionWith(node.Outputs);
        _readers = nodes.SelectMany(n => n.Inputs.Select((name, i) => (Name: name, Reader: (n, i)))).ToLookup(r => r.Name, r => r.Reader, StringComparer.Ordinal);
    }

    /// <summary>The weights that <paramref name="nodes"/> multiply with or add, also where others bring them into shape first (a Gather of kernels).</summary>
    public static IReadOnlyList<Weight> Of(Network network, IReadOnlyList<Node> nodes)
    {
        var trained = new TrainedWeights(network, nodes);
        return [.. network.Weights.Values.Where(w => w.Type.IsFloating() && trained.IsTrained(w.Name))];
    }

    /// <summary>The means and variances that the batch normalizations among <paramref name="nodes"/> measure.</summary>
    public static IReadOnlyList<Weight> Statistics(Network network, IEnumerable<Node> nodes) =>
        [.. nodes.Where(n => Measures(network, n)).SelectMany(n => (Weight[])[network.Weights[n.Inputs[3]], network.Weights[n.Inputs[4]]]).DistinctBy(w => w.Name)];

    /// <summary>Whether a node is a batch normalization whose mean and variance are constants.</summary>
    public static bool Measures(Network network, Node node) => node.Operator is BatchNormalization
        && network.WeightOrNull(node.Input(3))?.Type.IsFloating() == true && network.WeightOrNull(node.Input(4))?.Type.IsFloating() == true;

    /// <summary>
    /// The network with a mean and a variance of its own for every batch normalization: files keep equal constants once,
    /// but in training they part, and a bias that is 0 as well is not to move with them.
    /// </summary>
    public static Network WithOwnStatistics(Network network)
    {
        var reads = network.Nodes.SelectMany(n => n.Inputs).CountBy(i => i).ToDictionary(StringComparer.Ordinal);
        var (nodes, weights) = (network.Nodes.ToList(), network.Weights.Values.ToList());
        var taken = network.Nodes.SelectMany(n => n.Outputs).Concat(network.Inputs.Select(i => i.Name)).Concat(network.Weights.Keys).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < nodes.Count; i++)
        {
            if (!Measures(network, nodes[i]))
                continue;
            foreach (var input in (int[])[3, 4])
            {
                var shared = network.Weights[nodes[i].Inputs[input]];
                if (reads[shared.Name] == 1)
                    continue;
                var name = $"{nodes[i].Name}.{(input == 3 ? "mean" : "var")}";
                while (!taken.Add(name))
                    name += "_";
                weights.Add(shared.Named(name));
                nodes[i] = nodes[i].WithInput(input, name);
            }
        }
        return weights.Count == network.Weights.Count ? network : network.With(nodes: nodes, weights: weights);
    }

    private bool IsTrained(string name)
    {
        if (_known.TryGetValue(name, out var known))
            return known;
        return _known[name] = _readers[name].Any(r => r.Node.Operator.Role(r.Node, _network, r.Input) is InputRole.Weight or InputRole.Bias
            || (Moves(r.Node.Operator, r.Input) && r.Node.Outputs.Any(o => _constant.Contains(o) && IsTrained(o))));
    }

    /// <summary>Whether an operator only takes parts of that input or gives it another shape.</summary>
    private static bool Moves(Operator op, int input) => op is Concat || (input == 0
        && op is Gather or Reshape or Flatten or Transpose or Squeeze or Unsqueeze or Expand or Slice or Split or Pad or Identity or Cast);
}
