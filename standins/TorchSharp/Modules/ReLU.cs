using static TorchSharp.torch;

namespace TorchSharp.Modules;

public sealed class ReLU : nn.Module<Tensor, Tensor>
{
    private readonly bool _inplace;

    internal ReLU(bool inplace) : base(nameof(ReLU)) => _inplace = inplace;

    public override string GetName() => nameof(ReLU);

    public override Tensor forward(Tensor tensor) => nn.functional.relu(tensor, _inplace);
}
