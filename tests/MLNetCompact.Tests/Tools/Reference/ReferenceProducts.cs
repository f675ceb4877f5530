using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>Products of matrices.</summary>
internal static class ReferenceProducts
{
    public static ReferenceTensor Multiply(Gemm gemm, ReferenceTensor x, ReferenceTensor weight, ReferenceTensor? bias)
    {
        var inputs = x.Dims[gemm.TransA ? 0 : 1];
        int[] dims = [x.Dims[gemm.TransA ? 1 : 0], weight.Dims[gemm.TransB ? 0 : 1]];
        return ReferenceTensor.Filled(dims, place =>
        {
            var (row, column, sum) = (place[0], place[1], 0.0);
            for (var i = 0; i < inputs; i++)
                sum += (gemm.TransA ? x[i, row] : x[row, i]) * (gemm.TransB ? weight[column, i] : weight[i, column]);
            return gemm.Alpha * sum + (bias is null ? 0 : gemm.Beta * bias.Repeated(place));
        });
    }

    public static ReferenceTensor Multiply(ReferenceTensor left, ReferenceTensor right)
    {
        var (row, column) = (left.Rank == 1, right.Rank == 1);
        if (row)
            left = left.As(1, left.Dims[0]);
        if (column)
            right = right.As(right.Dims[0], 1);
        var inputs = left.Dims[^1];
        if (right.Dims[^2] != inputs)
            throw new InvalidOperationException($"[{string.Join(", ", left.Dims)}] and [{string.Join(", ", right.Dims)}] have no product.");
        int[] stack = [.. ReferenceBroadcast.Dims(left.Dims[..^2], right.Dims[..^2])];
        var y = ReferenceTensor.Filled([.. stack, left.Dims[^2], right.Dims[^1]], place =>
        {
            var (a, b) = ((int[])place.Clone(), (int[])place.Clone());
            var sum = 0.0;
            for (var i = 0; i < inputs; i++)
            {
                (a[^1], b[^2]) = (i, i);
                sum += left.Repeated(a) * right.Repeated(b);
            }
            return sum;
        });
        int[] dims = [.. stack, .. row ? [] : new[] { left.Dims[^2] }, .. column ? [] : new[] { right.Dims[^1] }];
        return y.As(dims);
    }
}
