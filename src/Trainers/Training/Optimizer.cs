using static TorchSharp.torch;

namespace MLNetCompact;

/// <summary>Turns gradients into steps. Its state is plain tensors, so that a training can be resumed.</summary>
internal abstract class Optimizer(IReadOnlyList<Tensor> parameters) : IDisposable
{
    public IReadOnlyList<Tensor> Parameters { get; } = parameters;

    /// <summary>
    /// How far, in units of the step size, a constant force has moved a weight once its effect has built up: what a proximal step
    /// must match to reach the same optimum.
    /// </summary>
    public abstract double ForceScale { get; }

    /// <summary>What it remembers between steps.</summary>
    public abstract IEnumerable<Tensor> State { get; }

    /// <summary>How many steps were made.</summary>
    public int Steps { get; set; }

    /// <summary>Makes one step; called without gradient tracking.</summary>
    public abstract void Step(IReadOnlyList<Tensor> gradients, double learningRate);

    public static Optimizer Create(TrainingOptions options, IReadOnlyList<Tensor> parameters) => options.Optimizer switch
    {
        OptimizerKind.Adam => new Adam(parameters, options.WeightDecay, options.L1Decay),
        _ => new Sgd(parameters, options.Momentum, options.WeightDecay, options.L1Decay),
    };

    public void Dispose()
    {
        foreach (var tensor in State)
            tensor.Dispose();
    }

    protected static Tensor[] ZerosLike(IReadOnlyList<Tensor> tensors) => [.. tensors.Select(t => zeros_like(t).DetachFromDisposeScope())];
}

/// <summary>v = momentum * v + g + decay * w + l1 * sign(w); w -= rate * v.</summary>
internal sealed class Sgd(IReadOnlyList<Tensor> parameters, double momentum, double weightDecay, double l1Decay) : Optimizer(parameters)
{
    private readonly Tensor[] _velocities = ZerosLike(parameters);

    public override double ForceScale => 1 / (1 - momentum);

    public override IEnumerable<Tensor> State => _velocities;

    public override void Step(IReadOnlyList<Tensor> gradients, double learningRate)
    {
        Steps++;
        for (var i = 0; i < Parameters.Count; i++)
        {
            _velocities[i].mul_(momentum).add_(gradients[i]);
            if (weightDecay > 0)
                _velocities[i].add_(Parameters[i], weightDecay);
            if (l1Decay > 0)
                _velocities[i].add_(Parameters[i].sign(), l1Decay);
            Parameters[i].add_(_velocities[i], -learningRate);
        }
    }
}

/// <summary>Kingma and Ba 2015 with beta 0.9 and 0.999, epsilon 1e-8; weights decay by themselves, not through the gradient.</summary>
internal sealed class Adam(IReadOnlyList<Tensor> parameters, double weightDecay, double l1Decay) : Optimizer(parameters)
{
    private const double Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-8;

    private readonly Tensor[] _means = ZerosLike(parameters);
    private readonly Tensor[] _squares = ZerosLike(parameters);

    public override double ForceScale => 1;

    public override IEnumerable<Tensor> State => [.. _means, .. _squares];

    public override void Step(IReadOnlyList<Tensor> gradients, double learningRate)
    {
        Steps++;
        var rate = learningRate / (1 - Math.Pow(Beta1, Steps));
        var root = Math.Sqrt(1 - Math.Pow(Beta2, Steps));
        for (var i = 0; i < Parameters.Count; i++)
        {
            _means[i].mul_(Beta1).add_(gradients[i], 1 - Beta1);
            _squares[i].mul_(Beta2).addcmul_(gradients[i], gradients[i], 1 - Beta2);
            if (weightDecay > 0)
                Parameters[i].mul_(1 - learningRate * weightDecay);
            if (l1Decay > 0)
                Parameters[i].add_(Parameters[i].sign(), -learningRate * l1Decay);
            Parameters[i].addcdiv_(_means[i], _squares[i].sqrt().div_(root).add_(Epsilon), -rate);
        }
    }
}
