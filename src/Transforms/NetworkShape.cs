namespace MLNetCompact;

/// <summary>Whether a network fits what it is to learn.</summary>
internal static class NetworkShape
{
    /// <summary>The dimensions of one row that the network reads.</summary>
    /// <exception cref="ArgumentException">The network has inputs or outputs of another number or size than the task needs.</exception>
    public static Shape Check(Network network, LabelColumn label)
    {
        if (network.Inputs.Count != 1 || network.Inputs[0] is not { Type: ElementType.Float, Shape: { Count: >= 2 } shape } || new Shape(shape.Skip(1)) is not { IsKnown: true } row)
            throw new ArgumentException($"The network reads {string.Join(" and ", network.Inputs.Select(i => $"'{i.Name}' {i.Type} {Text(i.Shape)}"))}; expected one input of Float whose dimensions but the first are known.");
        if (label.Task == LearningTask.None)
            return network.Outputs.FirstOrDefault(o => o.Type != ElementType.Float) is not { } other ? row
                : throw new ArgumentException($"The network's output '{other.Name}' is of {other.Type}; expected Float.");
        if (Outputs(network) is not { } outputs)
            throw new ArgumentException($"The network's output '{network.Outputs[0].Name}' has dimensions {Text(network.Outputs[0].Shape)}; expected [N, {label.Outputs}].");
        if (outputs != label.Outputs)
        {
            var reason = label.Task == LearningTask.MulticlassClassification ? $"has {label.Classes} classes" : $"is {label.Type}, which needs one number";
            throw new ArgumentException($"The network gives {outputs} number(s) a row, but label column '{label.Name}' {reason}.");
        }
        return row;
    }

    /// <summary>How many numbers the network gives a row, or null where that is not known.</summary>
    public static int? Outputs(Network network)
    {
        var output = network.Outputs[0];
        var shape = network.Shapes.GetValueOrDefault(output.Name) ?? output.Shape;
        return shape is { Count: 2 } && shape[1] != Shape.Unknown ? (int)shape[1] : null;
    }

    private static string Text(Shape? shape) => shape?.ToString() ?? "that the file does not state";
}
