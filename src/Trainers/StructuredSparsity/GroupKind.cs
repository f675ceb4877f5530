namespace MLNetCompact;

/// <summary>What a group of weights is.</summary>
internal enum GroupKind
{
    /// <summary>A filter of a convolution; where BatchNormalization follows, its scale.</summary>
    Filters,

    /// <summary>All weights that read one channel.</summary>
    Channels,

    /// <summary>One place of all filters of a convolution: a column of its matrix.</summary>
    Shapes,

    /// <summary>One two-dimensional kernel: a filter's weights for one channel.</summary>
    Kernels,

    /// <summary>The weights into a neuron, or those out of one.</summary>
    Neurons,

    /// <summary>A branch between the ends of a shortcut.</summary>
    Depth,
}
