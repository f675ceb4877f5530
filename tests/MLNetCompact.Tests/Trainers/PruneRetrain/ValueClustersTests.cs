namespace MLNetCompact.Tests;

[TestClass]
public sealed class ValueClustersTests
{
    [TestMethod]
    public void ClustersAreThoseOfLloydFromEvenlySpacedCentroids()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var values = Enumerable.Range(0, random.Next(40, 400)).Select(_ => (float)(random.NextDouble() * random.NextDouble() - 0.3)).ToArray();
            var count = random.Next(2, 20);
            var (centroids, numbers) = ValueClusters.Of(values, count);
            var expected = Lloyd(values, count);
            for (var i = 0; i < values.Length; i++)
                Assert.AreEqual(expected[i], centroids[numbers[i]], 1e-5, $"seed {seed}, value {values[i]}");
        }
    }

    [TestMethod]
    public void AsManyCentroidsAsValuesLoseNothing()
    {
        float[] values = [3, -1, 3, 0.5f, -1, 7];
        var (centroids, numbers) = ValueClusters.Of(values, 4);
        CollectionAssert.AreEqual(values, numbers.Select(n => centroids[n]).ToArray());
    }

    [TestMethod]
    public void OneCentroidIsTheMean()
    {
        var (centroids, numbers) = ValueClusters.Of([1, 2, 6], 1);
        CollectionAssert.AreEqual(new[] { 3f }, centroids);
        CollectionAssert.AreEqual(new[] { 0, 0, 0 }, numbers);
    }

    /// <summary>Assign to the nearest, move to the mean, until nothing changes.</summary>
    private static double[] Lloyd(float[] values, int count)
    {
        var (low, high) = ((double)values.Min(), (double)values.Max());
        var centroids = Enumerable.Range(0, count).Select(i => low + (high - low) * i / (count - 1)).ToArray();
        var own = new int[values.Length];
        for (var round = 0; round < 500; round++)
        {
            for (var i = 0; i < values.Length; i++)
                own[i] = Enumerable.Range(0, count).MinBy(c => Math.Abs(values[i] - centroids[c]));
            for (var c = 0; c < count; c++)
            {
                var members = values.Where((_, i) => own[i] == c).ToArray();
                if (members.Length > 0)
                    centroids[c] = members.Average(v => (double)v);
            }
        }
        return [.. own.Select(c => centroids[c])];
    }
}
