using static MLNetCompact.Tests.ClusterCases;

namespace MLNetCompact.Tests;

/// <summary>Scales and codebooks against least squares whose columns ONNX Runtime computes one by one.</summary>
[TestClass]
public sealed class RefitTests
{
    [TestMethod]
    [DataRow("strided", KernelSymmetry.None, true)]
    [DataRow("strided", KernelSymmetry.Square, false)]
    [DataRow("grouped", KernelSymmetry.Flips, true)]
    [DataRow("transposed", KernelSymmetry.Mirror, true)]
    [DataRow("normalized", KernelSymmetry.None, true)]
    [DataRow("dense", KernelSymmetry.None, true)]
    public void ScalesAreTheLeastSquaresOfEachRow(string kind, KernelSymmetry symmetry, bool centred)
    {
        using var layer = new RefitCase(kind, centred);
        Assert.IsTrue(ScaleRefit.Fits(layer.Layer, layer.Reader.View));
        var (clusters, forms) = (layer.Clusters(scaled: true, symmetry), layer.Layer.Forms(symmetry));
        var fitted = ScaleRefit.Apply(clusters, layer.Reader, layer.Target, forms, Threads());
        // What each kernel makes by itself, with scale 1, and in which row.
        var unscaled = (clusters with { Factors = null }).Weights(forms);
        var alone = Enumerable.Range(0, layer.Layer.Count).Select(k => layer.Made([.. unscaled.Select((w, i) => i / clusters.Taps == k ? w : 0)])).ToArray();
        var rowOf = alone.Select(made => Enumerable.Range(0, made.Length).MaxBy(o => made[o].Sum(v => v * v))).ToArray();
        var wanted = layer.Wanted();
        for (var row = 0; row < wanted.Length; row++)
        {
            int[] kernels = [.. Enumerable.Range(0, rowOf.Length).Where(k => rowOf[k] == row)];
            double[][] columns = [.. kernels.Select(k => layer.Centred(alone[k][row]))];
            var damping = 0.01 * columns.Average(c => c.Sum(v => v * v));
            var expected = RefitCase.LeastSquares(columns, layer.Centred(wanted[row]), [.. kernels.Select(_ => damping)], [.. kernels.Select(k => (double)clusters.Factors![k])]);
            for (var c = 0; c < kernels.Length; c++)
                Assert.AreEqual(expected[c], fitted.Factors![kernels[c]], 2e-3 * expected.Max(Math.Abs), $"row {row}, kernel {kernels[c]}");
        }
        CollectionAssert.AreEqual(clusters.Representatives, fitted.Representatives);
        Assert.IsTrue(layer.Loss(fitted.Weights(forms)) < layer.Loss(clusters.Weights(forms)));
    }

    [TestMethod]
    public void RowsThatShareAKernelAreNotFittedOneByOne()
    {
        using var layer = new RefitCase("transposed dense");
        Assert.IsFalse(ScaleRefit.Fits(layer.Layer, layer.Reader.View));
    }

    [TestMethod]
    [DataRow("strided", KernelSymmetry.None, false)]
    [DataRow("strided", KernelSymmetry.Square, true)]
    [DataRow("grouped", KernelSymmetry.Flips, false)]
    [DataRow("transposed", KernelSymmetry.None, true)]
    [DataRow("normalized", KernelSymmetry.Mirror, false)]
    [DataRow("dense", KernelSymmetry.None, true)]
    [DataRow("transposed dense", KernelSymmetry.None, false)]
    public void CodebooksAreTheLeastSquaresOfTheLayer(string kind, KernelSymmetry symmetry, bool scaled)
    {
        using var layer = new RefitCase(kind);
        var (clusters, forms) = (layer.Clusters(scaled, symmetry), layer.Layer.Forms(symmetry));
        var fitted = CodebookRefit.Apply(clusters, layer.Target, forms, default);
        double[] given = [.. clusters.Representatives.Select(v => (double)v)];
        // What each number of the table makes by itself, in all rows; e is a hundredth of the sum of squares of what the weights make that it stands for, each by itself.
        var columns = new double[given.Length][];
        for (var i = 0; i < columns.Length; i++)
            columns[i] = Joined(layer, layer.Made([.. clusters.WeightsOf([.. given.Select((_, j) => j == i ? 1.0 : 0)], forms).Select(w => (float)w)]));
        var diagonal = Diagonal(layer, clusters, forms);
        var expected = RefitCase.LeastSquares(columns, Joined(layer, layer.Wanted()), [.. diagonal.Select(d => 0.01 * d)], given);
        var (start, least, found) = (Objective(given), Objective(expected), Objective([.. fitted.Representatives.Select(v => (double)v)]));
        Assert.IsTrue(least < start && found <= start);
        Assert.AreEqual(0, (found - least) / (start - least), 1e-3, $"{found} of {start}, least {least}");
        CollectionAssert.AreEqual(clusters.Factors, fitted.Factors);
        // Where it ends, the slope in every direction is next to nothing beside where it began.
        var (before, after) = (0.0, 0.0);
        for (var i = 0; i < given.Length; i++)
        {
            before += Math.Pow(Slope(given, i), 2) / Math.Max(diagonal[i], 1e-12);
            after += Math.Pow(Slope([.. fitted.Representatives.Select(v => (double)v)], i), 2) / Math.Max(diagonal[i], 1e-12);
        }
        Assert.IsTrue(after < 1e-3 * before, $"{after} of {before}");

        double Objective(double[] table)
        {
            var rest = Joined(layer, layer.Wanted());
            for (var i = 0; i < table.Length; i++)
            {
                for (var t = 0; t < rest.Length; t++)
                    rest[t] -= table[i] * columns[i][t];
            }
            return rest.Sum(v => v * v) + table.Select((v, i) => 0.01 * diagonal[i] * Math.Pow(v - given[i], 2)).Sum();
        }

        double Slope(double[] table, int at) => Objective([.. table.Select((v, i) => i == at ? v + 0.5 : v)]) - Objective([.. table.Select((v, i) => i == at ? v - 0.5 : v)]);
    }

    [TestMethod]
    public void RepresentativesOfWhatReadsNothingStay()
    {
        using var layer = new RefitCase("strided");
        var clusters = layer.Clusters(scaled: true, KernelSymmetry.None);
        var none = clusters with { Factors = new float[clusters.Numbers.Length] };
        CollectionAssert.AreEqual(clusters.Representatives, CodebookRefit.Apply(none, layer.Target, layer.Layer.Forms(KernelSymmetry.None), default).Representatives);
        var fitted = ScaleRefit.Apply(none with { Representatives = new float[clusters.Representatives.Length] }, layer.Reader, layer.Target, layer.Layer.Forms(KernelSymmetry.None), Threads());
        CollectionAssert.AreEqual(none.Factors, fitted.Factors);
    }

    /// <summary>All rows one after the other, each from its mean and times how strongly it is read.</summary>
    private static double[] Joined(RefitCase layer, double[][] values) => [.. values.SelectMany((own, o) => layer.Centred(own).Select(v => layer.Reader.Scales[o] * v))];

    /// <summary>For each number of the table what the weights make that it stands for, squared, each alone.</summary>
    private static double[] Diagonal(RefitCase layer, KernelClusters clusters, IReadOnlyList<int[]> forms)
    {
        var (diagonal, view) = (new double[clusters.Representatives.Length], layer.Reader.View);
        for (var at = 0; at < layer.Reader.BlockColumns * view.Block; at++)
        {
            // Rows are made apart: the same weight of all of them at once.
            int[] places = [.. Enumerable.Range(0, view.Rows).Select(row => view.At(row, view.ColumnsOf(row).First + at / view.Block) + at % view.Block)];
            var made = layer.Made([.. layer.Weights.Select((_, i) => places.Contains(i) ? 1f : 0)]);
            for (var row = 0; row < places.Length; row++)
            {
                var (kernel, tap) = (places[row] / clusters.Taps, places[row] % clusters.Taps);
                diagonal[clusters.Numbers[kernel] * clusters.Taps + forms[clusters.Forms?[kernel] ?? 0][tap]] +=
                    Math.Pow((clusters.Factors?[kernel] ?? 1) * layer.Reader.Scales[row], 2) * layer.Centred(made[row]).Sum(v => v * v);
            }
        }
        return diagonal;
    }
}
