using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>Finds the dimensions of every value of a network from its inputs and weights.</summary>
internal static class ShapeInference
{
    /// <summary>The most dimensions that a tensor may have.</summary>
    public const int MostDimensions = 64;

    public static IReadOnlyDictionary<string, Shape> Infer(Network network)
    {
        var shapes = network.Weights.Values.ToDictionary(w => w.Name, w => w.Shape, StringComparer.Ordinal);
        foreach (var input in network.Inputs)
        {
            if (input.Shape is { } shape)
                shapes[input.Name] = IsSmall(shape) ? shape : throw new ArgumentException($"Input '{input.Name}' has more than {MostDimensions} dimensions, or more elements than any tensor holds.");
        }
        foreach (var node in network.Nodes)
            Infer(node, network, shapes);
        return shapes;
    }

    /// <summary>Adds the dimensions of what one node makes to <paramref name="shapes"/>, which has those of all values before it that can be told.</summary>
    public static void Infer(Node node, Network network, Dictionary<string, Shape> shapes)
    {
        var read = node.Inputs.Select(i => i.Length == 0 ? null : shapes.GetValueOrDefault(i)).ToArray();
        var made = Made(new(node, read, network));
        for (var i = 0; i < made.Count && i < node.Outputs.Count; i++)
        {
            if (made[i] is { } shape && node.Outputs[i].Length > 0)
                shapes[node.Outputs[i]] = shape;
        }
    }

    /// <summary>Whether sums over the sizes cannot overflow, whatever the unknown ones are counted as.</summary>
    private static bool IsSmall(Shape? shape) => shape is null
        || (shape.Count <= MostDimensions && Shapes.Product(shape.Where(d => d > 0)) < long.MaxValue);

    private static IReadOnlyList<Shape?> Made(ShapeQuestion question)
    {
        try
        {
            var made = question.Node.Operator.InferShapes(question);
            return made.All(IsSmall) ? made : throw question.Failure($"it makes more than {MostDimensions} dimensions, or more elements than any tensor holds.");
        }
        catch (OverflowException)
        {
            throw question.Failure("its sizes are larger than those of any tensor.");
        }
    }
}

/// <summary>What an operator sees when it is asked for the shapes of its outputs.</summary>
internal readonly record struct ShapeQuestion(Node Node, IReadOnlyList<Shape?> Inputs, Network Network)
{
    /// <summary>The shape of input <paramref name="index"/>, with at least <paramref name="rank"/> dimensions; null where it is not known.</summary>
    /// <exception cref="ArgumentException">The node does not have that input, or it has fewer dimensions.</exception>
    public Shape? Known(int index, int rank = 0)
    {
        if (Node.Input(index) is null)
            throw new ArgumentException($"{Node} needs input {index}.");
        return Inputs[index] is not { } shape || shape.Count >= rank ? Inputs[index] : throw Wrong(index, $"at least {rank} dimensions");
    }

    /// <summary>The shape of input <paramref name="index"/>; null where it is left out or not known.</summary>
    public Shape? Optional(int index) => Node.Input(index) is null ? null : Inputs[index];

    /// <summary>The integers that input <paramref name="index"/> reads; null where it is left out or computed.</summary>
    public long[]? Integers(int index) => Network.IntegersOf(Node, index);

    /// <summary>The dimension that <paramref name="axis"/> means; a negative one counts from the end.</summary>
    public int Axis(long axis, int rank) => axis >= -rank && axis < rank ? (int)(axis < 0 ? axis + rank : axis)
        : throw Failure($"there is no dimension {axis} among {rank}.");

    public ArgumentException Failure(string text) => new($"{Node}: {text}");

    public ArgumentException Wrong(int index, string expected) =>
        new($"{Node}: input {index} ('{Node.Inputs[index]}') has shape {Inputs[index]}; expected {expected}.");
}
