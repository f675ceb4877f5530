namespace MLNetCompact;

/// <summary>
/// Fits representatives, all of a layer at once, to what the layer made originally: the weights that they stand for bring sum of |U - W x|^2 + e |mu - mu0|^2 down,
/// with e a hundredth of the diagonal of the normal equations. Conjugate gradients (Hestenes and Stiefel 1952) with that diagonal as preconditioner.
/// </summary>
internal static class CodebookRefit
{
    private const double Damping = 1e-2;

    private const int MostSteps = 20;

    /// <summary>Steps end where the gradient is this part of what it was.</summary>
    private const double Small = 1e-3;

    /// <summary>The kernels with the representatives fitted.</summary>
    public static KernelClusters Apply(KernelClusters clusters, OriginalOutputs target, IReadOnlyList<int[]> forms, CancellationToken cancel)
    {
        double[] given = [.. clusters.Representatives];
        var diagonal = ToTable(target.Diagonal(), clusters, forms, squared: true);
        // What stands for nothing, or only for what reads nothing, stays.
        double[] inverse = [.. diagonal.Select(d => d > 0 ? 1 / d : 0)];
        var right = ToTable(target.Right(), clusters, forms);
        for (var i = 0; i < right.Length; i++)
            right[i] += Damping * diagonal[i] * given[i];
        var (table, left) = (given, Left(given));
        double[] rest = [.. right.Zip(left, (r, l) => r - l)];
        double[] step = [.. rest.Zip(inverse, (r, i) => r * i)];
        var size = Dot(rest, step);
        var end = Small * Small * size;
        for (var steps = 0; steps < MostSteps && size > end; steps++)
        {
            cancel.ThrowIfCancellationRequested();
            left = Left(step);
            var length = size / Dot(step, left);
            for (var i = 0; i < table.Length; i++)
                (table[i], rest[i]) = (table[i] + length * step[i], rest[i] - length * left[i]);
            var before = size;
            size = rest.Select((r, i) => r * r * inverse[i]).Sum();
            for (var i = 0; i < step.Length; i++)
                step[i] = rest[i] * inverse[i] + size / before * step[i];
        }
        return clusters with { Representatives = [.. table.Select(v => (float)v)] };

        double[] Left(double[] of)
        {
            var product = ToTable(target.Normal(clusters.WeightsOf(of, forms)), clusters, forms);
            for (var i = 0; i < product.Length; i++)
                product[i] += Damping * diagonal[i] * of[i];
            return product;
        }
    }

    /// <summary>For each number of the table the sum over the weights that it stands for, each times its scale, or the square of that.</summary>
    private static double[] ToTable(double[] weights, KernelClusters clusters, IReadOnlyList<int[]> forms, bool squared = false)
    {
        var (taps, table) = (clusters.Taps, new double[clusters.Representatives.Length]);
        for (var kernel = 0; kernel < clusters.Numbers.Length; kernel++)
        {
            var (form, factor) = (forms[clusters.Forms?[kernel] ?? 0], (double)(clusters.Factors?[kernel] ?? 1));
            factor *= squared ? factor : 1;
            for (var tap = 0; tap < taps; tap++)
                table[clusters.Numbers[kernel] * taps + form[tap]] += factor * weights[kernel * taps + tap];
        }
        return table;
    }

    private static double Dot(double[] left, double[] right) => left.Zip(right, (l, r) => l * r).Sum();
}
