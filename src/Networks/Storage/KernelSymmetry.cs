namespace MLNetCompact;

/// <summary>In which forms a kernel of a codebook may stand in a weight; each includes those before it.</summary>
public enum KernelSymmetry
{
    /// <summary>As it is.</summary>
    None,

    /// <summary>Mirrored along the last dimension too: 2 forms.</summary>
    Mirror,

    /// <summary>Mirrored along the last two dimensions, one or both: 4 forms.</summary>
    Flips,

    /// <summary>Turned and mirrored as a square can be: 8 forms, of which the last 4 are the first, transposed.</summary>
    Square,
}
