using MLNetCompact.Onnx;
using MLNetCompact.Operators;

namespace MLNetCompact;

public sealed partial class Network
{
    /// <summary>
    /// The network with dimensions of an input stated that were open before: the size of the maps, or the batch. What follows from them is told anew; nodes that
    /// compute shapes from them become constants, as in <see cref="Load(string)"/>.
    /// </summary>
    /// <param name="name">The name of the input.</param>
    /// <param name="shape">Its dimensions. An unknown one leaves what is stated, if anything is.</param>
    /// <exception cref="ArgumentException">There is no such input, the dimensions contradict those stated, or a node cannot compute with them; the message names input or node.</exception>
    /// <example><code>network.WithInput("image", new Shape(1, 3, 640, 640))</code></example>
    public Network WithInput(string name, Shape shape)
    {
        var input = Inputs.FirstOrDefault(i => i.Name == name)
            ?? throw new ArgumentException($"The network has no input '{name}'; its inputs are {string.Join(", ", Inputs.Select(i => $"'{i.Name}'"))}.");
        if (shape.Contains(0))
            throw new ArgumentException($"Input '{name}' cannot have shape {shape}; expected dimensions of at least 1.");
        if (input.Shape is { } stated && !IsWithin(shape, stated))
            throw new ArgumentException($"Input '{name}' has shape {stated}, which {shape} contradicts; expected {stated.Count} dimensions that differ only where it has N.");
        var fixedInput = input with { Shape = Filled(shape, input.Shape) };
        var network = With(inputs: Inputs.Select(i => i == input ? fixedInput : i));
        if (network.Nodes.Any(n => n.Operator is ShapeOp))
            network = network.Folded();
        return network.With(outputs: network.Outputs.Select(o => o with { Shape = Filled(o.Shape, network.Shapes.GetValueOrDefault(o.Name)) }));
    }

    /// <summary>The network as reading its file gives it; its numbers are not copied.</summary>
    private Network Folded()
    {
        try
        {
            return OnnxReader.Read(() => OnnxWriter.Write(this, new()), "the network");
        }
        catch (InvalidDataException e)
        {
            throw new ArgumentException(e.Message, e);
        }
    }

    private static bool IsWithin(Shape shape, Shape stated) =>
        shape.Count == stated.Count && shape.Zip(stated).All(d => d.First == d.Second || d.First == Shape.Unknown || d.Second == Shape.Unknown);

    /// <summary>A shape with what <paramref name="known"/> tells of its unknown dimensions.</summary>
    private static Shape? Filled(Shape? shape, Shape? known) =>
        shape is null || known is null || shape.Count != known.Count ? shape ?? known
        : new Shape(shape.Zip(known).Select(d => d.First == Shape.Unknown ? d.Second : d.First));
}
