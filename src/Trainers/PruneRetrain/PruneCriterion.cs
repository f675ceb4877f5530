namespace MLNetCompact;

/// <summary>What tells how much a weight matters.</summary>
public enum PruneCriterion
{
    /// <summary>Its absolute value, as in the paper.</summary>
    Magnitude,

    /// <summary>Nothing: weights are drawn at random. A control, to see what a criterion is worth.</summary>
    Random,

    /// <summary>How much the loss changes without it, to first order: the sum over batches of (gradient * weight)^2 (Molchanov et al. 2019).</summary>
    Taylor,

    /// <summary>
    /// How much the layer's own outputs change without it when the others make up for it: w^2 / (H^-1)_ii with H = the Gram matrix of what the layer reads
    /// (optimal brain surgeon, layer by layer). What stays is corrected by least squares before it is retrained; not in a gradual schedule.
    /// </summary>
    SecondOrder,
}
