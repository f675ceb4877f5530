using MathNet.Numerics.LinearAlgebra.Double;

namespace MLNetCompact.Tests;

/// <summary>Against least squares on the samples themselves, by QR.</summary>
[TestClass]
public sealed class EliminationTests
{
    [TestMethod]
    [DataRow(12, 1, 3)]
    [DataRow(30, 3, 5)]
    [DataRow(150, 1, 20)]
    [DataRow(160, 4, 30)]
    public void WhatEachUnitCostsIsWhatLeastSquaresLoses(int inputs, int size, int outputs)
    {
        using var products = new MatrixProducts();
        var (x, u) = Samples(400, inputs, outputs, seed: inputs);
        int[][] units = [.. Enumerable.Range(0, inputs).Chunk(size)];
        var elimination = Start(x, u, units, products);
        var left = Enumerable.Range(0, units.Length).ToList();
        var (before, first) = (Loss(x, u, Inputs(units, left)), Loss(x, u, Inputs(units, left)));
        var sum = 0.0;
        while (left.Count > 2)
        {
            var best = left.MinBy(elimination.Error);
            var error = elimination.Error(best);
            elimination.Remove(best);
            left.Remove(best);
            if (left.Count % 5 == 0 || left.Count < 6)
            {
                var after = Loss(x, u, Inputs(units, left));
                Assert.AreEqual(after - first, sum + error, 1e-6 * Math.Max(1, after), $"{left.Count} are left: errors add up");
                before = after;
            }
            sum += error;
        }
    }

    [TestMethod]
    public void TheErrorOfEveryUnitIsTheExactChange()
    {
        using var products = new MatrixProducts();
        var (x, u) = Samples(300, 24, 4, seed: 5);
        int[][] units = [.. Enumerable.Range(0, 24).Chunk(2)];
        var elimination = Start(x, u, units, products);
        int[] gone = [3, 7, 0];
        foreach (var unit in gone)
            elimination.Remove(unit);
        var rest = Enumerable.Range(0, units.Length).Except(gone).ToArray();
        foreach (var unit in rest)
            Assert.AreEqual(Loss(x, u, Inputs(units, rest.Where(r => r != unit))) - Loss(x, u, Inputs(units, rest)), elimination.Error(unit), 1e-8, $"unit {unit}");
    }

    [TestMethod]
    public void AUnitThatOthersSayAlreadyCostsNothing()
    {
        using var products = new MatrixProducts();
        var (x, u) = Samples(300, 8, 3, seed: 9);
        x.SetColumn(5, 2 * x.Column(1) - x.Column(2));
        var elimination = Start(x, u, [.. Enumerable.Range(0, 8).Select(i => new[] { i })], products, damping: 1e-8);
        var scale = elimination.Error(0);
        Assert.IsTrue(new[] { 1, 2, 5 }.All(unit => elimination.Error(unit) < 1e-5 * scale), "any of the three is said by the other two");
        elimination.Remove(5);
        Assert.IsTrue(elimination.Error(1) > 1e-3 * scale && elimination.Error(2) > 1e-3 * scale, "after one has gone the others matter");
    }

    private static Elimination Start(DenseMatrix x, DenseMatrix u, IReadOnlyList<int[]> units, MatrixProducts products, double damping = 0)
    {
        var inverse = products.Inverse((DenseMatrix)(x.TransposeThisAndMultiply(x) + damping * x.FrobeniusNorm() * DenseMatrix.CreateIdentity(x.ColumnCount)));
        var weights = (DenseMatrix)(inverse * x.TransposeThisAndMultiply(u));
        return new(inverse, (DenseMatrix)weights.TransposeAndMultiply(weights), units, products);
    }

    private static int[] Inputs(int[][] units, IEnumerable<int> left) => [.. left.SelectMany(l => units[l])];

    private static double Loss(DenseMatrix x, DenseMatrix u, int[] inputs)
    {
        var own = DenseMatrix.Create(x.RowCount, inputs.Length, (i, j) => x[i, inputs[j]]);
        var rest = u - own * own.QR().Solve(u);
        return rest.PointwiseMultiply(rest).RowSums().Sum();
    }

    /// <summary>Inputs that depend on one another, and what some map makes of them.</summary>
    private static (DenseMatrix X, DenseMatrix U) Samples(int count, int inputs, int outputs, int seed)
    {
        var random = new Random(seed);
        var mix = DenseMatrix.Create(inputs, inputs, (i, j) => (i == j ? 1 : 0) + (random.NextDouble() - 0.5) / Math.Sqrt(inputs));
        var x = (DenseMatrix)(DenseMatrix.Create(count, inputs, (_, _) => random.NextDouble() - 0.3) * mix);
        return (x, (DenseMatrix)(x * DenseMatrix.Create(inputs, outputs, (_, _) => random.NextDouble() - 0.5)));
    }
}
