namespace MLNetCompact.Tests;

[TestClass]
public sealed class NearestTreeTests
{
    [TestMethod]
    public void TheNearestIsAsNearAsTheNearestOfAll()
    {
        for (var seed = 0; seed < 150; seed++)
        {
            var random = new Random(seed);
            var (dimensions, count) = (random.Next(1, 31), seed % 10 == 0 ? random.Next(1000, 4000) : random.Next(1, 400));
            var points = Points(random, count, dimensions, seed % 3);
            var tree = new NearestTree(points, dimensions);
            for (var i = 0; i < 40; i++)
            {
                // Some are themselves points, some are far from all.
                var point = i % 4 == 0 ? points.AsSpan(random.Next(count) * dimensions, dimensions).ToArray() : Points(random, 1, dimensions, 0);
                if (i % 7 == 0)
                    point[0] += 20;
                var (found, squared) = tree.Nearest(point, random.Next(count));
                var least = Enumerable.Range(0, count).Min(p => Squared(points, p, point));
                Assert.AreEqual(least, Squared(points, found, point), 1e-6 + 1e-5 * least, $"seed {seed}: {count} points of {dimensions}");
                Assert.AreEqual(least, squared, 1e-6 + 1e-5 * least, $"seed {seed}");
            }
        }
    }

    [TestMethod]
    public void WhereNoneIsNearerTheGuessIsTheAnswer()
    {
        // Every point is there five times.
        var random = new Random(3);
        var different = Points(random, 300, 4, 0);
        float[] points = [.. Enumerable.Range(0, 1500).SelectMany(i => different.AsSpan(i % 300 * 4, 4).ToArray())];
        var tree = new NearestTree(points, 4);
        for (var i = 0; i < 1500; i += 7)
            Assert.AreEqual(i, tree.Nearest(points.AsSpan(i * 4, 4), i).Number);
    }

    /// <summary>Random points; some coordinates on a grid, so that many are alike, or all of a few.</summary>
    private static float[] Points(Random random, int count, int dimensions, int kind)
    {
        float[] points = [.. Enumerable.Range(0, count * dimensions).Select(_ => kind == 1 ? random.Next(3) : random.NextSingle() * 2 - 1)];
        for (var i = 0; kind == 2 && i < points.Length; i++)
            points[i] = points[i % (Math.Min(count, 5) * dimensions)];
        return points;
    }

    private static double Squared(float[] points, int number, float[] point) => point.Select((v, d) => Math.Pow(v - (double)points[number * point.Length + d], 2)).Sum();
}
