using MLNetCompact.Operators;

namespace MLNetCompact.Tests;

[TestClass]
public sealed class WeightSelectionTests
{
    [TestMethod]
    public void TheBestStayExactlySoManyTiesByPlaceAndOneOfEachRowAtLeast()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            var layers = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Layer(random)).ToArray();
            // Few different scores, so that there are ties.
            var scores = layers.Select(l => l.Values.Select(_ => (double)random.Next(6)).ToArray()).ToArray();
            var count = random.Next(1 + layers.Sum(l => l.Values.Length));
            var kept = WeightSelection.Best(layers, scores, count);
            for (var i = 0; i < layers.Length; i++)
                CollectionAssert.AreEqual(Expected(layers, scores, count)[i], kept[i], $"seed {seed}, layer {i}");
        }
    }

    [TestMethod]
    public void AboveAThresholdStayThoseAndTheBestOfEachRow()
    {
        for (var seed = 0; seed < 50; seed++)
        {
            var random = new Random(seed);
            var layer = Layer(random);
            var scores = layer.Values.Select(_ => random.NextDouble()).ToArray();
            var kept = WeightSelection.Above(layer, scores, 0.7);
            var rows = Rows(layer).Select(row => row.Where(w => layer.Values[w] != 0).OrderByDescending(w => scores[w]).ThenBy(w => w).Take(1)).SelectMany(w => w).ToHashSet();
            for (var w = 0; w < kept.Length; w++)
                Assert.AreEqual(layer.Values[w] != 0 && (scores[w] >= 0.7 || rows.Contains(w)), kept[w], $"seed {seed}, weight {w}");
        }
    }

    /// <summary>The same by sorting everything.</summary>
    private static bool[][] Expected(PrunableLayer[] layers, double[][] scores, int count)
    {
        var all = layers.SelectMany((l, i) => Enumerable.Range(0, l.Values.Length).Where(w => l.Values[w] != 0).Select(w => (Layer: i, Weight: w))).ToArray();
        var reserved = layers.SelectMany((l, i) => Rows(l).SelectMany(row => row.Where(w => l.Values[w] != 0).OrderByDescending(w => scores[i][w]).ThenBy(w => w).Take(1)).Select(w => (Layer: i, Weight: w))).ToHashSet();
        var rest = all.Where(a => !reserved.Contains(a)).OrderByDescending(a => scores[a.Layer][a.Weight]).ThenBy(a => a.Layer).ThenBy(a => a.Weight).Take(Math.Max(0, count - reserved.Count));
        var kept = layers.Select(l => new bool[l.Values.Length]).ToArray();
        foreach (var (layer, weight) in reserved.Concat(rest))
            kept[layer][weight] = true;
        return kept;
    }

    private static IEnumerable<int[]> Rows(PrunableLayer layer)
    {
        for (var row = 0; row < layer.View.Rows; row++)
        {
            var places = new List<int>();
            layer.View.Row(row, places.Add);
            yield return [.. places.Order()];
        }
    }

    private static PrunableLayer Layer(Random random)
    {
        var (rows, columns, transposed) = (random.Next(1, 6), random.Next(1, 9), random.Next(2) == 0);
        var weight = Weight.Of("w", transposed ? new Shape(rows, columns) : new Shape(columns, rows), [.. Enumerable.Range(0, rows * columns).Select(_ => random.Next(4) == 0 ? 0 : 1 + random.NextSingle())]);
        var node = new Node("dense", new Gemm { TransB = transposed }, ["x", "w"], ["y"]);
        return new(node, LinearView.Of(node, weight)!, weight.Values.ToArray());
    }
}
