using MathNet.Numerics.Statistics;

namespace MLNetCompact;

/// <summary>Chooses which weights stay, by their scores. Weights that are 0 are gone already; a row that has weights keeps one at least. Ties go by place.</summary>
internal static class WeightSelection
{
    /// <summary>The weights with a score of at least <paramref name="threshold"/>, and the best of each row.</summary>
    public static bool[] Above(PrunableLayer layer, double[] scores, double threshold)
    {
        var kept = new bool[scores.Length];
        for (var i = 0; i < kept.Length; i++)
            kept[i] = layer.Values[i] != 0 && scores[i] >= threshold;
        KeepRows(layer, scores, kept);
        return kept;
    }

    /// <summary>The <paramref name="count"/> weights of all layers with the highest scores, but one of each row at least, so that there may be more.</summary>
    public static bool[][] Best(IReadOnlyList<PrunableLayer> layers, IReadOnlyList<double[]> scores, int count)
    {
        var kept = layers.Select(l => new bool[l.Values.Length]).ToArray();
        var reserved = layers.Select((l, i) => KeepRows(l, scores[i], kept[i])).Sum();
        var open = Open(layers, scores, kept);
        var more = Math.Clamp(count - reserved, 0, open.Length);
        if (more == 0)
            return kept;
        var least = ArrayStatistics.OrderStatisticInplace(open, open.Length - more + 1);
        var ties = more - open.Count(s => s > least);
        for (var i = 0; i < kept.Length; i++)
        {
            for (var w = 0; w < kept[i].Length; w++)
            {
                if (kept[i][w] || layers[i].Values[w] == 0 || !(scores[i][w] >= least))
                    continue;
                kept[i][w] = scores[i][w] > least || ties-- > 0;
            }
        }
        return kept;
    }

    /// <summary>The scores of the weights that are not kept yet and may be.</summary>
    private static double[] Open(IReadOnlyList<PrunableLayer> layers, IReadOnlyList<double[]> scores, bool[][] kept)
    {
        var open = new List<double>(kept.Sum(k => k.Length));
        for (var i = 0; i < kept.Length; i++)
        {
            for (var w = 0; w < kept[i].Length; w++)
            {
                if (layers[i].Values[w] != 0 && !kept[i][w])
                    open.Add(scores[i][w]);
            }
        }
        return [.. open];
    }

    /// <summary>Keeps the weight with the highest score of every row that has weights.</summary>
    /// <returns>How many those are.</returns>
    private static int KeepRows(PrunableLayer layer, double[] scores, bool[] kept)
    {
        var best = new int[layer.View.Rows];
        Array.Fill(best, -1);
        for (var w = 0; w < scores.Length; w++)
        {
            ref var own = ref best[layer.Rows[w]];
            if (layer.Values[w] != 0 && (own < 0 || scores[w] > scores[own]))
                own = w;
        }
        var found = 0;
        foreach (var w in best)
        {
            if (w < 0)
                continue;
            kept[w] = true;
            found++;
        }
        return found;
    }
}
