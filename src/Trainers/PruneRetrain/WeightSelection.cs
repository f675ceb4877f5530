namespace MLNetCompact;

/// <summary>Chooses which weights stay, by their scores. Weights that are 0 are gone already; a row that has weights keeps one at least. Ties go by place.</summary>
internal static class WeightSelection
{
    /// <summary>The weights of a layer with a score of at least <paramref name="threshold"/>.</summary>
    public static bool[] Above(PrunableLayer layer, double[] scores, double threshold)
    {
        var kept = new bool[scores.Length];
        for (var i = 0; i < kept.Length; i++)
            kept[i] = layer.Values[i] != 0 && scores[i] >= threshold;
        foreach (var best in BestOfRows(layer, scores))
            kept[best] = true;
        return kept;
    }

    /// <summary>The <paramref name="count"/> weights of a layer with the highest scores, but one of each row at least.</summary>
    public static bool[] Best(PrunableLayer layer, double[] scores, int count)
    {
        var kept = new bool[scores.Length];
        var reserved = BestOfRows(layer, scores);
        foreach (var best in reserved)
            kept[best] = true;
        foreach (var i in Order(layer, scores).Where(i => !kept[i]).Take(Math.Max(0, count - reserved.Count)).ToArray())
            kept[i] = true;
        return kept;
    }

    /// <summary>How many weights each layer keeps where the <paramref name="count"/> with the highest scores of all stay.</summary>
    /// <remarks>Layers that would fall below one weight a row keep that, and the others make up for it, so that the sum is exact where that is possible.</remarks>
    public static int[] Counts(IReadOnlyList<PrunableLayer> layers, IReadOnlyList<double[]> scores, int count)
    {
        var least = layers.Select((l, i) => BestOfRows(l, scores[i]).Count).ToArray();
        var order = layers.SelectMany((l, i) => Enumerable.Range(0, l.Values.Length).Where(w => l.Values[w] != 0).Select(w => (Layer: i, Weight: w, Score: scores[i][w])))
            .OrderByDescending(w => w.Score).ThenBy(w => w.Layer).ThenBy(w => w.Weight).Select(w => w.Layer).ToArray();
        var fixedLayers = new HashSet<int>();
        while (true)
        {
            var counts = layers.Select((_, i) => fixedLayers.Contains(i) ? least[i] : 0).ToArray();
            var left = count - counts.Sum();
            foreach (var layer in order.Where(l => !fixedLayers.Contains(l)).Take(Math.Max(0, left)))
                counts[layer]++;
            var low = Enumerable.Range(0, layers.Count).Where(i => !fixedLayers.Contains(i) && counts[i] < least[i]).ToArray();
            if (low.Length == 0)
                return counts;
            fixedLayers.UnionWith(low);
        }
    }

    /// <summary>The place of the highest score of every row that has weights.</summary>
    private static List<int> BestOfRows(PrunableLayer layer, double[] scores)
    {
        var found = new List<int>(layer.View.Rows);
        for (var row = 0; row < layer.View.Rows; row++)
        {
            var best = -1;
            layer.View.Row(row, at =>
            {
                if (layer.Values[at] != 0 && (best < 0 || scores[at] > scores[best]))
                    best = at;
            });
            if (best >= 0)
                found.Add(best);
        }
        return found;
    }

    private static IEnumerable<int> Order(PrunableLayer layer, double[] scores) =>
        Enumerable.Range(0, scores.Length).Where(i => layer.Values[i] != 0).OrderByDescending(i => scores[i]).ThenBy(i => i);
}
