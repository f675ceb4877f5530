namespace MLNetCompact;

/// <summary>How a target is spread over the layers.</summary>
public enum PruneBudget
{
    /// <summary>
    /// As <see cref="Global"/>, but the quality of a layer is the larger the more of it alone can go without retraining, measured on the held-back rows (on training
    /// rows where none are held back). The default. Criteria other than <see cref="PruneCriterion.Magnitude"/> have no qualities and count as with <see cref="Global"/>.
    /// </summary>
    Sensitivity,

    /// <summary>One quality for all layers: a weight goes where it is small beside the standard deviation of its layer.</summary>
    Global,

    /// <summary>The same share of every layer.</summary>
    Uniform,
}
