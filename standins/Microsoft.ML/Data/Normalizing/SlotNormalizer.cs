namespace Microsoft.ML.Data;

/// <summary>How one slot is normalized: (value - offset) * scale, or the share of a normal distribution below the value.</summary>
internal readonly record struct SlotNormalizer(double Offset, double Scale, bool IsCdf)
{
    private const double SmallestSpread = 1e-20;

    /// <summary>To [0, 1] by least and greatest; or, with zero kept, by the greatest magnitude. What never varies becomes 0.</summary>
    public static SlotNormalizer MinMax(SlotStatistics slot, bool fixZero)
    {
        if (!(slot.Max > slot.Min))
            return new(0, 0, false);
        return fixZero
            ? new(0, 1 / Math.Max(Math.Abs(slot.Max), Math.Abs(slot.Min)), false)
            : new(slot.Min, 1 / (slot.Max - slot.Min), false);
    }

    /// <summary>To mean 0 and variance 1; or, with zero kept, to mean square 1; or to the normal distribution function.</summary>
    public static SlotNormalizer MeanVariance(SlotStatistics slot, bool fixZero, bool useCdf)
    {
        var deviation = Math.Sqrt(slot.Variance);
        if (!(slot.Variance > SmallestSpread))
            return new(0, 0, false);
        if (useCdf)
            return new(slot.Mean, 1 / deviation, true);
        return fixZero
            ? new(0, 1 / Math.Sqrt(slot.Variance + slot.Mean * slot.Mean), false)
            : new(slot.Mean, 1 / deviation, false);
    }

    public double Apply(double value)
    {
        var scaled = (value - Offset) * Scale;
        return IsCdf ? NormalShare(scaled) : scaled;
    }

    /// <summary>The standard normal distribution function, by Abramowitz and Stegun 7.1.26 (error below 1.5e-7).</summary>
    private static double NormalShare(double z)
    {
        var x = Math.Abs(z) / Math.Sqrt(2);
        var t = 1 / (1 + 0.3275911 * x);
        var polynomial = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
        var erf = 1 - polynomial * Math.Exp(-x * x);
        return (1 + Math.Sign(z) * erf) / 2;
    }
}
