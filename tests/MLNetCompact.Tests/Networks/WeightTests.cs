using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

[TestClass]
public class WeightTests
{
    [TestMethod]
    public void ValuesThatDoNotFitTheShapeNameTheWeightAndBothSizes()
    {
        var e = Assert.ThrowsExactly<ArgumentException>(() => Weight.Of("w", new Shape(2, 3), [1f, 2, 3]));
        Assert.Contains("'w' of shape [2, 3] needs 24 bytes, but 12 were given", e.Message);
    }

    [TestMethod]
    public void AnUnknownDimensionNamesTheWeight()
    {
        var e = Assert.ThrowsExactly<ArgumentException>(() => Weight.Of("w", new Shape(Shape.Unknown, 1), [1f]));
        Assert.Contains("'w' of shape [N, 1]", e.Message);
    }

    [TestMethod]
    [DataRow(ElementType.Text)]
    [DataRow(ElementType.Undefined)]
    [DataRow((ElementType)77)]
    public void ElementsWithoutASizeNameTheWeight(ElementType type) =>
        Assert.Contains("'w'", Assert.ThrowsExactly<ArgumentException>(() => Weight.Of("w", type, new Shape(1), new byte[4])).Message);

    [TestMethod]
    public void AWeightNeedsAName() => Assert.ThrowsExactly<ArgumentException>(() => Weight.Of("", new Shape(1), [1f]));

    [TestMethod]
    public void ReadingAsTheWrongTypeNamesTheWeight()
    {
        Assert.Contains("'w'", Assert.ThrowsExactly<InvalidOperationException>(() => Weight.Of("w", new Shape(1), [1L]).Values.Length).Message);
        Assert.Contains("'w'", Assert.ThrowsExactly<InvalidOperationException>(() => Weight.Of("w", new Shape(1), [1f]).Integers.Length).Message);
    }

    [TestMethod]
    public void ValuesAreCopiedOnTheWayIn()
    {
        float[] values = [1, 2];
        var weight = Weight.Of("w", new Shape(2), values);
        values[0] = 9;
        CollectionAssert.AreEqual(new float[] { 1, 2 }, weight.Values.ToArray());
    }

    [TestMethod]
    public void BytesAreLittleEndian()
    {
        CollectionAssert.AreEqual(new byte[] { 0, 0, 128, 63 }, Weight.Of("w", new Shape(1), [1f]).Bytes.ToArray());
        CollectionAssert.AreEqual(new byte[] { 254, 255, 255, 255, 255, 255, 255, 255 }, Weight.Of("w", new Shape(1), [-2L]).Bytes.ToArray());
    }

    [TestMethod]
    [DataRow(0, new[] { 1, 0 }, "[2, 3, 2]", new float[] { 7, 8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6 })]
    [DataRow(1, new[] { 0, 2 }, "[2, 2, 2]", new float[] { 1, 2, 5, 6, 7, 8, 11, 12 })]
    [DataRow(2, new[] { 1 }, "[2, 3, 1]", new float[] { 2, 4, 6, 8, 10, 12 })]
    public void SlicesOfAnyDimensionAreSelectedInOrder(int axis, int[] kept, string shape, float[] expected)
    {
        var selected = Samples.Counting("w", 2, 3, 2).Select(axis, kept);
        Assert.AreEqual(shape, selected.Shape.ToString());
        CollectionAssert.AreEqual(expected, selected.Values.ToArray());
    }

    [TestMethod]
    [DataRow(ElementType.Float, new byte[] { 0, 0, 192, 63, 0, 0, 32, 192 })]
    [DataRow(ElementType.Float16, new byte[] { 0, 62, 0, 193 })]
    [DataRow(ElementType.BFloat16, new byte[] { 192, 63, 32, 192 })]
    [DataRow(ElementType.Double, new byte[] { 0, 0, 0, 0, 0, 0, 248, 63, 0, 0, 0, 0, 0, 0, 4, 192 })]
    public void FloatingPointOfEveryWidthGivesAndTakes32Bits(ElementType type, byte[] bytes)
    {
        var weight = Weight.Of("w", type, new Shape(2), bytes);
        CollectionAssert.AreEqual(new[] { 1.5f, -2.5f }, weight.Floats().ToArray());
        var changed = weight.With([-2.5f, 1.5f]);
        Assert.AreEqual(type, changed.Type);
        CollectionAssert.AreEqual(weight.Select(0, [1, 0]).Bytes.ToArray(), changed.Bytes.ToArray());
        Assert.AreEqual(bytes.Length, weight.StoredBytes);
    }

    [TestMethod]
    [DataRow(1.00390625f, 0x3F80)]
    [DataRow(1.01171875f, 0x3F82)]
    [DataRow(1.0039064f, 0x3F81)]
    [DataRow(3.4e38f, 0x7F80)]
    [DataRow(float.NegativeInfinity, 0xFF80)]
    public void ShortNumbersAreRoundedToTheNearestTiesToEven(float value, int bits) =>
        Assert.AreEqual(bits, BitConverter.ToUInt16(Weight.Of("w", ElementType.BFloat16, new Shape(1), new byte[2]).With([value]).Bytes.Span));

    [TestMethod]
    public void AShortNaNStaysOne() => Assert.IsTrue(float.IsNaN(Weight.Of("w", ElementType.BFloat16, new Shape(1), new byte[2]).With([BitConverter.UInt32BitsToSingle(0x7F800001)]).Floats()[0]));

    [TestMethod]
    public void IntegersAreNoFloatingPoint()
    {
        var weight = Weight.Of("w", new Shape(1), [1L]);
        Assert.Contains("'w'", Assert.ThrowsExactly<InvalidOperationException>(() => weight.Floats().Length).Message);
        Assert.Contains("'w'", Assert.ThrowsExactly<InvalidOperationException>(() => weight.With([1])).Message);
    }

    [TestMethod]
    public void AWeightOfManyZerosTakesLessWhenItIsSparse()
    {
        var dense = Weight.Of("w", new Shape(50, 100), [.. Enumerable.Range(0, 5000).Select(i => i % 7 == 0 ? i : 0f)]);
        var sparse = dense.AsSparse();
        // A byte for the distance and four for the value.
        Assert.AreEqual(5000 / 7 * 5, sparse.StoredBytes);
        CollectionAssert.AreEqual(dense.Values.ToArray(), sparse.Values.ToArray());
        Assert.AreEqual("w Float [50, 100]", sparse.ToString());
        Assert.AreSame(sparse, sparse.AsSparse());
        Assert.AreEqual(dense.Storage, sparse.AsDense().Storage);
        Assert.AreSame(dense, dense.AsDense());
    }

    [TestMethod]
    public void AWeightThatWouldNotBecomeSmallerStaysDense()
    {
        foreach (var weight in new[]
        {
            Weight.Of("full", new Shape(5000), [.. Enumerable.Range(1, 5000).Select(i => (float)i)]), Weight.Of("small", new Shape(100), new float[100]), Weight.Of("none", new Shape(0), Array.Empty<float>()),
            Weight.Of("half", ElementType.Float16, new Shape(5000), new byte[10_000]), Weight.Of("integers", new Shape(5000), new long[5000]),
        })
            Assert.AreSame(weight, weight.AsSparse());
    }

    [TestMethod]
    public void SharedKernelsBecomeSparseOnlyIfThatIsSmaller()
    {
        var (shared, _) = Codes.Kernels("w", new Shape(40, 40, 3, 3), 5, scaled: false, seed: 1);
        Assert.AreSame(shared, shared.AsSparse());
        var (empty, _) = Codes.Kernels("w", new Shape(40, 40, 3, 3), 5, scaled: false, seed: 1);
        Assert.IsInstanceOfType<SparseStorage>(empty.With(new float[40 * 40 * 9]).AsSparse().Storage);
    }

    [TestMethod]
    public void AScalarHoldsOneNumber() => Assert.AreEqual(1, Weight.Of("w", new Shape(), [3f]).Count);

    [TestMethod]
    public void ShapesKnowTheirElements()
    {
        Assert.AreEqual(60, new Shape(3, 4, 5).Elements);
        Assert.AreEqual(20, new Shape(Shape.Unknown, 4, 5).ElementsPerRow);
        Assert.ThrowsExactly<InvalidOperationException>(() => new Shape(Shape.Unknown).Elements);
        Assert.ThrowsExactly<OverflowException>(() => new Shape(1L << 40, 1L << 40).Elements);
        Assert.Contains("[-2]", Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Shape(-2)).Message);
        Assert.AreEqual(new Shape(1, 2), new Shape(1, 3).With(1, 2));
        Assert.AreEqual(new Shape(1, 2).GetHashCode(), new Shape(1, 2).GetHashCode());
        Assert.AreNotEqual(new Shape(1, 2), new Shape(2, 1));
    }
}
