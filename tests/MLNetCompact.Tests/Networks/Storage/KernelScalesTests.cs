namespace MLNetCompact.Tests.NetworkFloor;

[TestClass]
public class KernelScalesTests
{
    [TestMethod]
    public void FactorsAreRoundedToOneOfTheirFiltersSteps()
    {
        var random = new Random(1);
        for (var trial = 0; trial < 200; trial++)
        {
            var (filters, kernels) = (random.Next(1, 6), random.Next(1, 20));
            float[] given = [.. Enumerable.Range(0, filters * kernels).Select(_ => (float)Math.ScaleB(random.NextDouble() - 0.5, random.Next(-20, 20)))];
            var scales = KernelScales.Of(new Shape(filters, kernels), given);
            var factors = scales.Factors();
            for (var i = 0; i < given.Length; i++)
            {
                var largest = given.Skip(i / kernels * kernels).Take(kernels).Max(Math.Abs);
                Assert.AreEqual(largest / 127, scales.Steps.Values[i / kernels], largest * 1e-7 + largest / 127 / 65536);
                Assert.IsLessThanOrEqualTo(0.501 * largest / 127, Math.Abs(given[i] - (double)factors[i]));
            }
            Assert.AreEqual(filters * (kernels + 4), scales.Codes.StoredBytes + scales.Steps.StoredBytes);
            // What is quantized already stays what it is.
            IsSame(scales, KernelScales.Of(new Shape(filters, kernels), factors));
            IsSame(scales, scales.With(factors));
        }
    }

    [TestMethod]
    public void FiltersOfZerosAndOfDenormalStepsAreZero()
    {
        float[] factors = [0, -0f, 1e-38f, -1e-38f, float.Epsilon, 0, float.MaxValue, -1];
        var scales = KernelScales.Of(new Shape(4, 2), factors);
        Assert.IsTrue(scales.Steps.Values.ToArray().All(s => s == 0 || float.IsNormal(s)));
        CollectionAssert.AreEqual(new float[] { 0, 0, 0 }, scales.Steps.Values[..3].ToArray());
        CollectionAssert.AreEqual(new byte[] { 0, 0, 0, 0, 0, 0, 127, 0 }, scales.Codes.Bytes.ToArray());
        IsSame(scales, KernelScales.Of(new Shape(4, 2), scales.Factors()));
        // The smallest step that is not 0.
        var smallest = KernelScales.Of(new Shape(1), [float.BitIncrement(1.17549435E-38f * 127)]);
        Assert.IsTrue(float.IsNormal(smallest.Steps.Values[0]) && smallest.Factors().All(float.IsNormal));
    }

    [TestMethod]
    public void FiltersWhoseFactorsStayKeepTheirCodesAndStep()
    {
        // Steps that no quantizing gives.
        var scales = new KernelScales(Weight.Of("s", ElementType.Int8, new Shape(2, 3), [3, 0xFF, 5, 1, 2, 3]), Weight.Of("t", new Shape(2), [0.1f, -0.3f]));
        var factors = scales.Factors();
        factors[4] = 2;
        var changed = scales.With(factors);
        CollectionAssert.AreEqual(new byte[] { 3, 0xFF, 5 }, changed.Codes.Bytes[..3].ToArray());
        Assert.AreEqual(0.1f, changed.Steps.Values[0]);
        Assert.AreEqual(127, changed.Codes.Bytes.Span[4]);
        Assert.AreEqual(2f, changed.Factors()[4], 1e-4f);
        Assert.AreEqual(-0.3f, changed.Factors()[3], 0.5f * 2 / 127);
    }

    [TestMethod]
    public void CodesWithoutASignStaySoUntilAFactorIsBelowZero()
    {
        var scales = new KernelScales(Weight.Of("s", ElementType.UInt8, new Shape(3, 2), [255, 0, 100, 127, 1, 2]), Weight.Of("t", new Shape(3), [0.1f, 0.1f, 0.1f]));
        var factors = scales.Factors();
        IsSame(scales, scales.With(factors));
        (factors[4], factors[5]) = (0.31f, 1);
        var positive = scales.With(factors);
        Assert.AreEqual(ElementType.UInt8, positive.Codes.Type);
        CollectionAssert.AreEqual(new byte[] { 255, 0, 100, 127, 79, 255 }, Rounded(positive));
        factors[4] = -0.31f;
        var signed = scales.With(factors);
        Assert.AreEqual(ElementType.Int8, signed.Codes.Type);
        // The first filter's codes need a sign's bit: they are rounded anew; the second's stay.
        CollectionAssert.AreEqual(new byte[] { 127, 0, 100, 127, unchecked((byte)-39), 127 }, Rounded(signed));
        Assert.AreEqual(0.1f, signed.Steps.Values[1]);
        Assert.AreEqual(25.5f, signed.Factors()[0], 1e-3f);
        static byte[] Rounded(KernelScales scales) => scales.Codes.Bytes.ToArray();
    }

    [TestMethod]
    public void FactorsThatCannotBeKeptAreRefused()
    {
        Refused("NaN", () => KernelScales.Of(new Shape(2), [1, float.NaN]));
        Refused("expected a finite number", () => KernelScales.Of(new Shape(2), [1, float.NegativeInfinity]));
        Refused("3 factors", () => KernelScales.Of(new Shape(2), [1, 2, 3]));
        Refused("Float [filters]", () => new KernelScales(Weight.Of("s", ElementType.UInt8, new Shape(2), [1, 2]), Weight.Of("t", new Shape(3), [1f, 1, 1])));
        Refused("UInt8 or Int8", () => new KernelScales(Weight.Of("s", new Shape(2), [1f, 2]), Weight.Of("t", new Shape(2), [1f, 1])));
        Refused("UInt8 or Int8", () => new KernelScales(Weight.Of("s", ElementType.UInt8, new Shape(), [1]), Weight.Of("t", new Shape(1), [1f])));
        static void Refused(string text, Func<object> make) => Assert.Contains(text, Assert.Throws<ArgumentException>(make).Message);
    }

    private static void IsSame(KernelScales expected, KernelScales actual)
    {
        Assert.AreEqual(expected.Codes.Type, actual.Codes.Type);
        CollectionAssert.AreEqual(expected.Codes.Bytes.ToArray(), actual.Codes.Bytes.ToArray());
        CollectionAssert.AreEqual(expected.Steps.Bytes.ToArray(), actual.Steps.Bytes.ToArray());
    }
}
