using static TorchSharp.torch;

namespace MLNetCompact;

/// <summary>
/// What an operator computes from: the tensors that its node reads, and those that are settings as plain numbers.
/// Floating point tensors are 32-bit and lie on the device; integers and truth values are 64-bit and lie in the computer's memory.
/// </summary>
/// <param name="Node">The node.</param>
/// <param name="Network">Its network.</param>
/// <param name="Values">The tensors of its inputs; null for one left out.</param>
/// <param name="Device">What computes.</param>
/// <param name="Training">Whether dropout drops.</param>
/// <param name="Measuring">Whether batch normalization measures its batch.</param>
internal readonly record struct TorchInputs(Node Node, Network Network, IReadOnlyList<Tensor?> Values, Device Device, bool Training, bool Measuring)
{
    /// <summary>The tensor of input <paramref name="index"/>.</summary>
    public Tensor this[int index] => Optional(index) ?? throw new InvalidOperationException($"{Node} needs input {index}.");

    /// <summary>The tensor of input <paramref name="index"/>, or null where it is left out.</summary>
    public Tensor? Optional(int index) => index < Values.Count ? Values[index] : null;

    /// <summary>The integers of input <paramref name="index"/>, or null where it is left out.</summary>
    public long[]? Integers(int index) => Optional(index) is not { } value ? null : Network.IntegersOf(Node, index) ?? TorchTensors.Integers(value);

    /// <summary>The floating point numbers of input <paramref name="index"/>, or null where it is left out.</summary>
    public float[]? Floats(int index)
    {
        if (Optional(index) is not { } value)
            return null;
        // A constant is read from the network: asking a GPU for it would wait for all that it still has to do.
        return Network.NumbersOf(Node, index) ?? TorchTensors.Floats(value);
    }

    /// <summary>The dimension that <paramref name="axis"/> means among <paramref name="rank"/>; a negative one counts from the end.</summary>
    public int Axis(long axis, int rank) => axis >= -rank && axis < rank ? (int)(axis < 0 ? axis + rank : axis)
        : throw new InvalidOperationException($"{Node}: there is no dimension {axis} among {rank}.");

    /// <summary>The dimensions that <paramref name="axes"/> mean among <paramref name="rank"/>, in ascending order.</summary>
    public long[] Axes(IEnumerable<long> axes, int rank)
    {
        var inputs = this;
        return [.. axes.Select(a => (long)inputs.Axis(a, rank)).Distinct().Order()];
    }
}
