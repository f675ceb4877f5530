namespace MLNetCompact;

/// <summary>How a weight uses the kernels of its codebook.</summary>
internal sealed record KernelUse
{
    /// <summary>A codebook of its own.</summary>
    public static KernelUse Plain { get; } = new();

    /// <summary>Whether other weights hold the same codebook, the same object: a file has it once, it trains as one, and it stays whole.</summary>
    public bool IsShared { get; init; }

    /// <summary>
    /// The forms in which kernels of the codebook stand in the weight. The index counts forms: kernel * forms + form. A file has a table of places
    /// for them on top, 4 bytes for each value of each form, once for all weights of such kernels.
    /// </summary>
    public KernelSymmetry Symmetry { get; init; }

    /// <summary>
    /// The dimensions of the weight; null for those of the index and then those of a kernel. Others of that product make vectors of kernels: the rows of
    /// a dense layer [out, in] are cut into vectors of d values by an index [out, in / d] and a codebook [K, d].
    /// </summary>
    public Shape? Shape { get; init; }
}
