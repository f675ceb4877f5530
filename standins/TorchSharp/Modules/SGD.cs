using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>Stochastic gradient descent, as PyTorch's.</summary>
public class SGD : OptimizerHelper
{
    private readonly Dictionary<Parameter, Tensor> _velocities = new(ReferenceEqualityComparer.Instance);
    private readonly double _rate;
    private readonly double _dampening;
    private readonly double _decay;
    private readonly bool _nesterov;
    private readonly bool _maximize;

    public SGD(IEnumerable<Parameter> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0,
        bool nesterov = false, bool maximize = false) : base(parameters)
    {
        (_rate, Momentum, _dampening, _decay) = (lr, momentum, dampening, weight_decay);
        (_nesterov, _maximize) = (nesterov, maximize);
    }

    public double Momentum { get; set; }

    public override Tensor step(Func<Tensor>? closure = null)
    {
        var loss = closure?.Invoke();
        using var quiet = no_grad();
        using var scope = NewDisposeScope();
        foreach (var parameter in parameters())
        {
            if (parameter.grad is not { } gradient) continue;
            if (_maximize) gradient = gradient.neg();
            if (_decay != 0) gradient = gradient.add(parameter, _decay);
            if (Momentum != 0) gradient = Accelerated(parameter, gradient);
            parameter.add_(gradient, -_rate);
        }
        return loss!;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) foreach (var velocity in _velocities.Values) velocity.Dispose();
        _velocities.Clear();
        base.Dispose(disposing);
    }

    private Tensor Accelerated(Parameter parameter, Tensor gradient)
    {
        if (_velocities.TryGetValue(parameter, out var velocity)) velocity.mul_(Momentum).add_(gradient, 1 - _dampening);
        else _velocities[parameter] = velocity = gradient.clone().DetachFromDisposeScope();
        return _nesterov ? gradient.add(velocity, Momentum) : velocity;
    }
}
