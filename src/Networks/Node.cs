using MLNetCompact.Onnx;
using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>One step of a network: an operator, the values it reads and the values it makes.</summary>
/// <param name="Name">The name, unique in its network.</param>
/// <param name="Operator">What it computes.</param>
/// <param name="Inputs">The names of the values and weights it reads, in ONNX's order, "" for an optional one left out; then those that graphs inside the node read.</param>
/// <param name="Outputs">The names of the values it makes, in ONNX's order.</param>
public sealed record Node(string Name, Operator Operator, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs)
{
    /// <summary>What the file it was read from says of it beyond that; null for a node made here.</summary>
    internal NodeSource? Source { get; init; }

    /// <summary>The name of input <paramref name="index"/>, or null where it is left out.</summary>
    public string? Input(int index) => index < Inputs.Count && Inputs[index].Length > 0 ? Inputs[index] : null;

    /// <summary>The first output.</summary>
    public string Output => Outputs[0];

    /// <inheritdoc/>
    public override string ToString() => $"{Operator.OpType} '{Name}'";

    internal Node WithInput(int index, string name)
    {
        var inputs = Inputs.ToList();
        while (inputs.Count <= index)
            inputs.Add("");
        inputs[index] = name;
        return this with { Inputs = inputs };
    }
}
