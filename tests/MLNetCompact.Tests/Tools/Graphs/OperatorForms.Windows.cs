using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>Layers with weights and windows.</summary>
internal static partial class OperatorForms
{
    private static GraphValue Convolved(GraphDraft m)
    {
        var x = Maps(m, 5);
        var (axes, auto) = (x.Rank - 2, m.Any(AutoPad.NotSet, AutoPad.NotSet, AutoPad.Valid, AutoPad.SameUpper, AutoPad.SameLower));
        var group = m.Once(3) ? x.Channels : m.Once(3) && x.Channels % 2 == 0 ? 2 : 1;
        var op = new Conv
        {
            Kernel = Each(m, axes, 1, 3), Strides = Each(m, axes, 1, 3), Pads = m.Once(2) ? Each(m, 2 * axes, 0, 2) : Each(m, 2 * axes, 0, 0),
            // ONNX Runtime refuses both at once.
            Dilations = auto is AutoPad.SameUpper or AutoPad.SameLower ? Each(m, axes, 1, 1) : Each(m, axes, 1, 2), Group = group, AutoPad = auto,
        };
        return m.Conv(x, group * m.Next(1, 4), op, m.Once(2));
    }

    private static GraphValue Transposed(GraphDraft m)
    {
        var x = Maps(m, 3);
        var axes = x.Rank - 2;
        var (auto, group) = (m.Any(AutoPad.NotSet, AutoPad.NotSet, AutoPad.Valid, AutoPad.SameUpper, AutoPad.SameLower), x.Channels % 2 == 0 && m.Once(2) ? 2 : 1);
        var kernel = Each(m, axes, 2, 4);
        // Runtimes differ about SAME where a kernel is smaller than its stride.
        int[] strides = [.. kernel.Select(k => m.Next(1, Math.Min(3, k)))];
        int[] extra = [.. strides.Select(s => m.Next(0, s - 1))];
        var op = new ConvTranspose
        {
            Kernel = kernel, Strides = strides, Dilations = m.Once(3) ? Each(m, axes, 2, 2) : Each(m, axes, 1, 1), Pads = m.Once(2) ? Each(m, 2 * axes, 0, 1) : Each(m, 2 * axes, 0, 0), Group = group,
            OutputPadding = m.Once(2) ? extra : Each(m, axes, 0, 0), AutoPad = auto,
            OutputShape = auto != AutoPad.Valid && m.Once(3) ? [.. x.Dims.Skip(2).Select((d, i) => (d - 1) * strides[i] + m.Next(1, kernel[i]))] : null,
        };
        return m.ConvTranspose(x, group * m.Next(1, 3), op, m.Once(2));
    }

    private static GraphValue Pooled(GraphDraft m, Func<int[], Pooling> make, int ceilFrom, int dilatedFrom)
    {
        var x = Maps(m, 5);
        var (axes, auto) = (x.Rank - 2, m.Any(AutoPad.NotSet, AutoPad.NotSet, AutoPad.NotSet, AutoPad.Valid, AutoPad.SameUpper, AutoPad.SameLower));
        var kernel = Each(m, axes, 1, 3);
        // Runtimes differ about SAME where a window is smaller than its stride.
        int[] strides = [.. kernel.Select(k => m.Next(1, auto is AutoPad.SameUpper or AutoPad.SameLower ? k : 3))];
        var dilated = m.Opset >= dilatedFrom && auto == AutoPad.NotSet && m.Once(3);
        return m.Add(make(kernel) with
        {
            Strides = strides, AutoPad = auto, CeilMode = m.Opset >= ceilFrom && auto == AutoPad.NotSet && m.Once(2),
            Pads = m.Once(2) ? [.. Enumerable.Range(0, 2 * axes).Select(i => m.Next(0, kernel[i % axes] - 1))] : Each(m, 2 * axes, 0, 0),
            Dilations = dilated ? Each(m, axes, 1, 2) : Each(m, axes, 1, 1),
        }, x);
    }

    private static GraphValue Dense(GraphDraft m)
    {
        var (rows, across, outputs) = (m.Input("x", [m.Next(1, 6)]), m.Once(4), m.Next(1, 5));
        var x = across ? m.Transpose(rows, 1, 0) : rows;
        var op = new Gemm { TransA = across, TransB = m.Once(2), Alpha = m.Any(1, 0.5f), Beta = m.Any(1, -1.5f, 0) };
        int[]? bias = m.Opset < 11 || m.Once(2) ? m.Any<int[]>([outputs], [1, outputs], [1], [1, 1], []) : null;
        return m.Add(op, x, m.Uniform("w", op.TransB ? [outputs, rows[1]] : [rows[1], outputs], -1, 1), bias is null ? null : m.Uniform("b", bias, -1, 1));
    }

    private static GraphValue Product(GraphDraft m)
    {
        var x = Any(m);
        var size = x.Dims[^1];
        return m.Next(0, 4) switch
        {
            0 => m.Add(new MatMul(), x, m.Uniform("w", [size], -1, 1)),
            1 when x.Rank > 2 => m.Add(new MatMul(), x, m.Transpose(x, [.. Enumerable.Range(0, x.Rank - 2), x.Rank - 1, x.Rank - 2])),
            2 when x.Rank > 2 => m.Add(new MatMul(), m.Uniform("w", [3, x.Dims[^2]], -1, 1), x),
            3 when x.Rank > 3 => m.Add(new MatMul(), x, m.Uniform("w", [x.Dims[^3], size, 2], -1, 1)),
            _ => m.MatMulAdd(x, m.Next(1, 4)),
        };
    }

    private static GraphValue Slopes(GraphDraft m)
    {
        var x = Maps(m);
        return m.Once(4) ? m.Add(new PRelu(), x, m.Uniform("slope", x.Dims[1..], -1, 1)) : m.PRelu(x, m.Once(2));
    }

    private static GraphValue Resized(GraphDraft m)
    {
        var x = m.Input("x", [m.Next(1, 3), m.Next(2, 5), m.Next(2, 5)]);
        if (m.Opset < 11)
            return m.Add(new Resize { Old = true, Mode = m.Any("nearest", "linear"), CoordinateTransformationMode = "asymmetric" }, x, m.Constant("scales", [4], i => i < 2 ? 1 : m.Next(1, 3)));
        var op = new Resize
        {
            Mode = m.Any("nearest", "nearest", "linear", "linear", "cubic"), NearestMode = m.Any("round_prefer_floor", "round_prefer_ceil", "floor", "ceil"),
            CoordinateTransformationMode = m.Any("half_pixel", "asymmetric", "align_corners", m.Opset >= 19 ? "half_pixel_symmetric" : "pytorch_half_pixel"),
        };
        op = op with { CubicCoeffA = m.Any(-0.75f, -0.5f), ExcludeOutside = op.Mode == "cubic" && m.Once(3) };
        return m.Once(3) ? m.Add(op, x, m.Missing("roi"), m.Missing("scales"), m.Integers("sizes", 3, x[1], m.Next(2, 9), m.Next(2, 9)))
            : m.Add(op, x, m.Missing("roi"), m.Constant("scales", [4], i => i < 2 ? 1 : m.Any(0.5, 1, 1.5, 2, 3)));
    }

    private static GraphValue Upsampled(GraphDraft m)
    {
        var x = m.Input("x", [m.Next(1, 3), m.Next(2, 5), m.Next(2, 5)]);
        float[] factors = [1, 1, m.Any(1, 2, 3), m.Any(1, 2, 3)];
        var op = new Upsample { Mode = m.Any("nearest", "linear") };
        return m.Opset < 9 ? m.Add(op with { Scales = factors }, x) : m.Add(op, x, m.Constant("scales", [4], i => factors[i]));
    }

    private static int[] Each(GraphDraft m, int count, int from, int to) => [.. Enumerable.Range(0, count).Select(_ => m.Next(from, to))];
}
