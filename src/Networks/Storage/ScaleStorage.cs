using System.Runtime.InteropServices;

namespace MLNetCompact;

/// <summary>Numbers that are codes of 8 bits, each times the step of its filter: the factors of kernels, where the kernels themselves are another weight.</summary>
/// <param name="scales">The codes, of the dimensions of the weight, and the steps.</param>
internal sealed class ScaleStorage(KernelScales scales) : CodedStorage
{
    public override IReadOnlyList<Weight> Parts => [scales.Codes, scales.Steps];

    /// <summary>The numbers themselves, Float [numbers].</summary>
    public override IReadOnlyList<Weight> Tables => [Weight.Of("factors", new Shape(Count), scales.Factors())];

    public override int Count => checked((int)scales.Codes.Count);

    public override Shape Shape => scales.Codes.Shape;

    public override int LeastOpset => 7;

    public override WeightStorage Select(Shape shape, int size, int axis, ReadOnlySpan<int> kept) => new ScaleStorage(scales.Select(axis, kept));

    /// <summary>Numbers may become 0; others would not come back exactly.</summary>
    public override WeightStorage? With(ReadOnlySpan<float> values)
    {
        var codes = scales.Codes.Bytes.ToArray();
        var present = MemoryMarshal.Cast<byte, float>(Dense.Span);
        for (var i = 0; i < values.Length; i++)
        {
            if (BitConverter.SingleToInt32Bits(values[i]) == BitConverter.SingleToInt32Bits(present[i]))
                continue;
            if (values[i] != 0)
                return null;
            codes[i] = 0;
        }
        return new ScaleStorage(new(Weight.Of(scales.Codes.Name, scales.Codes.Type, Shape, codes), scales.Steps));
    }

    protected override CodedStorage Changed(IReadOnlyList<Weight> tables) => new ScaleStorage(scales.With(tables[0].Values));

    protected override void Decode(Span<float> values) => scales.Factors().CopyTo(values);
}
