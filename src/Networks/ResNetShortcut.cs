namespace MLNetCompact;

/// <summary>How the shortcut of a residual block reaches the size of the next stage, as He et al. (2015) name it.</summary>
public enum ResNetShortcut
{
    /// <summary>Option A: every second pixel, and channels of zeros added, as many before as behind. It has no weights.</summary>
    Padded,
    /// <summary>Option B: a 1x1 convolution of step 2 with batch normalization.</summary>
    Projection,
}
