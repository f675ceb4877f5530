namespace MLNetCompact;

/// <summary>Collects changes of weights. A weight that several nodes read is copied first, so that only the node meant changes.</summary>
internal sealed class NetworkEdit(Network network)
{
    private readonly Dictionary<string, Node> _nodes = network.Nodes.ToDictionary(n => n.Name, StringComparer.Ordinal);
    private readonly Dictionary<string, Weight> _weights = network.Weights.ToDictionary(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _reads = network.Nodes.SelectMany(n => n.Inputs).Concat(network.Outputs.Select(o => o.Name)).CountBy(i => i).ToDictionary(StringComparer.Ordinal);

    /// <summary>The weight that input <paramref name="input"/> of a node reads now, or null.</summary>
    public Weight? Find(string node, int input) => _nodes[node].Input(input) is { } name && _weights.TryGetValue(name, out var weight) ? weight : null;

    /// <summary>Makes input <paramref name="input"/> of a node read <paramref name="weight"/> in place of what it reads now.</summary>
    public void Replace(string node, int input, Weight weight)
    {
        var old = _nodes[node].Input(input);
        if (old is null || _reads[old] > 1)
        {
            var name = Unused(old is null ? $"{node}.bias" : $"{old}.{node}");
            if (old is not null)
                _reads[old]--;
            _reads[name] = 1;
            _nodes[node] = _nodes[node].WithInput(input, name);
            weight = weight.Named(name);
        }
        _weights[weight.Name] = weight;
    }

    public Network Apply() => network.With(nodes: network.Nodes.Select(n => _nodes[n.Name]), weights: _weights.Values);

    private string Unused(string name)
    {
        var taken = network.Inputs.Select(i => i.Name).Concat(_weights.Keys).Concat(network.Nodes.SelectMany(n => n.Outputs)).ToHashSet(StringComparer.Ordinal);
        var candidate = name;
        for (var i = 2; taken.Contains(candidate); i++)
            candidate = $"{name}.{i}";
        return candidate;
    }
}
