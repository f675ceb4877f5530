using System.Runtime.InteropServices;
using MLNetCompact.Onnx;
using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>A node whose inputs are constant, for the one who computes it. What it makes is taken only where it is small enough.</summary>
/// <param name="node">The node.</param>
/// <param name="inputs">Its inputs, null for one left out.</param>
/// <param name="opset">The version of ONNX's operators.</param>
/// <param name="budget">What may be made.</param>
internal sealed class FoldNode(DraftNode node, IReadOnlyList<Weight?> inputs, int opset, FoldBudget budget)
{
    public string OpType => node.Proto.OpType;

    public OperatorAttributes Attributes { get; } = OnnxAttributes.Read(node.Proto.Attribute);

    public int Opset => opset;

    /// <summary>How many inputs and outputs there are.</summary>
    public (int Inputs, int Outputs) Count => (inputs.Count, node.Proto.Output.Count);

    /// <summary>What was made so far, by output.</summary>
    public List<Weight> Made { get; } = [];

    /// <summary>Input <paramref name="index"/>, or null where it is left out.</summary>
    public Weight? Input(int index) => index < inputs.Count ? inputs[index] : null;

    /// <summary>The integers of input <paramref name="index"/>; null where it is left out or not of integers.</summary>
    public long[]? Integers(int index) => Input(index) switch
    {
        { Type: ElementType.Int64, Shape.Count: <= 1 } weight => weight.Integers.ToArray(),
        { Type: ElementType.Int32, Shape.Count: <= 1 } weight => [.. MemoryMarshal.Cast<byte, int>(weight.Bytes.Span).ToArray().Select(i => (long)i)],
        _ => null,
    };

    /// <summary>The integers that newer operators read from an input and older ones have as an attribute; null where they are left out.</summary>
    public long[]? Integers(string attribute, int input, int sinceOpset) => opset >= sinceOpset ? Integers(input) : Attributes.Longs(attribute);

    /// <summary>The one number of a tensor attribute, or null.</summary>
    public Weight? Tensor(string attribute) =>
        node.Proto.Attribute.FirstOrDefault(a => a.Name == attribute)?.T is { } tensor && ((ElementType)tensor.DataType).Size() is not null ? OnnxTensor.Read(tensor, attribute) : null;

    /// <summary>The dimension that <paramref name="axis"/> means, negative ones counted from the end; null if there is none such.</summary>
    public static int? Axis(long axis, int rank) => axis >= -rank && axis < rank ? (int)(axis < 0 ? axis + rank : axis) : null;

    /// <summary>Memory for a result of those dimensions, or null if it would be too large.</summary>
    public byte[]? New(ElementType type, IReadOnlyList<long> dims) => budget.Allows(OpType, type, dims, inputs) is { } bytes ? new byte[bytes] : null;

    /// <summary>Makes the next output of the bytes that <see cref="New"/> gave.</summary>
    public bool Give(ElementType type, IEnumerable<long> dims, byte[] bytes)
    {
        budget.Spend(bytes.Length);
        Made.Add(Weight.Of(node.Proto.Output[Made.Count], type, new Shape(dims), bytes));
        return true;
    }

    /// <summary>Makes the output of the numbers of <paramref name="weight"/> in other dimensions.</summary>
    public bool GiveSame(Weight weight, IReadOnlyList<long> dims)
    {
        if (budget.Allows(OpType, weight.Type, dims, inputs) is not { } bytes)
            return false;
        budget.Spend(bytes);
        Made.Add(Weight.Of(node.Proto.Output[Made.Count], weight.Type, new Shape(dims), weight.Bytes));
        return true;
    }
}
