using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>1-D convolution over [batch, channels, length].</summary>
public sealed class Conv1d : Convolution
{
    private readonly (long Stride, long? Padding, long Dilation, PaddingModes Mode, long Groups) _form;
    private Parameter _weight;
    private Parameter? _bias;

    /// <summary>Without padding, the output has the input's size.</summary>
    internal Conv1d(long inputs, long outputs, long kernel, long stride, long? padding, long dilation, PaddingModes mode, long groups, bool hasBias,
        Device? device, ScalarType? dtype) : base(nameof(Conv1d))
    {
        _form = (stride, padding, dilation, mode, groups);
        // As libtorch: uniform within 1/sqrt(fan in).
        var bound = 1 / Math.Sqrt(inputs / groups * kernel);
        Replace("weight", _weight = new Parameter(Uniform([outputs, inputs / groups, kernel])));
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
        var (before, behind) = Sides(_weight.shape[2], _form.Dilation, _form.Padding);
        if (_form.Mode == PaddingModes.Zeros && before == behind)
            return nn.functional.conv1d(input, _weight, _bias, _form.Stride, before, _form.Dilation, _form.Groups);
        using var padded = nn.functional.pad(input, [before, behind], _form.Mode == PaddingModes.Zeros ? PaddingModes.Constant : _form.Mode);
        return nn.functional.conv1d(padded, _weight, _bias, _form.Stride, 0, _form.Dilation, _form.Groups);
    }
}
