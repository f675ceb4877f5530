namespace MLNetCompact.Benchmarks;

/// <summary>Deep Compression's figure: Huffman codes of the values' numbers and of the distances of at most 5 bits, 32 bits for each value of a codebook and each bias.</summary>
internal static class HuffmanSize
{
    private const int Furthest = 32;

    /// <summary>The bytes of a network.</summary>
    public static double Of(Network network)
    {
        var bits = 32.0 * (NetworkCost.Of(network).Parameters - NetworkCost.Of(network).Weights);
        foreach (var layer in PrunableLayer.Of(network))
        {
            var values = layer.Values.Where(v => v != 0).Distinct().Order().ToArray();
            var (numbers, distances, last) = (new List<int>(), new List<int>(), -1);
            for (var i = 0; i < layer.Values.Length; i++)
            {
                if (layer.Values[i] == 0)
                    continue;
                // Where the way is too far a 0 stands between.
                for (; i - last > Furthest; last += Furthest)
                {
                    numbers.Add(-1);
                    distances.Add(Furthest);
                }
                numbers.Add(Array.BinarySearch(values, layer.Values[i]));
                distances.Add(i - last);
                last = i;
            }
            bits += 32.0 * values.Length + Bits(numbers) + Bits(distances);
        }
        return bits / 8;
    }

    /// <summary>The sum of the lengths of the symbols' codes: of all inner nodes of Huffman's tree their counts.</summary>
    private static double Bits(List<int> symbols)
    {
        var counts = new PriorityQueue<long, long>(symbols.CountBy(s => s).Select(s => ((long)s.Value, (long)s.Value)));
        var sum = counts.Count == 1 ? symbols.Count : 0L;
        while (counts.Count > 1)
        {
            var both = counts.Dequeue() + counts.Dequeue();
            sum += both;
            counts.Enqueue(both, both);
        }
        return sum;
    }
}
