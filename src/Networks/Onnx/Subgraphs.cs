namespace MLNetCompact.Onnx;

/// <summary>
/// Graphs inside nodes (If, Loop, Scan). They read values of the graph around them by name, which no list of inputs tells of;
/// here those names are found and changed.
/// </summary>
internal static class Subgraphs
{
    /// <summary>The values that the graphs in a node's attributes read from outside, each once, in the order in which they are read.</summary>
    public static IReadOnlyList<string> Captures(NodeProto node)
    {
        if (!node.Attribute.Any(a => a.G is not null || a.Graphs.Count > 0))
            return [];
        var found = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Visit(node, new(StringComparer.Ordinal), name =>
        {
            if (seen.Add(name))
                found.Add(name);
            return name;
        });
        return found;
    }

    /// <summary>Gives the values that the graphs in a node's attributes read from outside other names.</summary>
    public static void Rename(NodeProto node, IReadOnlyDictionary<string, string> names) =>
        Visit(node, new(StringComparer.Ordinal), name => names.GetValueOrDefault(name, name));

    private static void Visit(NodeProto node, HashSet<string> inner, Func<string, string> rename)
    {
        foreach (var attribute in node.Attribute)
        {
            if (attribute.G is { } graph)
                Visit(graph, inner, rename);
            foreach (var one in attribute.Graphs)
                Visit(one, inner, rename);
        }
    }

    /// <summary>Replaces each name that is not of the graph itself or of one around it inside the node.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="inner">The names of the graphs around it; the same again afterwards.</param>
    /// <param name="rename">Gives the name that takes the place of one.</param>
    private static void Visit(GraphProto graph, HashSet<string> inner, Func<string, string> rename)
    {
        var own = new List<string>();
        void Add(IEnumerable<string> names) => own.AddRange(names.Where(inner.Add));
        Add(graph.Input.Select(i => i.Name));
        Add(graph.Initializer.Select(i => i.Name));
        Add(graph.SparseInitializer.Select(i => i.Values?.Name ?? ""));
        foreach (var node in graph.Node)
        {
            for (var i = 0; i < node.Input.Count; i++)
            {
                if (node.Input[i].Length > 0 && !inner.Contains(node.Input[i]))
                    node.Input[i] = rename(node.Input[i]);
            }
            Visit(node, inner, rename);
            Add(node.Output);
        }
        foreach (var output in graph.Output.Where(o => !inner.Contains(o.Name)))
            output.Name = rename(output.Name);
        inner.ExceptWith(own);
    }
}
