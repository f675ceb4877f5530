using static TorchSharp.torch;

namespace TorchSharp.Modules;

public sealed class MaxPool1d : nn.Module<Tensor, Tensor>
{
    private readonly (long Kernel, long? Stride, long? Padding, long? Dilation, bool Ceil) _window;

    internal MaxPool1d(long kernel, long? stride, long? padding, long? dilation, bool ceil) : base(nameof(MaxPool1d)) =>
        _window = (kernel, stride, padding, dilation, ceil);

    public override Tensor forward(Tensor tensor) =>
        nn.functional.max_pool1d(tensor, _window.Kernel, _window.Stride, _window.Padding, _window.Dilation, _window.Ceil);
}

/// <summary>As libtorch, it does not read the divisor.</summary>
public sealed class AvgPool1d : nn.Module<Tensor, Tensor>
{
    private readonly (long Kernel, long? Stride, long Padding, bool Ceil, bool CountsPadding) _window;

    internal AvgPool1d(long kernel, long? stride, long padding, bool ceil, bool countsPadding) : base(nameof(AvgPool1d)) =>
        _window = (kernel, stride, padding, ceil, countsPadding);

    public override Tensor forward(Tensor tensor) =>
        nn.functional.avg_pool1d(tensor, _window.Kernel, _window.Stride, _window.Padding, _window.Ceil, _window.CountsPadding);
}

public sealed class AvgPool2d : nn.Module<Tensor, Tensor>
{
    private readonly (long[] Kernel, long[] Stride, long[] Padding, bool Ceil, bool CountsPadding) _window;
    private readonly long? _divisor;

    internal AvgPool2d(long[] kernel, long[]? stride, long[]? padding, bool ceil, bool countsPadding, long? divisor) : base(nameof(AvgPool2d)) =>
        (_window, _divisor) = ((kernel, stride ?? kernel, padding ?? [0, 0], ceil, countsPadding), divisor);

    public override Tensor forward(Tensor tensor)
    {
        var mean = nn.functional.avg_pool2d(tensor, _window.Kernel, _window.Stride, _window.Padding, _window.Ceil, _window.CountsPadding);
        if (_divisor is not { } divisor) return mean;
        using (mean)
        {
            // The shim's pooling has no divisor of its own: the mean over windows that are all full, times their size.
            var (before, behind) = (_window.Padding, new long[2]);
            for (var i = 0; i < 2; i++)
                behind[i] = (mean.shape[^(2 - i)] - 1) * _window.Stride[i] + _window.Kernel[i] - tensor.shape[^(2 - i)] - before[i];
            using var padded = nn.functional.pad(tensor, [before[1], behind[1], before[0], behind[0]]);
            using var full = nn.functional.avg_pool2d(padded, _window.Kernel, _window.Stride);
            return full.mul((double)(_window.Kernel[0] * _window.Kernel[1]) / divisor);
        }
    }
}

public sealed class AdaptiveAvgPool1d : nn.Module<Tensor, Tensor>
{
    private readonly long _size;

    internal AdaptiveAvgPool1d(long size) : base(nameof(AdaptiveAvgPool1d)) => _size = size;

    public override Tensor forward(Tensor tensor) => nn.functional.adaptive_avg_pool1d(tensor, _size);
}

public sealed class AdaptiveAvgPool2d : nn.Module<Tensor, Tensor>
{
    private readonly long[] _size;

    internal AdaptiveAvgPool2d(long[] size) : base(nameof(AdaptiveAvgPool2d)) => _size = size;

    public override Tensor forward(Tensor tensor) => nn.functional.adaptive_avg_pool2d(tensor, _size);
}
