namespace MLNetCompact.Operators;

/// <summary>A node as a file states it, before its operator is known.</summary>
/// <param name="OpType">ONNX's name of the operator.</param>
/// <param name="Domain">The operator set; "" for ONNX's own.</param>
/// <param name="Attributes">The attributes.</param>
/// <param name="Inputs">The names of the inputs, "" for one left out.</param>
/// <param name="Outputs">The names of the outputs, "" for one left out.</param>
/// <param name="Opset">The version of ONNX's operator set.</param>
/// <param name="WeightOf">The constant of that name, or null.</param>
/// <param name="IsRead">Whether a node reads the value of that name, or the network gives it.</param>
internal sealed record NodeForm(string OpType, string Domain, OperatorAttributes Attributes, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs,
    int Opset, Func<string, Weight?> WeightOf, Func<string, bool> IsRead)
{
    /// <summary>How many inputs there are, up to the last that is not left out.</summary>
    public int InputCount => Count(Inputs);

    /// <summary>How many outputs there are, up to the last that is not left out.</summary>
    public int OutputCount => Count(Outputs);

    /// <summary>Whether input <paramref name="index"/> is given.</summary>
    public bool Has(int index) => index < Inputs.Count && Inputs[index].Length > 0;

    /// <summary>The constant that input <paramref name="index"/> reads, or null where it is left out or computed.</summary>
    public Weight? Weight(int index) => Has(index) ? WeightOf(Inputs[index]) : null;

    private static int Count(IReadOnlyList<string> names)
    {
        var count = names.Count;
        while (count > 0 && names[count - 1].Length == 0)
            count--;
        return count;
    }
}
