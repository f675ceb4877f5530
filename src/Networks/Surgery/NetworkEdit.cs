using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>
/// Collects changes of a network. A weight that several nodes read is copied first, so that only the node meant changes;
/// nodes that nobody reads any more go.
/// </summary>
internal sealed class NetworkEdit(Network network)
{
    private readonly Dictionary<string, Node> _nodes = network.Nodes.ToDictionary(n => n.Name, StringComparer.Ordinal);
    private readonly Dictionary<string, List<Node>> _before = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Node>> _behind = new(StringComparer.Ordinal);
    private readonly List<(string Copy, string Source)> _copies = [];
    private readonly HashSet<string> _gone = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Weight> _weights = network.Weights.ToDictionary(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _reads = network.Nodes.SelectMany(n => n.Inputs).Concat(network.Outputs.Select(o => o.Name)).CountBy(i => i).ToDictionary(StringComparer.Ordinal);
    private readonly HashSet<string> _taken = [.. network.Inputs.Select(i => i.Name), .. network.Weights.Keys, .. network.Nodes.SelectMany(n => n.Outputs.Append(n.Name))];

    /// <summary>The node of that name as it is now.</summary>
    public Node this[string node] => _nodes[node];

    /// <summary>The weight that input <paramref name="input"/> of a node reads now, or null.</summary>
    public Weight? Find(string node, int input) => _nodes[node].Input(input) is { } name && _weights.TryGetValue(name, out var weight) ? weight : null;

    /// <summary>Makes input <paramref name="input"/> of a node read <paramref name="weight"/> in place of what it reads now.</summary>
    public void Replace(string node, int input, Weight weight)
    {
        var old = _nodes[node].Input(input);
        if (old is null || _reads[old] > 1 || !_weights.ContainsKey(old))
        {
            var copy = Add(weight.Named(old is null ? weight.Name : $"{old}.{node}"));
            if (old is not null)
                _copies.Add((copy, old));
            Rewire(node, input, copy);
        }
        else
            _weights[old] = weight.Named(old);
    }

    /// <summary>Makes input <paramref name="input"/> of a node read the value <paramref name="value"/>.</summary>
    public void Rewire(string node, int input, string value)
    {
        if (_nodes[node].Input(input) is { } old)
            _reads[old]--;
        _reads[value] = _reads.GetValueOrDefault(value) + 1;
        _nodes[node] = _nodes[node].WithInput(input, value);
    }

    public void SetOperator(string node, Operator op) => _nodes[node] = _nodes[node] with { Operator = op };

    /// <summary>Adds a weight under its name or, where that is taken, one like it; tells the name.</summary>
    public string Add(Weight weight)
    {
        var name = Unused(weight.Name);
        _weights[name] = weight.Named(name);
        return name;
    }

    /// <summary>The name of a weight of those integers; one that is there already serves.</summary>
    public string Integers(string name, long[] values) =>
        _weights.Values.FirstOrDefault(w => w is { Type: ElementType.Int64, Shape.Count: 1 } && w.Integers.SequenceEqual(values))?.Name
        ?? Add(Weight.Of(name, new Shape(values.Length), values));

    /// <summary>
    /// Adds a constant tensor, one number per zone, and next to the node <paramref name="place"/> what spreads it over the places: nodes that
    /// runtimes fold when they load. Tells the name of the value.
    /// </summary>
    public string Spread(string place, BorderMap map, ElementType type, bool before = false)
    {
        var zones = map.Zones;
        var value = Add(Weight.Of($"{place}.constants", type, new Shape(zones.Dims.Select(d => (long)d)), (float[])[.. zones.Values.ToArray().Select(v => (float)v)]));
        for (var dim = 0; dim < map.Places.Count; dim++)
        {
            if (map.Places[dim] is { } places)
            {
                var indices = Integers($"{place}.places{dim}", [.. places.Select(p => (long)p)]);
                value = Add(before ? _before : _behind, place, new Node(Unused($"{place}.spread{dim}"), new Gather { Axis = dim }, [value, indices], [Unused($"{place}.spread{dim}.out")]));
            }
        }
        return value;
    }

    /// <summary>Puts a node behind <paramref name="place"/> that reads its output first, and gives what others read in its place.</summary>
    public void Follow(string place, string name, Operator op, string operand)
    {
        var output = _nodes[place].Output;
        var inner = Unused($"{output}.before");
        _nodes[place] = _nodes[place] with { Outputs = [inner, .. _nodes[place].Outputs.Skip(1)] };
        Add(_behind, place, new Node(Unused(name), op, [inner, operand], [output]));
    }

    /// <summary>Whoever reads <paramref name="old"/> reads <paramref name="value"/> in its place. An output of the network keeps its name, behind an Identity.</summary>
    public void Redirect(string old, string value)
    {
        foreach (var reader in network.ReadersOf(old))
        {
            for (var i = 0; i < reader.Inputs.Count; i++)
            {
                if (_nodes[reader.Name].Inputs[i] == old)
                    Rewire(reader.Name, i, value);
            }
        }
        if (network.Outputs.Any(o => o.Name == old) && network.ProducerOf(old) is { } maker)
            _nodes[maker.Name] = new Node(maker.Name, new Identity(), [value], [old]);
    }

    /// <summary>A node takes the place of the one that alone reads it: it makes what that made.</summary>
    public void TakeOver(string node, string reader)
    {
        _nodes[node] = _nodes[node] with { Outputs = [_nodes[reader].Output] };
        _gone.Add(reader);
    }

    public Network Apply()
    {
        Reunite();
        var before = Live(network.Nodes, network.Outputs);
        var nodes = network.Nodes.Where(n => !_gone.Contains(n.Name))
            .SelectMany(n => (IEnumerable<Node>)[.. _before.GetValueOrDefault(n.Name) ?? [], _nodes[n.Name], .. _behind.GetValueOrDefault(n.Name) ?? []]).ToList();
        var now = Live(nodes, network.Outputs);
        return network.With(nodes: nodes.Where(n => now.Contains(n.Name) || !before.Contains(n.Name)), weights: _weights.Values);
    }

    /// <summary>Nodes that read one weight and changed it alike read one weight again.</summary>
    private void Reunite()
    {
        foreach (var (copy, source) in _copies)
        {
            if (!_weights.TryGetValue(source, out var other) || _weights[copy] is not { } weight || weight.Type != other.Type || !weight.Shape.Equals(other.Shape)
                || !weight.Bytes.Span.SequenceEqual(other.Bytes.Span))
                continue;
            foreach (var (name, node) in _nodes.ToArray())
                _nodes[name] = node.Inputs.Contains(copy) ? node with { Inputs = [.. node.Inputs.Select(i => i == copy ? source : i)] } : node;
        }
    }

    private string Add(Dictionary<string, List<Node>> nodes, string place, Node node)
    {
        if (!nodes.TryGetValue(place, out var list))
            nodes[place] = list = [];
        list.Add(node);
        foreach (var input in node.Inputs)
            _reads[input] = _reads.GetValueOrDefault(input) + 1;
        return node.Output;
    }

    /// <summary>The names of the nodes that an output depends on.</summary>
    public static HashSet<string> Live(IEnumerable<Node> nodes, IEnumerable<NetworkValue> outputs)
    {
        var read = outputs.Select(o => o.Name).ToHashSet(StringComparer.Ordinal);
        var live = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in nodes.Reverse())
        {
            if (node.Outputs.Any(read.Contains))
            {
                live.Add(node.Name);
                read.UnionWith(node.Inputs);
            }
        }
        return live;
    }

    private string Unused(string name)
    {
        var candidate = name;
        for (var i = 2; !_taken.Add(candidate); i++)
            candidate = $"{name}.{i}";
        return candidate;
    }
}
