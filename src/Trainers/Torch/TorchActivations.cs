using MLNetCompact.Operators;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MLNetCompact;

/// <summary>Operators that treat every element alike.</summary>
internal static class TorchActivations
{
    public static Tensor Run(ElementwiseOp op, TorchInputs inputs)
    {
        var x = inputs[0];
        return op switch
        {
            Relu => F.relu(x, false),
            Sigmoid => x.sigmoid(),
            Tanh => x.tanh(),
            Identity => x,
            LeakyRelu leaky => F.leaky_relu(x, leaky.Alpha, false),
            Elu elu => F.elu(x, elu.Alpha, false),
            Selu selu => F.elu(x, selu.Alpha, false).mul(selu.Gamma),
            Celu celu => F.relu(x, false).add(x.clamp_max(0).div(celu.Alpha).exp().sub(1).mul(celu.Alpha)),
            ThresholdedRelu threshold => where(x.gt(threshold.Alpha), x, zeros_like(x)),
            // The slope that MobileNets have is libtorch's own.
            HardSigmoid { Alpha: 1f / 6, Beta: 0.5f } => F.hardsigmoid(x, false),
            HardSigmoid hard => x.mul(hard.Alpha).add(hard.Beta).clamp_min(0).clamp_max(1),
            HardSwish => F.hardswish(x, false),
            Softplus => F.softplus(x, 1, 20),
            Softsign => x.div(x.abs().add(1)),
            Mish => x.mul(F.softplus(x, 1, 20).tanh()),
            Gelu { Approximate: true } => x.mul(x.mul(x).mul(0.044715).add(1).mul(x).mul(Math.Sqrt(2 / Math.PI)).tanh().add(1)).mul(0.5),
            Gelu => F.gelu(x),
            Erf => x.erf(),
            Exp => x.exp(),
            Log => x.log(),
            Abs => x.abs(),
            Neg => x.neg(),
            Sqrt => x.sqrt(),
            Reciprocal => x.reciprocal(),
            Floor => x.floor(),
            Ceil => x.ceil(),
            Sin => x.sin(),
            Cos => x.cos(),
            Clip clip => Clipped(clip, x, inputs),
            Dropout dropout => inputs.Training ? F.dropout(x, dropout.Ratio ?? inputs.Floats(1)?[0] ?? 0.5, true, false) : x,
            _ => throw TorchOperators.Unknown(inputs.Node),
        };
    }

    private static Tensor Clipped(Clip clip, Tensor x, TorchInputs inputs)
    {
        var clipped = Bound(1, clip.Min) is { } min ? x.clamp_min(min) : x;
        return Bound(2, clip.Max) is { } max ? clipped.clamp_max(max) : clipped;

        Scalar? Bound(int input, float? attribute) => !x.is_floating_point() && inputs.Integers(input) is [var integer] ? integer
            : (attribute ?? inputs.Floats(input)?[0]) is { } number ? number : null;
    }
}
