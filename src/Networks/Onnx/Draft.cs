using MLNetCompact.Operators;

namespace MLNetCompact.Onnx;

/// <summary>A node that is being read.</summary>
/// <param name="name">Its name.</param>
/// <param name="proto">The node as the file has it; its inputs may be given other names.</param>
/// <param name="isFunction">Whether a function of the file, not ONNX, defines its operator.</param>
internal sealed class DraftNode(string name, NodeProto proto, bool isFunction = false)
{
    public string Name => name;

    public NodeProto Proto => proto;

    /// <summary>The values that its subgraphs read.</summary>
    public IReadOnlyList<string> Captures { get; } = Subgraphs.Captures(proto);

    /// <summary>Whether its operator is one of ONNX's own and computes nothing but from its inputs and attributes.</summary>
    public bool IsPlain => proto.Domain is "" or "ai.onnx" && !isFunction && Captures.Count == 0;

    /// <summary>All values that it reads, "" for an input left out.</summary>
    public IEnumerable<string> Reads => proto.Input.Concat(Captures);

    /// <inheritdoc/>
    public override string ToString() => $"{proto.OpType} '{name}'";
}

/// <summary>A network that is being read: nodes go as they are folded into weights.</summary>
internal sealed class Draft
{
    private readonly HashSet<string> _given;
    private readonly HashSet<string> _names;

    /// <exception cref="InvalidDataException">Names are missing or double, or a value is read before it is made.</exception>
    /// <param name="opset">The version of ONNX's operators.</param>
    /// <param name="inputs">The network's inputs.</param>
    /// <param name="outputs">The network's outputs.</param>
    /// <param name="nodes">The nodes, each after those whose values it reads.</param>
    /// <param name="weights">The constants by name.</param>
    /// <param name="kept">Names of constants that stay even if no node reads them.</param>
    public Draft(int opset, IReadOnlyList<NetworkValue> inputs, IReadOnlyList<NetworkValue> outputs, IEnumerable<DraftNode> nodes, Dictionary<string, Weight> weights,
        IEnumerable<string> kept)
    {
        (Opset, Inputs, Outputs, Nodes, Weights) = (opset, inputs, outputs, [.. nodes], weights);
        _given = outputs.Select(o => o.Name).Concat(kept).ToHashSet(StringComparer.Ordinal);
        Network.CheckNames(inputs, weights.Keys, Nodes.Select(n => new Node(n.Name, new OpaqueOp(n.Proto.OpType, "", OperatorAttributes.None), [.. n.Reads], n.Proto.Output)), outputs);
        _names = [.. inputs.Select(i => i.Name), .. weights.Keys, .. Nodes.SelectMany(n => n.Proto.Output)];
    }

    /// <summary>The version of ONNX's operators.</summary>
    public int Opset { get; }

    public IReadOnlyList<NetworkValue> Inputs { get; }

    public IReadOnlyList<NetworkValue> Outputs { get; }

    /// <summary>The nodes that are left, in order.</summary>
    public List<DraftNode> Nodes { get; private set; }

    /// <summary>The constants by name.</summary>
    public Dictionary<string, Weight> Weights { get; }

    /// <summary>Whether the network gives the value of that name.</summary>
    public bool IsOutput(string name) => _given.Contains(name);

    /// <summary>A name that no value has: <paramref name="name"/>, or one like it.</summary>
    public string Unused(string name)
    {
        var unused = name;
        for (var i = 2; !_names.Add(unused); i++)
            unused = $"{name}.{i}";
        return unused;
    }

    /// <summary>Gives a name back that <see cref="Unused"/> gave.</summary>
    public void Free(string name) => _names.Remove(name);

    /// <summary>How many nodes read each value, or more where one reads it twice; an output of the network counts as one.</summary>
    public Dictionary<string, int> CountReads()
    {
        var counts = _given.ToDictionary(o => o, _ => 1, StringComparer.Ordinal);
        foreach (var name in Nodes.SelectMany(n => n.Reads))
            counts[name] = counts.GetValueOrDefault(name) + 1;
        return counts;
    }

    /// <summary>
    /// Takes nodes out, then those before them that only they read, then weights that are not read any more. Nodes that were never read stay:
    /// somebody may look for them.
    /// </summary>
    /// <param name="nodes">The nodes to take out; what they make is read from elsewhere now, or not at all.</param>
    /// <param name="reads">What <see cref="CountReads"/> gave before any input was changed.</param>
    public void Remove(HashSet<DraftNode> nodes, Dictionary<string, int> reads)
    {
        var before = reads.Where(r => r.Value > 0).Select(r => r.Key).ToHashSet(StringComparer.Ordinal);
        var counts = CountReads();
        var left = new List<DraftNode>();
        foreach (var node in Enumerable.Reverse(Nodes))
        {
            var outputs = node.Proto.Output.Where(o => o.Length > 0);
            if (!nodes.Contains(node) && (!outputs.Any(before.Contains) || outputs.Any(o => counts.GetValueOrDefault(o) > 0)))
            {
                left.Add(node);
                continue;
            }
            foreach (var name in node.Reads)
                counts[name]--;
        }
        left.Reverse();
        Nodes = left;
        foreach (var name in Weights.Keys.Where(w => counts.GetValueOrDefault(w) == 0).ToArray())
            Weights.Remove(name);
    }

    /// <summary>The nodes with their operators, and with what else the file says of them; the draft is used up by that.</summary>
    /// <exception cref="InvalidDataException">An operator cannot have its attributes.</exception>
    public IEnumerable<Node> ToNodes()
    {
        var read = CountReads();
        foreach (var draft in Nodes)
        {
            var node = ToNode(draft, read.ContainsKey);
            var source = draft.Proto;
            source.ClearName();
            source.Input.Clear();
            source.Output.Clear();
            yield return node with { Source = new(node.Operator, source) };
        }
    }

    /// <summary>The node with its operator, as far as the constants are known by now.</summary>
    /// <exception cref="InvalidDataException">The operator cannot have those attributes.</exception>
    public Node ToNode(DraftNode draft, Func<string, bool> isRead)
    {
        var proto = draft.Proto;
        try
        {
            var attributes = OnnxAttributes.Read(proto.Attribute);
            Operator op = draft.IsPlain ? OperatorTable.Find(new(proto.OpType, proto.Domain, attributes, [.. proto.Input], [.. proto.Output], Opset, Weights.GetValueOrDefault, isRead))
                : new OpaqueOp(proto.OpType, proto.Domain, attributes) { Captures = draft.Captures };
            return new Node(draft.Name, op, [.. draft.Reads], [.. proto.Output]);
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException)
        {
            throw new InvalidDataException($"{draft}: {e.Message}", e);
        }
    }
}
