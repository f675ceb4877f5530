namespace MLNetCompact;

/// <summary>Finds the dimensions of every value of a network from its inputs and weights.</summary>
internal static class ShapeInference
{
    public static IReadOnlyDictionary<string, Shape> Infer(Network network)
    {
        var shapes = network.Weights.Values.ToDictionary(w => w.Name, w => w.Shape, StringComparer.Ordinal);
        foreach (var input in network.Inputs)
            shapes[input.Name] = input.Shape;
        foreach (var node in network.Nodes)
        {
            var read = node.Inputs.Select(i => i.Length == 0 ? null : shapes.GetValueOrDefault(i)).ToArray();
            if (node.Inputs.Where((name, i) => name.Length > 0 && read[i] is null).Any())
                continue;
            var made = node.Operator.InferShapes(new(node, read, network));
            for (var i = 0; i < made.Count && i < node.Outputs.Count; i++)
                shapes[node.Outputs[i]] = made[i];
        }
        return shapes;
    }
}

/// <summary>What an operator sees when it is asked for the shapes of its outputs.</summary>
internal readonly record struct ShapeQuestion(Node Node, IReadOnlyList<Shape?> Inputs, Network Network)
{
    /// <summary>The shape of input <paramref name="index"/>, with at least <paramref name="rank"/> dimensions.</summary>
    public Shape Required(int index, int rank)
    {
        var shape = index < Inputs.Count ? Inputs[index] : null;
        if (shape is null)
            throw new ArgumentException($"{Node} needs input {index}.");
        return shape.Count >= rank ? shape : throw Wrong(index, $"at least {rank} dimensions");
    }

    public ArgumentException Wrong(int index, string expected) =>
        new($"{Node}: input {index} ('{Node.Inputs[index]}') has shape {Inputs[index]}; expected {expected}.");
}
