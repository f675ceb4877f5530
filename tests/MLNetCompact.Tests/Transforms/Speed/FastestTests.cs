using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests;

[TestClass]
public class FastestTests
{
    private static readonly Network s_network = OnnxModels.Small();

    /// <summary>Seconds for each batch size, given.</summary>
    private static SpeedTimer Given(params (int Batch, double[] Seconds)[] times) => (_, batch) => times.Single(t => t.Batch == batch).Seconds;

    private static int Chosen(params (int Batch, double[] Seconds)[] times) =>
        Fastest.Of([.. Enumerable.Repeat(s_network, times[0].Seconds.Length)], Given(times), [.. times.Select(t => t.Batch)]).Index;

    [TestMethod]
    public void AVariantWinsThatSavesATenthAtEveryBatchSize()
    {
        Assert.AreEqual(1, Chosen((1, [10, 9]), (64, [100, 90])));
        Assert.AreEqual(0, Chosen((1, [10, 9.1]), (64, [100, 10])));
        Assert.AreEqual(0, Chosen((1, [10, 5]), (64, [100, 91])));
    }

    [TestMethod]
    public void OfSeveralTheOneThatSavesMostOverAllBatchSizesWins()
    {
        Assert.AreEqual(2, Chosen((1, [10, 5, 8]), (64, [100, 80, 20])));
        // The fastest at one size is too slow at the other.
        Assert.AreEqual(1, Chosen((1, [10, 5, 9.5]), (64, [100, 80, 1])));
    }

    [TestMethod]
    public void ATimeThatIsNotANumberNeverWins() => Assert.AreEqual(0, Chosen((1, [10, double.NaN])));

    [TestMethod]
    public void WhatWasMeasuredIsTold()
    {
        var choice = Fastest.Of([s_network, s_network], Given((1, [4, 1]), (64, [9, 4])));
        CollectionAssert.AreEqual(new[] { 1, 64 }, choice.Batches.ToArray());
        Assert.AreEqual(1.0 / 3, choice.Share, 1e-12);
        CollectionAssert.AreEqual(new double[] { 9, 4 }, choice.Seconds[1].ToArray());
    }

    [TestMethod]
    public void ANetworkOfItsOwnBatchSizeIsMeasuredAtThatOnly()
    {
        var network = s_network.WithInput("Features", new Shape(3, 2, 6, 6));
        CollectionAssert.AreEqual(new[] { 3 }, Fastest.Of([network], Given((3, [1.0]))).Batches.ToArray());
    }

    [TestMethod]
    public void NothingToChooseFromIsRefused()
    {
        Assert.ThrowsExactly<ArgumentException>(() => Fastest.Of([], Given((1, []))));
        Assert.ThrowsExactly<ArgumentException>(() => Fastest.Of([s_network], Given((1, [1])), []));
    }
}
