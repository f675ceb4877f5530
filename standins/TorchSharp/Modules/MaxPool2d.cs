using static TorchSharp.torch;

namespace TorchSharp.Modules;

public sealed class MaxPool2d : nn.Module<Tensor, Tensor>
{
    private readonly (long[] Kernel, long[]? Stride, long[]? Padding, long[]? Dilation, bool Ceil) _window;

    internal MaxPool2d(long[] kernel, long[]? stride, long[]? padding, long[]? dilation, bool ceil) : base(nameof(MaxPool2d)) =>
        _window = (kernel, stride, padding, dilation, ceil);

    public override Tensor forward(Tensor tensor) =>
        nn.functional.max_pool2d(tensor, _window.Kernel, _window.Stride, _window.Padding, _window.Dilation, _window.Ceil);
}
