namespace MLNetCompact;

/// <summary>Writes numbers most of which are 0 as distances.</summary>
internal static class SparseCode
{
    /// <param name="count">How many numbers there are.</param>
    /// <param name="places">Those that are not 0, in order.</param>
    /// <param name="numbers">For each place its number in the codebook, or null for values.</param>
    /// <param name="values">The codebook, or the value of each place.</param>
    /// <param name="bits">How many bits of a byte tell the number; 0 for bytes of their own.</param>
    public static SparseStorage Encode(int count, IReadOnlyList<int> places, int[]? numbers, float[] values, int bits)
    {
        var (codes, ids, floats, place, most) = (new List<byte>(), new List<byte>(), new List<float>(), -1, SparseStorage.MostPerByte >> bits);
        void Add(int distance, int number, float value)
        {
            codes.Add((byte)((distance - 1 << bits) + (bits > 0 ? number : 0)));
            ids.Add((byte)number);
            floats.Add(value);
            place += distance;
        }
        for (var i = 0; i < places.Count; i++)
        {
            while (places[i] - place > most)
                Add(most, 0, 0);
            Add(places[i] - place, numbers?[i] ?? 0, numbers is null ? values[i] : 0);
        }
        // Enough bytes for the zeros behind the last.
        while (count > SparseStorage.MostPerByte * (long)codes.Count)
            Add(Math.Min(most, count - 1 - place), 0, 0);
        return bits > 0 ? SparseStorage.Packed(count, Bytes(codes), Floats([.. values, .. new float[(1 << bits) - values.Length]]))
            : numbers is not null ? SparseStorage.WithNumbers(count, Bytes(codes), Bytes(ids), Floats(values))
            : SparseStorage.WithValues(count, Bytes(codes), Floats([.. floats]));
    }

    private static Weight Bytes(List<byte> bytes) => Weight.Of("bytes", ElementType.UInt8, new Shape(bytes.Count), bytes.ToArray());

    private static Weight Floats(float[] values) => Weight.Of("values", new Shape(values.Length), values);
}
