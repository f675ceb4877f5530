using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>Operators that treat every element alike.</summary>
internal static class ReferenceActivations
{
    /// <summary>What an operator makes of an element, or null if it does not treat every element alike.</summary>
    public static Func<double, double>? Function(Operator op, ReferenceTensor? second, ReferenceTensor? third) => op switch
    {
        Relu => x => x > 0 ? x : 0,
        Sigmoid => Logistic,
        Tanh => Math.Tanh,
        Identity => x => x,
        LeakyRelu leaky => x => x < 0 ? leaky.Alpha * x : x,
        Elu elu => x => x < 0 ? elu.Alpha * (Math.Exp(x) - 1) : x,
        Selu selu => x => selu.Gamma * (x > 0 ? x : selu.Alpha * Math.Exp(x) - selu.Alpha),
        Celu celu => x => Math.Max(0, x) + Math.Min(0, celu.Alpha * (Math.Exp(x / celu.Alpha) - 1)),
        ThresholdedRelu thresholded => x => x > thresholded.Alpha ? x : 0,
        HardSigmoid hard => x => Math.Clamp(hard.Alpha * x + hard.Beta, 0, 1),
        HardSwish => x => x * Math.Clamp(x / 6.0 + 0.5, 0, 1),
        Softplus => x => x > 30 ? x : Math.Log(Math.Exp(x) + 1),
        Softsign => x => x / (1 + Math.Abs(x)),
        Mish => x => x * Math.Tanh(x > 30 ? x : Math.Log(Math.Exp(x) + 1)),
        Gelu { Approximate: true } => x => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x))),
        Gelu => x => 0.5 * x * (1 + ErrorFunction(x / Math.Sqrt(2))),
        Erf => ErrorFunction,
        Exp => Math.Exp,
        Log => Math.Log,
        Abs => Math.Abs,
        Neg => x => -x,
        Sqrt => Math.Sqrt,
        Reciprocal => x => 1 / x,
        Floor => Math.Floor,
        Ceil => Math.Ceiling,
        Sin => Math.Sin,
        Cos => Math.Cos,
        Clip clip => Between(second?.Values[0] ?? clip.Min ?? double.NegativeInfinity, third?.Values[0] ?? clip.Max ?? double.PositiveInfinity),
        Cast cast => Converted(cast.To),
        _ => null,
    };

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    private static Func<double, double> Between(double lowest, double highest) => x => Math.Min(Math.Max(x, lowest), highest);

    private static Func<double, double> Converted(ElementType type) => type switch
    {
        ElementType.Float => x => (float)x,
        ElementType.Double => x => x,
        ElementType.Float16 => x => (double)(Half)x,
        ElementType.Int64 or ElementType.Int32 => Math.Truncate,
        ElementType.Bool => x => x == 0 ? 0 : 1,
        _ => throw new NotSupportedException($"The reference executor does not know Cast to {type}."),
    };

    /// <summary>By its integral (Simpson's rule), which is exact to about 1e-12.</summary>
    private static double ErrorFunction(double x)
    {
        if (Math.Abs(x) > 6)
            return Math.Sign(x);
        const int parts = 200;
        var (step, sum) = (x / parts, 1 + Math.Exp(-x * x));
        for (var i = 1; i < parts; i++)
            sum += (i % 2 == 0 ? 2 : 4) * Math.Exp(-i * step * i * step);
        return 2 / Math.Sqrt(Math.PI) * sum * step / 3;
    }
}
