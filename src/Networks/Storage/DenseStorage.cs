namespace MLNetCompact;

/// <summary>Every number by itself.</summary>
internal sealed class DenseStorage(ReadOnlyMemory<byte> bytes) : WeightStorage
{
    public override ReadOnlyMemory<byte> Dense => bytes;

    public override long StoredBytes => bytes.Length;

    public override WeightStorage Select(Shape shape, int size, int axis, ReadOnlySpan<int> kept) => new DenseStorage(Slices(bytes.Span, shape, size, axis, kept));

    public override bool Equals(WeightStorage? other) => other is DenseStorage dense && dense.Dense.Span.SequenceEqual(bytes.Span);

    /// <summary>Copies the slices <paramref name="kept"/> of dimension <paramref name="axis"/> of a row-major tensor.</summary>
    public static byte[] Slices(ReadOnlySpan<byte> source, Shape shape, int size, int axis, ReadOnlySpan<int> kept)
    {
        var outer = new Shape(shape.Take(axis)).Elements;
        var inner = checked((int)(new Shape(shape.Skip(axis + 1)).Elements * size));
        var count = shape[axis];
        var slices = new byte[checked(outer * kept.Length * inner)];
        var at = 0;
        for (long o = 0; o < outer; o++)
        {
            foreach (var index in kept)
            {
                source.Slice(checked((int)((o * count + index) * inner)), inner).CopyTo(slices.AsSpan(at));
                at += inner;
            }
        }
        return slices;
    }
}
