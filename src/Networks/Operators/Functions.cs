namespace MLNetCompact.Operators;

/// <summary>e to the power of x.</summary>
public sealed record Exp : ElementwiseOp
{
    /// <inheritdoc/>
    public override string OpType => "Exp";

    internal override double Apply(double x) => Math.Exp(x);
}

/// <summary>The natural logarithm.</summary>
public sealed record Log : ElementwiseOp
{
    /// <inheritdoc/>
    public override string OpType => "Log";

    internal override double Apply(double x) => Math.Log(x);
}

/// <summary>|x|.</summary>
public sealed record Abs : ElementwiseOp
{
    /// <inheritdoc/>
    public override string OpType => "Abs";

    internal override double Apply(double x) => Math.Abs(x);
}

/// <summary>-x.</summary>
public sealed record Neg : ElementwiseOp
{
    /// <inheritdoc/>
    public override string OpType => "Neg";

    internal override double Apply(double x) => -x;
}

/// <summary>The square root.</summary>
public sealed record Sqrt : ElementwiseOp
{
    /// <inheritdoc/>
    public override string OpType => "Sqrt";

    internal override double Apply(double x) => Math.Sqrt(x);
}

/// <summary>1 / x.</summary>
public sealed record Reciprocal : ElementwiseOp
{
    /// <inheritdoc/>
    public override string OpType => "Reciprocal";

    internal override double Apply(double x) => 1 / x;
}

/// <summary>The largest whole number that is not above x.</summary>
public sealed record Floor : ElementwiseOp
{
    /// <inheritdoc/>
    public override string OpType => "Floor";

    internal override double Apply(double x) => Math.Floor(x);
}

/// <summary>The smallest whole number that is not below x.</summary>
public sealed record Ceil : ElementwiseOp
{
    /// <inheritdoc/>
    public override string OpType => "Ceil";

    internal override double Apply(double x) => Math.Ceiling(x);
}

/// <summary>The sine of x radians.</summary>
public sealed record Sin : ElementwiseOp
{
    /// <inheritdoc/>
    public override string OpType => "Sin";

    internal override double Apply(double x) => Math.Sin(x);
}

/// <summary>The cosine of x radians.</summary>
public sealed record Cos : ElementwiseOp
{
    /// <inheritdoc/>
    public override string OpType => "Cos";

    internal override double Apply(double x) => Math.Cos(x);
}

/// <summary>The error function, 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x.</summary>
public sealed record Erf : ElementwiseOp
{
    /// <inheritdoc/>
    public override string OpType => "Erf";

    internal override double Apply(double x) => Of(x);

    /// <summary>By its series near 0 and the continued fraction of its complement further out; exact to about 1e-15.</summary>
    internal static double Of(double x)
    {
        var size = Math.Abs(x);
        if (double.IsNaN(x) || size > 6)
            return double.IsNaN(x) ? x : Math.Sign(x);
        if (size < 2.5)
        {
            var (sum, term) = (x, x);
            for (var n = 1; n < 60; n++)
            {
                term *= -x * x / n;
                sum += term / (2 * n + 1);
            }
            return 2 / Math.Sqrt(Math.PI) * sum;
        }
        var fraction = size;
        for (var n = 60; n > 0; n--)
            fraction = size + n / 2.0 / fraction;
        return Math.Sign(x) * (1 - Math.Exp(-x * x) / (fraction * Math.Sqrt(Math.PI)));
    }
}
