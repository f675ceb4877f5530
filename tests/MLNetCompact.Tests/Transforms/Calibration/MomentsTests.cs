using MathNet.Numerics.LinearAlgebra.Double;

namespace MLNetCompact.Tests;

[TestClass]
public sealed class MomentsTests
{
    [TestMethod]
    [DataRow(3, 2, 5, 0.0)]
    [DataRow(40, 7, 1024, 0.0)]
    [DataRow(17, 3, 3000, 1000.0)]
    public void MeansAndProductsAreThoseOfAllSamples(int inputs, int outputs, int count, double offset)
    {
        using var products = new MatrixProducts();
        var (moments, random) = (new Moments(inputs, outputs, products), new Random(count));
        var (x, u) = (new float[count][], new float[count][]);
        for (var s = 0; s < count; s++)
        {
            x[s] = [.. Enumerable.Range(0, inputs).Select(i => (float)(offset + random.NextDouble() + i))];
            u[s] = [.. Enumerable.Range(0, outputs).Select(_ => x[s][0] - (float)random.NextDouble())];
            x[s].CopyTo(moments.NextInput);
            u[s].CopyTo(moments.NextOutput);
            moments.Add();
        }
        var (meanX, meanU) = (Means(x, inputs), Means(u, outputs));
        var size = 1e-6 * (1 + offset * offset);
        for (var i = 0; i < inputs; i++)
        {
            Assert.AreEqual(meanX[i], moments.InputMean()[i], 1e-6 * (1 + offset));
            for (var j = 0; j < inputs; j++)
            {
                Assert.AreEqual(Enumerable.Range(0, count).Average(s => (double)x[s][i] * x[s][j]), moments.Gram(centred: false)[i, j], size * (1 + i) * (1 + j));
                Assert.AreEqual(Enumerable.Range(0, count).Average(s => (x[s][i] - meanX[i]) * (x[s][j] - meanX[j])), moments.Gram(centred: true)[i, j], 1e-6);
            }
            for (var o = 0; o < outputs; o++)
            {
                Assert.AreEqual(Enumerable.Range(0, count).Average(s => (double)x[s][i] * u[s][o]), moments.Cross(centred: false)[i, o], size * (1 + i));
                Assert.AreEqual(Enumerable.Range(0, count).Average(s => (x[s][i] - meanX[i]) * (u[s][o] - meanU[o])), moments.Cross(centred: true)[i, o], 1e-6);
            }
        }
        for (var o = 0; o < outputs; o++)
        {
            Assert.AreEqual(meanU[o], moments.OutputMean()[o], 1e-6 * (1 + offset));
            Assert.AreEqual(Enumerable.Range(0, count).Average(s => Math.Pow(u[s][o] - meanU[o], 2)), moments.OutputVariance()[o], 1e-6);
        }
    }

    [TestMethod]
    [DataRow(5)]
    [DataRow(128)]
    [DataRow(301)]
    public void TheInverseTimesTheMatrixIsTheIdentity(int n)
    {
        using var products = new MatrixProducts();
        var random = new Random(n);
        var factor = DenseMatrix.Create(n, n, (_, _) => random.NextDouble() - 0.5);
        var matrix = (DenseMatrix)(factor.TransposeThisAndMultiply(factor) + DenseMatrix.CreateIdentity(n));
        var identity = matrix * products.Inverse(matrix);
        Assert.IsTrue((identity - DenseMatrix.CreateIdentity(n)).InfinityNorm() < 1e-8);
    }

    [TestMethod]
    public void AGramThatRoundingLeftIndefiniteIsDampedMore()
    {
        using var products = new MatrixProducts();
        var random = new Random(1);
        var factor = DenseMatrix.Create(4, 200, (_, _) => random.NextDouble() - 0.5);
        var gram = (DenseMatrix)factor.TransposeThisAndMultiply(factor);
        var (mean, whole) = (gram.Diagonal().Average(), (DenseMatrix)gram.Clone());
        for (var i = 0; i < 200; i++)
            gram[i, i] -= 1e-3 * mean;
        var given = (DenseMatrix)gram.Clone();
        var (inverse, damping) = products.Damped(gram, 1e-5);
        Assert.IsTrue(damping > 9e-4 * mean && damping < 2e-2 * mean, $"{damping / mean}");
        Assert.IsTrue((gram - given - DenseMatrix.CreateDiagonal(200, 200, damping)).InfinityNorm() < 1e-12);
        Assert.IsTrue((gram * inverse - DenseMatrix.CreateIdentity(200)).InfinityNorm() < 1e-6);
        Assert.AreEqual(1e-5 * mean, products.Damped(whole, 1e-5).Damping, 1e-12);
        Assert.AreEqual(1.0, products.Damped(new DenseMatrix(3, 3), 1e-5).Damping);
    }

    [TestMethod]
    [DataRow(false, false)]
    [DataRow(true, false)]
    [DataRow(false, true)]
    [DataRow(true, true)]
    public void ProductsAreThoseOfMathNet(bool transposeA, bool transposeB)
    {
        using var products = new MatrixProducts();
        var random = new Random(3);
        var a = DenseMatrix.Create(transposeA ? 5 : 4, transposeA ? 4 : 5, (_, _) => random.NextDouble());
        var b = DenseMatrix.Create(transposeB ? 6 : 5, transposeB ? 5 : 6, (_, _) => random.NextDouble());
        var expected = (transposeA ? a.Transpose() : a) * (transposeB ? b.Transpose() : b);
        Assert.IsTrue((expected - products.Multiply(a, b, transposeA, transposeB)).InfinityNorm() < 1e-12);
    }

    private static double[] Means(float[][] samples, int width) => [.. Enumerable.Range(0, width).Select(i => samples.Average(s => (double)s[i]))];
}
