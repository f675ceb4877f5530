namespace MLNetCompact;

/// <summary>How a target is spread over the layers.</summary>
public enum PruneBudget
{
    /// <summary>By the sensitivity of each layer, measured on the held-back rows; without such rows as <see cref="Global"/>. The default.</summary>
    Sensitivity,

    /// <summary>One quality for all layers: a weight goes where it is small beside the standard deviation of its layer.</summary>
    Global,

    /// <summary>The same share of every layer.</summary>
    Uniform,
}
