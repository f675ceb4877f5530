using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>x A^T + b.</summary>
public sealed class Linear : nn.Module<Tensor, Tensor>
{
    private Parameter _weight;
    private Parameter? _bias;

    internal Linear(long inputSize, long outputSize, bool hasBias, Device? device, ScalarType? dtype) : base(nameof(Linear))
    {
        // As libtorch: uniform within 1/sqrt(inputs).
        var bound = 1 / Math.Sqrt(inputSize);
        Replace("weight", _weight = new Parameter(Uniform([outputSize, inputSize])));
        if (hasBias) Replace("bias", _bias = new Parameter(Uniform([outputSize])));

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

    public override Tensor forward(Tensor tensor) => nn.functional.linear(tensor, _weight, _bias);
}
