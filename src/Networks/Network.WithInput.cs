namespace MLNetCompact;

public sealed partial class Network
{
    /// <summary>The network with dimensions of an input stated that were open before: the size of the maps, or the batch. What follows from them is told anew.</summary>
    /// <param name="name">The name of the input.</param>
    /// <param name="shape">Its dimensions. An unknown one leaves what is stated, if anything is.</param>
    /// <exception cref="ArgumentException">There is no such input, the dimensions contradict those stated, or a node cannot compute with them; the message names input or node.</exception>
    /// <example><code>network.WithInput("image", new Shape(1, 3, 640, 640))</code></example>
    public Network WithInput(string name, Shape shape)
    {
        var input = Inputs.FirstOrDefault(i => i.Name == name)
            ?? throw new ArgumentException($"The network has no input '{name}'; its inputs are {string.Join(", ", Inputs.Select(i => $"'{i.Name}'"))}.", nameof(name));
        if (shape.Contains(0))
            throw new ArgumentException($"Input '{name}' cannot have shape {shape}; expected dimensions of at least 1.", nameof(shape));
        if (input.Shape is { } stated && !IsWithin(shape, stated))
            throw new ArgumentException($"Input '{name}' has shape {stated}, which {shape} contradicts; expected {stated.Count} dimensions that differ only where it has N.", nameof(shape));
        var fixedInput = input with { Shape = Filled(shape, input.Shape) };
        var network = With(inputs: Inputs.Select(i => i == input ? fixedInput : i));
        return network.With(outputs: network.Outputs.Select(o => o with { Shape = Filled(o.Shape, network.Shapes.GetValueOrDefault(o.Name)) }));
    }

    private static bool IsWithin(Shape shape, Shape stated) =>
        shape.Count == stated.Count && shape.Zip(stated).All(d => d.First == d.Second || d.First == Shape.Unknown || d.Second == Shape.Unknown);

    /// <summary>A shape with what <paramref name="known"/> tells of its unknown dimensions.</summary>
    private static Shape? Filled(Shape? shape, Shape? known) =>
        shape is null || known is null || shape.Count != known.Count ? shape ?? known
        : new Shape(shape.Zip(known).Select(d => d.First == Shape.Unknown ? d.Second : d.First));
}
