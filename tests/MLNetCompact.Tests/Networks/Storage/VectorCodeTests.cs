namespace MLNetCompact.Tests.NetworkFloor;

[TestClass]
public class VectorCodeTests
{
    [TestMethod]
    public void NumbersOfFewKindsTakeLess()
    {
        var random = new Random(1);
        var weight = Weight.Of("w", new Shape(64, 64, 1, 1), (float[])[.. Enumerable.Range(0, 4096).Select(_ => (float)random.Next(2))]);
        var coded = VectorCode.Smallest(weight);
        CollectionAssert.AreEqual(weight.Bytes.ToArray(), coded.Bytes.ToArray());
        // Vectors of four, of which there are 16.
        Assert.AreEqual(1024 + 16 * 16, coded.StoredBytes);
        Assert.AreEqual(weight.Shape, coded.Shape);
    }

    [TestMethod]
    public void NumbersOfManyKindsStay()
    {
        var random = new Random(1);
        var weight = Weight.Of("w", new Shape(64, 64, 1, 1), (float[])[.. Enumerable.Range(0, 4096).Select(_ => random.NextSingle())]);
        Assert.AreSame(weight, VectorCode.Smallest(weight));
    }

    [TestMethod]
    public void RowsThatVectorsDoNotDivideStay()
    {
        var weight = Weight.Of("w", new Shape(65, 63, 1, 1), new float[4095]);
        Assert.AreSame(weight, VectorCode.Smallest(weight));
    }
}
