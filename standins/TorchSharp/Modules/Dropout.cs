using static TorchSharp.torch;

namespace TorchSharp.Modules;

public sealed class Dropout : nn.Module<Tensor, Tensor>
{
    private readonly double _p;
    private readonly bool _inplace;

    internal Dropout(double p, bool inplace) : base(nameof(Dropout)) => (_p, _inplace) = (p, inplace);

    public override Tensor forward(Tensor tensor) => nn.functional.dropout(tensor, _p, training, _inplace);
}

/// <summary>Drops whole channels.</summary>
public sealed class Dropout2d : nn.Module<Tensor, Tensor>
{
    private readonly double _p;
    private readonly bool _inplace;

    internal Dropout2d(double p, bool inplace) : base(nameof(Dropout2d)) => (_p, _inplace) = (p, inplace);

    public override Tensor forward(Tensor input)
    {
        if (!training) return input.alias();
        using var all = ones([.. input.shape.Select((size, i) => i < input.dim() - 2 ? size : 1)], device: input.device);
        using var kept = nn.functional.dropout(all, _p, true);
        return _inplace ? input.mul_(kept) : input.mul(kept);
    }
}
