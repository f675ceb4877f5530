using static TorchSharp.torch;

namespace TorchSharp.Modules;

public abstract class Convolution : nn.Module<Tensor, Tensor>
{
    private protected Convolution(string name) : base(name)
    {
    }

    /// <summary>What is padded before and behind a dimension; without padding, what keeps its size.</summary>
    private protected static (long Before, long Behind) Sides(long kernel, long dilation, long? padding)
    {
        var all = (kernel - 1) * dilation;
        return (padding ?? all / 2, padding ?? all - all / 2);
    }
}

/// <summary>2-D convolution over [batch, channels, height, width].</summary>
public sealed class Conv2d : Convolution
{
    private readonly long[] _stride;
    private readonly (long, long)? _padding;
    private readonly long[] _dilation;
    private readonly PaddingModes _mode;
    private readonly long _groups;
    private Parameter _weight;
    private Parameter? _bias;

    /// <summary>Without padding, the output has the input's size.</summary>
    internal Conv2d(long inputs, long outputs, (long, long) kernel, (long, long) stride, (long, long)? padding, (long, long) dilation,
        PaddingModes mode, long groups, bool hasBias, Device? device, ScalarType? dtype) : base(nameof(Conv2d))
    {
        _stride = [stride.Item1, stride.Item2];
        _padding = padding;
        _dilation = [dilation.Item1, dilation.Item2];
        (_mode, _groups) = (mode, groups);
        // As libtorch: uniform within 1/sqrt(fan in).
        var bound = 1 / Math.Sqrt(inputs / groups * kernel.Item1 * kernel.Item2);
        Replace("weight", _weight = new Parameter(Uniform([outputs, inputs / groups, kernel.Item1, kernel.Item2])));
        if (hasBias) Replace("bias", _bias = new Parameter(Uniform([outputs])));

        Tensor Uniform(long[] shape) => empty(shape, dtype, device).uniform_(-bound, bound);
    }

    public Parameter weight
    {
        get => _weight;
        set => Replace("weight", _weight = value);
    }

    public Parameter? bias
    {
        get => _bias;
        set => Replace("bias", _bias = value);
    }

    public override Tensor forward(Tensor input)
    {
        var (top, bottom) = Sides(_weight.shape[2], _dilation[0], _padding?.Item1);
        var (left, right) = Sides(_weight.shape[3], _dilation[1], _padding?.Item2);
        if (_mode == PaddingModes.Zeros && top == bottom && left == right)
            return nn.functional.conv2d(input, _weight, _bias, _stride, [top, left], _dilation, _groups);
        using var padded = nn.functional.pad(input, [left, right, top, bottom], _mode == PaddingModes.Zeros ? PaddingModes.Constant : _mode);
        return nn.functional.conv2d(padded, _weight, _bias, _stride, [0, 0], _dilation, _groups);
    }
}
