using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>Reads activations. What TorchSharp does not tell of them, a value or two show.</summary>
internal static class ModuleActivations
{
    /// <summary>exp(x) is nothing beside 1 here.</summary>
    private const float FarBelow = -100;

    /// <summary>How far from 1 probabilities may add up to.</summary>
    private const double Rounding = 1e-3;

    public static void Relu(ModuleStep step) => step.Graph.Add(step.Path, new Relu());

    public static void Relu6(ModuleStep step) => step.Graph.Add(step.Path, new Clip(), Number(step, "min", 0), Number(step, "max", 6));

    public static void LeakyRelu(ModuleStep step) => step.Graph.Add(step.Path, new LeakyRelu { Alpha = -At(step, -1) });

    public static void Elu(ModuleStep step) => step.Graph.Add(step.Path, new Elu { Alpha = -At(step, FarBelow) });

    public static void Selu(ModuleStep step) => step.Graph.Add(step.Path, new Selu());

    public static void Sigmoid(ModuleStep step) => step.Graph.Add(step.Path, new Sigmoid());

    public static void Tanh(ModuleStep step) => step.Graph.Add(step.Path, new Tanh());

    public static void HardSwish(ModuleStep step) => step.Graph.Add(step.Path, new HardSwish());

    public static void HardSigmoid(ModuleStep step) => step.Graph.Add(step.Path, new HardSigmoid { Alpha = 1 / 6f });

    /// <summary>x * sigmoid(x).</summary>
    public static void Silu(ModuleStep step)
    {
        var x = step.Graph.Value;
        step.Graph.Add($"{step.Path}.sigmoid", new Sigmoid());
        step.Graph.Add(step.Path, new Mul(), [x, step.Graph.Value]);
    }

    /// <summary>x / 2 * (1 + erf(x / sqrt(2))), of operators that opset 17 has.</summary>
    public static void Gelu(ModuleStep step)
    {
        var x = step.Graph.Value;
        step.Graph.Add($"{step.Path}.scaled", new Mul(), Number(step, "scale", (float)(1 / Math.Sqrt(2))));
        step.Graph.Add($"{step.Path}.erf", new Erf());
        step.Graph.Add($"{step.Path}.raised", new Add(), Number(step, "one", 1));
        step.Graph.Add($"{step.Path}.gated", new Mul(), [x, step.Graph.Value]);
        step.Graph.Add(step.Path, new Mul(), Number(step, "half", 0.5f));
    }

    public static void Softmax(ModuleStep step) => step.Graph.Add(step.Path, new Softmax { Axis = Axis(step, p => p) });

    public static void LogSoftmax(ModuleStep step) => step.Graph.Add(step.Path, new LogSoftmax { Axis = Axis(step, Math.Exp) });

    private static float At(ModuleStep step, float x) => step.Run.Forward(step.Leaf, new([x], [1, 1])).Values[0];

    private static Weight Number(ModuleStep step, string name, float value) => Weight.Of($"{step.Path}.{name}", new Shape(), [value]);

    /// <summary>The dimension along which probabilities add up to 1, -1 for the last.</summary>
    private static int Axis(ModuleStep step, Func<double, double> probability)
    {
        var dims = step.Made.Dims;
        for (var axis = dims.Length - 1; axis > 0; axis--)
        {
            var inner = dims[(axis + 1)..].Aggregate(1L, (product, d) => product * d);
            var sums = new double[step.Made.Values.Length / dims[axis]];
            for (var i = 0L; i < step.Made.Values.Length; i++)
                sums[i / (inner * dims[axis]) * inner + i % inner] += probability(step.Made.Values[i]);
            if (sums.All(s => Math.Abs(s - 1) < Rounding))
                return axis == dims.Length - 1 ? -1 : axis;
        }
        throw new NotSupportedException($"{step.Leaf} mixes rows; expected that it goes along a dimension of a row, 1 to {dims.Length - 1}.");
    }
}
