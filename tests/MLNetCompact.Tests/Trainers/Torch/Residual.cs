using MLNetCompact.Operators;

namespace MLNetCompact.Tests;

/// <summary>A residual network as PyTorch exports them, small: two blocks, the second with a stride and a convolution beside it.</summary>
internal static class Residual
{
    /// <summary>A fresh network for images of so many channels and pixels a side.</summary>
    public static Network Network(int channels, int side, int classes, int width = 6, float? dropout = null) => Form.Plain($"residual {channels} {side}", [channels, side, side], f =>
    {
        var stem = Normalized(f, f.Value, channels, width, 3, 1, relu: true);
        var first = Block(f, stem, width, width, 1);
        var second = Block(f, first, width, 2 * width, 2);
        f.AddNode(new GlobalAveragePool(), second).Add(new Flatten());
        if (dropout is { } ratio)
            f.Add(new Dropout(), f.Given([], ratio));
        f.Add(new Gemm { TransB = true }, f.Floats(classes, 2 * width), f.Floats(classes));
    }).Network;

    private static string Block(Form f, string x, int from, int to, int stride)
    {
        var inner = Normalized(f, x, from, to, 3, stride, relu: true);
        var outer = Normalized(f, inner, to, to, 3, 1, relu: false);
        var beside = from == to ? x : Normalized(f, x, from, to, 1, stride, relu: false);
        return f.AddNode(new Add(), outer, beside).Add(new Relu()).Value;
    }

    private static string Normalized(Form f, string x, int from, int to, int kernel, int stride, bool relu)
    {
        var pad = kernel / 2;
        f.AddNode(new Conv { Kernel = [kernel, kernel], Strides = [stride, stride], Pads = [pad, pad, pad, pad] }, x, f.Floats(to, from, kernel, kernel));
        f.Add(new BatchNormalization(), f.Given([to], [.. Enumerable.Repeat(1f, to)]), f.Given([to], new float[to]), f.Given([to], new float[to]), f.Given([to], [.. Enumerable.Repeat(1f, to)]));
        return relu ? f.Add(new Relu()).Value : f.Value;
    }
}
