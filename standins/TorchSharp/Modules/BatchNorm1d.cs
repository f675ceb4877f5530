using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Batch normalization over [batch, channels] or [batch, channels, length].</summary>
public sealed class BatchNorm1d : nn.Module<Tensor, Tensor>
{
    private readonly double _eps;
    private readonly double _momentum;
    private Parameter? _weight;
    private Parameter? _bias;
    private Tensor? _mean;
    private Tensor? _variance;

    internal BatchNorm1d(long features, double eps, double momentum, bool affine, bool trackRunningStats, Device? device, ScalarType? dtype)
        : base(nameof(BatchNorm1d))
    {
        (_eps, _momentum) = (eps, momentum);
        if (affine)
        {
            Replace("weight", _weight = new Parameter(ones(features, dtype, device)));
            Replace("bias", _bias = new Parameter(zeros(features, dtype, device)));
        }
        if (!trackRunningStats) return;
        register_buffer("running_mean", _mean = zeros(features, dtype, device));
        register_buffer("running_var", _variance = ones(features, dtype, device));
    }

    public Parameter? weight
    {
        get => _weight;
        set => Replace("weight", _weight = value);
    }

    public Parameter? bias
    {
        get => _bias;
        set => Replace("bias", _bias = value);
    }

    public Tensor? running_mean
    {
        get => _mean;
        set => register_buffer("running_mean", _mean = value!);
    }

    public Tensor? running_var
    {
        get => _variance;
        set => register_buffer("running_var", _variance = value!);
    }

    public void reset_running_stats()
    {
        _mean?.zero_();
        _variance?.fill_(1);
    }

    public override Tensor forward(Tensor tensor) =>
        nn.functional.batch_norm(tensor, _mean!, _variance!, _weight, _bias, training || _mean is null, _momentum, _eps);
}
