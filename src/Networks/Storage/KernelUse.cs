namespace MLNetCompact;

/// <summary>How a weight uses the kernels of its codebook.</summary>
internal sealed record KernelUse
{
    /// <summary>A codebook of its own.</summary>
    public static KernelUse Plain { get; } = new();

    /// <summary>Whether other weights hold the same codebook, the same object: a file has it once, it trains as one, and it stays whole.</summary>
    public bool IsShared { get; init; }
}
