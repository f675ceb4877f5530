namespace MLNetCompact;

/// <summary>k-means in one dimension (Lloyd), from centroids that lie evenly between the smallest and the largest value: the best start of Deep Compression's table.</summary>
internal static class ValueClusters
{
    private const int MostRounds = 200;

    /// <summary>The centroids, rising, and for each value the number of its own. With as many values or fewer nothing is lost.</summary>
    /// <param name="values">The values, none of them 0.</param>
    /// <param name="count">How many centroids, at least 1.</param>
    public static (float[] Centroids, int[] Numbers) Of(ReadOnlySpan<float> values, int count)
    {
        var order = Enumerable.Range(0, values.Length).ToArray();
        var sorted = values.ToArray();
        Array.Sort(sorted, order);
        var distinct = sorted.Distinct().Take(count + 1).ToArray();
        var centroids = distinct.Length <= count ? distinct
            : [.. Enumerable.Range(0, count).Select(i => count == 1 ? sorted[0] : (float)(sorted[0] + (double)(sorted[^1] - sorted[0]) * i / (count - 1)))];
        // On a line every cluster is a range: prefix sums give its mean.
        var sums = new double[sorted.Length + 1];
        for (var i = 0; i < sorted.Length; i++)
            sums[i + 1] = sums[i] + sorted[i];
        var ends = Ends(sorted, centroids);
        for (var round = 0; round < MostRounds; round++)
        {
            for (var c = 0; c < centroids.Length; c++)
            {
                var start = c == 0 ? 0 : ends[c - 1];
                if (ends[c] > start)
                    centroids[c] = (float)((sums[ends[c]] - sums[start]) / (ends[c] - start));
            }
            var moved = Ends(sorted, centroids);
            if (moved.AsSpan().SequenceEqual(ends))
                break;
            ends = moved;
        }
        var numbers = new int[values.Length];
        for (int i = 0, c = 0; i < sorted.Length; i++)
        {
            while (i >= ends[c])
                c++;
            numbers[order[i]] = c;
        }
        return (centroids, numbers);
    }

    /// <summary>For each centroid where its range of the sorted values ends: half way to the next.</summary>
    private static int[] Ends(float[] sorted, float[] centroids)
    {
        var (ends, at) = (new int[centroids.Length], 0);
        for (var c = 0; c < centroids.Length; c++)
        {
            while (at < sorted.Length && (c == centroids.Length - 1 || sorted[at] <= ((double)centroids[c] + centroids[c + 1]) / 2))
                at++;
            ends[c] = at;
        }
        return ends;
    }
}
