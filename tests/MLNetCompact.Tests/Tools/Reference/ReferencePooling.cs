using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>Poolings, all as if they had three dimensions.</summary>
internal static class ReferencePooling
{
    public static ReferenceTensor Pool(Pooling pool, ReferenceTensor x)
    {
        var (input, kernel) = (ReferenceConvolution.Three(x.Dims[2..]), ReferenceConvolution.Three(pool.Kernel));
        var (stride, dilation) = (ReferenceConvolution.Three(pool.Strides), ReferenceConvolution.Three(pool.Dilations));
        var (begins, ends) = ReferenceConvolution.Pads(pool.AutoPad, pool.Pads, input, kernel, stride, dilation);
        int[] size = [.. Enumerable.Range(0, 3).Select(a => Places(input[a], kernel[a], stride[a], begins[a], ends[a], dilation[a], pool.CeilMode))];
        var y = ReferenceTensor.Zeros([x.Dims[0], x.Dims[1], .. size[^pool.Kernel.Count..]]);
        var (at, window) = (0, new List<double>());
        for (var map = 0; map < x.Dims[0] * x.Dims[1]; map++)
        for (var i = 0; i < size[0]; i++)
        for (var j = 0; j < size[1]; j++)
        for (var k = 0; k < size[2]; k++)
        {
            window.Clear();
            var padding = 0;
            for (var p = 0; p < kernel[0]; p++)
            for (var q = 0; q < kernel[1]; q++)
            for (var r = 0; r < kernel[2]; r++)
            {
                var (d, h, w) = (i * stride[0] - begins[0] + p * dilation[0], j * stride[1] - begins[1] + q * dilation[1], k * stride[2] - begins[2] + r * dilation[2]);
                if (d >= 0 && d < input[0] && h >= 0 && h < input[1] && w >= 0 && w < input[2])
                    window.Add(x.Values[((map * input[0] + d) * input[1] + h) * input[2] + w]);
                else if (d < input[0] + ends[0] && h < input[1] + ends[1] && w < input[2] + ends[2])
                    padding++;
            }
            y.Values[at++] = Summary(pool, window, padding);
        }
        return y;
    }

    /// <summary>One number for each whole map.</summary>
    public static ReferenceTensor Global(ReferenceTensor x, Func<IEnumerable<double>, double> summary)
    {
        var pixels = x.Count(2, x.Rank);
        var y = ReferenceTensor.Zeros([x.Dims[0], x.Dims[1], .. Enumerable.Repeat(1, x.Rank - 2)]);
        for (var i = 0; i < y.Values.Length; i++)
            y.Values[i] = summary(new ArraySegment<double>(x.Values, i * pixels, pixels));
        return y;
    }

    private static double Summary(Pooling pool, List<double> window, int padding) => pool switch
    {
        MaxPool => window.Max(),
        AveragePool average => window.Sum() / (window.Count + (average.CountIncludePad ? padding : 0)),
        LpPool norm => Math.Pow(window.Sum(v => Math.Pow(Math.Abs(v), norm.P)), 1.0 / norm.P),
        _ => throw new NotSupportedException($"The reference executor does not know {pool.OpType}."),
    };

    /// <summary>Counts the places of a window by moving it, until it leaves the padded input; with ceil it may stick out, but must start before the end.</summary>
    private static int Places(int size, int kernel, int stride, int before, int after, int dilation, bool ceil)
    {
        var reach = (kernel - 1) * dilation + 1;
        var count = 0;
        for (var start = -before; ; start += stride)
        {
            var full = start + reach <= size + after;
            // With ceil, one window after the last full one may stick out of the padding.
            var last = ceil && !full && start - stride + reach < size + after && start < size;
            if (!full && !last)
                return count;
            count++;
        }
    }
}
