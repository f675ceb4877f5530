namespace MLNetCompact;

/// <summary>A weight as vectors of neighbours, of which few are different.</summary>
internal static class VectorCode
{
    private const int MostVectors = 256;

    private static readonly int[] s_lengths = [2, 4, 8, 16];

    /// <summary>The same numbers in the smallest such form, or the weight as it is where none is smaller; vectors lie within a filter (dimension 0).</summary>
    public static Weight Smallest(Weight weight)
    {
        var (smallest, row) = (weight, weight.Count / Math.Max(1, weight.Shape[0]));
        foreach (var length in s_lengths.Where(l => row % l == 0))
        {
            if (Of(weight, length) is { } coded && coded.StoredBytes + CodedStorage.MostForNodes < weight.StoredBytes && coded.StoredBytes < smallest.StoredBytes)
                smallest = Weight.Of(weight.Name, weight.Shape, coded);
        }
        return smallest;
    }

    /// <summary>Vectors of that length; null where too many are different.</summary>
    private static KernelStorage? Of(Weight weight, int length)
    {
        if (DistinctVectors.Of(weight.Values, length, MostVectors) is not var (first, numbers))
            return null;
        float[] codebook = [.. first.SelectMany(i => weight.Values.Slice(i * length, length).ToArray())];
        var dims = new Shape(weight.Shape[0], numbers.Length / weight.Shape[0]);
        return KernelStorage.Of(Weight.Of("codebook", new Shape(first.Length, length), codebook), dims, numbers, null, new() { Shape = weight.Shape });
    }
}
