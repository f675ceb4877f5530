namespace MLNetCompact;

/// <summary>
/// Dynamic network surgery (Guo et al. 2016): weights that were pruned go on being trained unseen, and come back where they grow large again.
/// </summary>
/// <remarks>The network computes with W * T; the gradient of that goes to all of W. T is looked at 50 times an epoch at most, and stays for the last fifth of a training.</remarks>
public sealed record SplicingOptions
{
    /// <summary>The paper's threshold, mean |w| + c * std of a layer at the start; default null: the threshold with which the target's number of weights stays.</summary>
    public double? C { get; init; }

    /// <summary>A mask is looked at again after step i with probability (1 + gamma * i)^-power; above 0, default 0.0001.</summary>
    public double Gamma { get; init; } = 1e-4;

    /// <summary>The power of that; at least 0, default 1.</summary>
    public double Power { get; init; } = 1;

    /// <summary>A weight goes below so many times the threshold; above 0 and at most 1, default 0.9.</summary>
    public double Lower { get; init; } = 0.9;

    /// <summary>A weight comes back above so many times the threshold; at least 1, default 1.1.</summary>
    public double Upper { get; init; } = 1.1;
}
