using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>A weight behind a constant that an operator reads element by element, and the dimension of it that counts channels.</summary>
/// <param name="Node">The node that reads the weight: the operator itself, or one that spreads the weight over places.</param>
/// <param name="Input">Which of its inputs the weight is.</param>
/// <param name="Axis">The dimension that counts channels.</param>
internal sealed record ConstantOperand(Node Node, int Input, int Axis)
{
    /// <summary>The operand at input <paramref name="input"/>, or null if nothing of it is to be cut: it has one number for all channels, or it is no such constant.</summary>
    /// <param name="network">The network.</param>
    /// <param name="node">An operator whose operands broadcast.</param>
    /// <param name="input">Which of its inputs.</param>
    /// <param name="channelAxis">The channel axis of its output.</param>
    public static ConstantOperand? Find(Network network, Node node, int input, int channelAxis)
    {
        if (network.Shapes.GetValueOrDefault(node.Output) is not { } made || network.Shapes.GetValueOrDefault(node.Inputs[input]) is not { } shape)
            return null;
        var axis = channelAxis - (made.Count - shape.Count);
        if (axis < 0 || shape[axis] == 1)
            return null;
        while (!network.Weights.ContainsKey(node.Inputs[input]))
        {
            var name = node.Inputs[input];
            if (network.ProducerOf(name) is not { Operator: Gather } spread || Gather.PlacesOf(network, spread) is not { } places || places.Axis == axis
                || network.ReadersOf(name).Count() != 1 || network.Outputs.Any(o => o.Name == name))
                return null;
            (node, input) = (spread, 0);
        }
        return new(node, input, axis);
    }
}
