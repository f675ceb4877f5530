using System.Numerics;
using MathNet.Numerics.LinearAlgebra.Double;

namespace MLNetCompact;

/// <summary>
/// Fits the scales of kernels, filter by filter, to what a layer made originally: s = argmin |U - sum over channels of s_c (mu_c * x_c)|^2 + e |s - s0|^2, with e a
/// hundredth of the mean diagonal of the normal equations.
/// </summary>
internal static class ScaleRefit
{
    private const double Damping = 1e-2;

    /// <summary>Whether each kernel is read for one row of the layer, so that rows can be fitted one by one.</summary>
    public static bool Fits(KernelLayer layer, LinearView view) => layer.Taps == view.Block || (view.RowAxis == 0 && view.Group == 1);

    /// <summary>The kernels with the scales fitted.</summary>
    public static KernelClusters Apply(KernelClusters clusters, LinearReader reader, OriginalOutputs target, IReadOnlyList<int[]> forms, ParallelOptions parallel)
    {
        var (taps, factors) = (clusters.Taps, clusters.Factors!.ToArray());
        for (var block = 0; block < target.Blocks; block++)
        {
            var (own, gram) = (block, target.Gram(block));
            Parallel.For(0, reader.BlockRows, parallel, row =>
            {
                // For each channel its kernel, and the numbers of that.
                int[] kernels = [.. Enumerable.Range(0, gram.RowCount / taps).Select(c => target.Place(own, row, c * taps) / taps)];
                double[] shapes = [.. kernels.SelectMany(k => forms[clusters.Forms?[k] ?? 0].Select(place => reader.Factor * clusters.Representatives[clusters.Numbers[k] * taps + place]))];
                var (normal, right) = (Normal(gram, shapes, taps), new DenseVector(kernels.Length));
                for (var i = 0; i < shapes.Length; i++)
                    right[i / taps] += shapes[i] * target.Cross(own, i, row);
                var damping = Damping * normal.Diagonal().Average();
                if (!(damping > 0))
                    return;
                for (var c = 0; c < kernels.Length; c++)
                {
                    normal[c, c] += damping;
                    right[c] += damping * factors[kernels[c]];
                }
                var fitted = normal.Cholesky().Solve(right);
                for (var c = 0; c < kernels.Length; c++)
                    factors[kernels[c]] = (float)fitted[c];
            });
        }
        return clusters with { Factors = factors };
    }

    /// <summary>D^T G D, where column c of D holds the numbers of kernel c at its inputs.</summary>
    private static DenseMatrix Normal(DenseMatrix gram, double[] shapes, int taps)
    {
        var (size, n) = (gram.RowCount, gram.RowCount / taps);
        var (normal, sum) = (new DenseMatrix(n, n), new double[size]);
        for (var c = 0; c < n; c++)
        {
            var start = c * taps;
            Array.Clear(sum);
            for (var tap = 0; tap < taps; tap++)
                Add(sum.AsSpan(start), gram.Values.AsSpan((start + tap) * size + start, size - start), shapes[start + tap]);
            for (var other = c; other < n; other++)
            {
                var product = 0.0;
                for (var tap = other * taps; tap < (other + 1) * taps; tap++)
                    product += shapes[tap] * sum[tap];
                normal[c, other] = normal[other, c] = product;
            }
        }
        return normal;
    }

    private static void Add(Span<double> sum, ReadOnlySpan<double> values, double times)
    {
        var (i, factor) = (0, new Vector<double>(times));
        for (; i + Vector<double>.Count <= sum.Length; i += Vector<double>.Count)
            (new Vector<double>(sum[i..]) + factor * new Vector<double>(values[i..])).CopyTo(sum[i..]);
        for (; i < sum.Length; i++)
            sum[i] += times * values[i];
    }
}
