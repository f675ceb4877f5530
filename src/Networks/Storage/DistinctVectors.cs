using System.Runtime.InteropServices;

namespace MLNetCompact;

/// <summary>Which of many vectors are different, bit by bit.</summary>
internal static class DistinctVectors
{
    /// <summary>The places of those that are different, the first of each, and for each vector which of these it is.</summary>
    /// <param name="values">The numbers, vector after vector.</param>
    /// <param name="length">The numbers of each.</param>
    /// <param name="most">Null is returned where there are more.</param>
    public static (int[] First, int[] Numbers)? Of(ReadOnlySpan<float> values, int length, int most)
    {
        var (found, first, numbers) = (new Dictionary<string, int>(StringComparer.Ordinal), new List<int>(), new int[values.Length / length]);
        for (var i = 0; i < numbers.Length; i++)
        {
            var bits = new string(MemoryMarshal.Cast<float, char>(values.Slice(i * length, length)));
            if (found.TryGetValue(bits, out numbers[i]))
                continue;
            if (first.Count == most)
                return null;
            found[bits] = numbers[i] = first.Count;
            first.Add(i);
        }
        return ([.. first], numbers);
    }
}
