using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>Convolutions, all as if they had three dimensions: those that are missing have size 1.</summary>
internal static class ReferenceConvolution
{
    public static ReferenceTensor Convolve(Conv conv, ReferenceTensor x, ReferenceTensor weight, ReferenceTensor? bias)
    {
        var (filters, channels) = (weight.Dims[0], weight.Dims[1]);
        var (input, kernel) = (Three(x.Dims[2..]), Three(weight.Dims[2..]));
        var (stride, dilation) = (Three(conv.Strides), Three(conv.Dilations));
        var (begins, ends) = Pads(conv.AutoPad, conv.Pads, input, kernel, stride, dilation);
        int[] size = [.. Enumerable.Range(0, 3).Select(a => Places(input[a] + begins[a] + ends[a], kernel[a], stride[a], dilation[a]))];
        var y = ReferenceTensor.Zeros([x.Dims[0], filters, .. size[^conv.Kernel.Count..]]);
        var (pixels, taps) = (ReferenceTensor.Product(input), ReferenceTensor.Product(kernel));
        var at = 0;
        for (var n = 0; n < x.Dims[0]; n++)
        for (var f = 0; f < filters; f++)
        for (var i = 0; i < size[0]; i++)
        for (var j = 0; j < size[1]; j++)
        for (var k = 0; k < size[2]; k++)
        {
            var sum = bias?.Values[f] ?? 0;
            for (var c = 0; c < channels; c++)
            {
                var map = (n * x.Dims[1] + f / (filters / conv.Group) * channels + c) * pixels;
                var tap = (f * channels + c) * taps;
                for (var p = 0; p < kernel[0]; p++)
                for (var q = 0; q < kernel[1]; q++)
                for (var r = 0; r < kernel[2]; r++, tap++)
                {
                    var (d, h, w) = (i * stride[0] - begins[0] + p * dilation[0], j * stride[1] - begins[1] + q * dilation[1], k * stride[2] - begins[2] + r * dilation[2]);
                    if (d >= 0 && d < input[0] && h >= 0 && h < input[1] && w >= 0 && w < input[2])
                        sum += weight.Values[tap] * x.Values[map + (d * input[1] + h) * input[2] + w];
                }
            }
            y.Values[at++] = sum;
        }
        return y;
    }

    public static ReferenceTensor Transposed(ConvTranspose conv, ReferenceTensor x, ReferenceTensor weight, ReferenceTensor? bias)
    {
        var perGroup = weight.Dims[1];
        var filters = perGroup * conv.Group;
        var (input, kernel) = (Three(x.Dims[2..]), Three(weight.Dims[2..]));
        var (stride, dilation, extra) = (Three(conv.Strides), Three(conv.Dilations), Three(conv.OutputPadding, 0));
        var begins = new int[3];
        var size = new int[3];
        for (var a = 0; a < 3; a++)
        {
            var (full, own) = (stride[a] * (input[a] - 1) + extra[a] + (kernel[a] - 1) * dilation[a] + 1, a - 3 + conv.Kernel.Count);
            int? wanted = own < 0 ? null : conv.OutputShape is { } given ? given[own] : conv.AutoPad is AutoPad.SameUpper or AutoPad.SameLower ? input[a] * stride[a] : null;
            var total = wanted is { } w ? Math.Max(0, full - w) : 0;
            if (wanted is not null)
                (begins[a], size[a]) = (conv.AutoPad == AutoPad.SameUpper ? total / 2 : total - total / 2, wanted.Value);
            else if (own < 0 || conv.AutoPad == AutoPad.Valid)
                size[a] = full;
            else
                (begins[a], size[a]) = (conv.Pads[own], full - conv.Pads[own] - conv.Pads[conv.Kernel.Count + own]);
        }
        var y = ReferenceTensor.Zeros([x.Dims[0], filters, .. size[^conv.Kernel.Count..]]);
        var (pixels, at) = (ReferenceTensor.Product(size), 0);
        for (var i = 0; i < y.Values.Length; i++)
            y.Values[i] = bias?.Values[i / pixels % filters] ?? 0;
        for (var n = 0; n < x.Dims[0]; n++)
        for (var c = 0; c < x.Dims[1]; c++)
        for (var i = 0; i < input[0]; i++)
        for (var j = 0; j < input[1]; j++)
        for (var k = 0; k < input[2]; k++, at++)
        {
            var first = c / (x.Dims[1] / conv.Group) * perGroup;
            var tap = c * perGroup * ReferenceTensor.Product(kernel);
            for (var f = 0; f < perGroup; f++)
            for (var p = 0; p < kernel[0]; p++)
            for (var q = 0; q < kernel[1]; q++)
            for (var r = 0; r < kernel[2]; r++, tap++)
            {
                var (d, h, w) = (i * stride[0] - begins[0] + p * dilation[0], j * stride[1] - begins[1] + q * dilation[1], k * stride[2] - begins[2] + r * dilation[2]);
                if (d >= 0 && d < size[0] && h >= 0 && h < size[1] && w >= 0 && w < size[2])
                    y.Values[((n * filters + first + f) * size[0] + d) * size[1] * size[2] + h * size[2] + w] += weight.Values[tap] * x.Values[at];
            }
        }
        return y;
    }

    /// <summary>Numbers per dimension, with those of the missing dimensions before them.</summary>
    public static int[] Three(IReadOnlyList<int> numbers, int missing = 1) => [.. Enumerable.Repeat(missing, 3 - numbers.Count), .. numbers];

    /// <summary>The padding before and behind each of three dimensions.</summary>
    public static (int[] Begins, int[] Ends) Pads(AutoPad auto, IReadOnlyList<int> pads, int[] input, int[] kernel, int[] stride, int[] dilation)
    {
        var axes = pads.Count / 2;
        if (auto == AutoPad.NotSet)
            return (Three([.. pads.Take(axes)], 0), Three([.. pads.Skip(axes)], 0));
        var (begins, ends) = (new int[3], new int[3]);
        for (var a = 0; a < 3 && auto != AutoPad.Valid; a++)
        {
            var outputs = (int)Math.Ceiling(input[a] / (double)stride[a]);
            var total = Math.Max(0, (outputs - 1) * stride[a] + (kernel[a] - 1) * dilation[a] + 1 - input[a]);
            begins[a] = auto == AutoPad.SameUpper ? total / 2 : (total + 1) / 2;
            ends[a] = total - begins[a];
        }
        return (begins, ends);
    }

    /// <summary>Counts the places of a window by moving it until it leaves the padded input.</summary>
    private static int Places(int size, int kernel, int stride, int dilation)
    {
        var count = 0;
        for (var start = 0; start + (kernel - 1) * dilation < size; start += stride)
            count++;
        return count;
    }
}
