using MLNetCompact.Operators;

namespace MLNetCompact;

public sealed partial class NetworkBuilder
{
    /// <summary>Where the slopes of <see cref="PRelu"/> start.</summary>
    private const float FirstSlope = 0.25f;

    /// <summary>Adds max(x, 0).</summary>
    public NetworkBuilder Relu() => Append(Name("relu"), new Relu());

    /// <summary>Adds max(x, 0), not above 6.</summary>
    public NetworkBuilder Relu6() => Clip(0, 6);

    /// <summary>Adds x where x >= 0, else alpha * x.</summary>
    /// <param name="alpha">Slope below 0, a finite number.</param>
    /// <exception cref="ArgumentOutOfRangeException">The slope is not a finite number.</exception>
    public NetworkBuilder LeakyRelu(float alpha = 0.01f)
    {
        var name = Name("leakyrelu");
        Finite(alpha, $"LeakyRelu '{name}'", nameof(alpha));
        return Append(name, new LeakyRelu { Alpha = alpha });
    }

    /// <summary>Adds x where x >= 0, else slope * x, with a trained slope per channel that starts at 0.25.</summary>
    public NetworkBuilder PRelu()
    {
        var name = Name("prelu");
        // Aligned at the last dimension: [C, 1, 1] for maps.
        return Append(name, new PRelu(), Filled($"{name}.slope", FirstSlope, [_shape[1], .. Enumerable.Repeat(1L, _shape.Count - 2)]));
    }

    /// <summary>Adds x where x >= 0, else alpha * (exp(x) - 1).</summary>
    /// <param name="alpha">Its limit for x to minus infinity, times -1; a finite number.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limit is not a finite number.</exception>
    public NetworkBuilder Elu(float alpha = 1)
    {
        var name = Name("elu");
        Finite(alpha, $"Elu '{name}'", nameof(alpha));
        return Append(name, new Elu { Alpha = alpha });
    }

    /// <summary>Adds min(max(x, min), max).</summary>
    /// <param name="min">The lower bound, a finite number.</param>
    /// <param name="max">The upper bound, a finite number, at least the lower one.</param>
    /// <exception cref="ArgumentOutOfRangeException">A bound is not a finite number, or the upper is below the lower.</exception>
    public NetworkBuilder Clip(float min, float max)
    {
        var name = Name("clip");
        var layer = $"Clip '{name}'";
        Finite(min, layer, nameof(min));
        Finite(max, layer, nameof(max));
        if (max < min)
            throw new ArgumentOutOfRangeException(nameof(max), $"{layer}: max is {max}; expected at least min, {min}.");
        return Append(name, new Clip(), Filled($"{name}.min", min), Filled($"{name}.max", max));
    }

    /// <summary>Adds 1 / (1 + exp(-x)).</summary>
    public NetworkBuilder Sigmoid() => Append(Name("sigmoid"), new Sigmoid());

    /// <summary>Adds x / 6 + 1/2, not below 0 and not above 1.</summary>
    public NetworkBuilder HardSigmoid() => Append(Name("hardsigmoid"), new HardSigmoid { Alpha = 1 / 6f });

    /// <summary>Adds x / (1 + exp(-x)), also called SiLU.</summary>
    public NetworkBuilder Swish() => Gate(gate => gate.Sigmoid());

    /// <summary>Adds x * max(0, min(1, x / 6 + 1/2)).</summary>
    public NetworkBuilder HardSwish() => Append(Name("hardswish"), new HardSwish());

    /// <summary>Adds the hyperbolic tangent.</summary>
    public NetworkBuilder Tanh() => Append(Name("tanh"), new Tanh());
}
