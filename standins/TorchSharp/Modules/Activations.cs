using static TorchSharp.torch;

namespace TorchSharp.Modules;

public sealed class ReLU6 : nn.Module<Tensor, Tensor>
{
    private readonly bool _inplace;

    internal ReLU6(bool inplace) : base(nameof(ReLU6)) => _inplace = inplace;

    public override Tensor forward(Tensor tensor) => nn.functional.relu6(tensor, _inplace);
}

public sealed class SELU : nn.Module<Tensor, Tensor>
{
    private readonly bool _inplace;

    internal SELU(bool inplace) : base(nameof(SELU)) => _inplace = inplace;

    public override Tensor forward(Tensor tensor) => nn.functional.selu(tensor, _inplace);
}

public sealed class Hardswish : nn.Module<Tensor, Tensor>
{
    private readonly bool _inplace;

    internal Hardswish(bool inplace) : base(nameof(Hardswish)) => _inplace = inplace;

    public override Tensor forward(Tensor tensor) => nn.functional.hardswish(tensor, _inplace);
}

public sealed class Hardsigmoid : nn.Module<Tensor, Tensor>
{
    private readonly bool _inplace;

    internal Hardsigmoid(bool inplace) : base(nameof(Hardsigmoid)) => _inplace = inplace;

    public override Tensor forward(Tensor tensor) => nn.functional.hardsigmoid(tensor, _inplace);
}

public sealed class LeakyReLU : nn.Module<Tensor, Tensor>
{
    private readonly double _slope;
    private readonly bool _inplace;

    internal LeakyReLU(double slope, bool inplace) : base(nameof(LeakyReLU)) => (_slope, _inplace) = (slope, inplace);

    public override Tensor forward(Tensor tensor) => nn.functional.leaky_relu(tensor, _slope, _inplace);
}

public sealed class ELU : nn.Module<Tensor, Tensor>
{
    private readonly double _alpha;
    private readonly bool _inplace;

    internal ELU(double alpha, bool inplace) : base(nameof(ELU)) => (_alpha, _inplace) = (alpha, inplace);

    public override Tensor forward(Tensor tensor) => nn.functional.elu(tensor, _alpha, _inplace);
}

public sealed class Sigmoid : nn.Module<Tensor, Tensor>
{
    internal Sigmoid() : base(nameof(Sigmoid))
    {
    }

    public override Tensor forward(Tensor tensor) => nn.functional.sigmoid(tensor);
}

public sealed class Tanh : nn.Module<Tensor, Tensor>
{
    internal Tanh() : base(nameof(Tanh))
    {
    }

    public override Tensor forward(Tensor tensor) => nn.functional.tanh(tensor);
}

public sealed class SiLU : nn.Module<Tensor, Tensor>
{
    internal SiLU() : base(nameof(SiLU))
    {
    }

    public override Tensor forward(Tensor tensor) => tensor.mul(tensor.sigmoid());
}

public sealed class GELU : nn.Module<Tensor, Tensor>
{
    internal GELU() : base(nameof(GELU))
    {
    }

    public override Tensor forward(Tensor tensor) => nn.functional.gelu(tensor);
}

public sealed class Identity : nn.Module<Tensor, Tensor>
{
    internal Identity() : base(nameof(Identity))
    {
    }

    public override Tensor forward(Tensor tensor) => tensor.alias();
}

public sealed class Softmax : nn.Module<Tensor, Tensor>
{
    private readonly long _dim;

    internal Softmax(long dim) : base(nameof(Softmax)) => _dim = dim;

    public override Tensor forward(Tensor tensor) => nn.functional.softmax(tensor, _dim);
}

public sealed class LogSoftmax : nn.Module<Tensor, Tensor>
{
    private readonly long _dim;

    internal LogSoftmax(long dim) : base(nameof(LogSoftmax)) => _dim = dim;

    public override Tensor forward(Tensor tensor) => nn.functional.log_softmax(tensor, _dim);
}
