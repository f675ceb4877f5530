namespace MLNetCompact;

/// <summary>How the numbers of an image with several channels lie in its vector.</summary>
public enum PixelLayout
{
    /// <summary>All pixels of the first channel, then all of the second: what networks read, and ML.NET's ExtractPixels gives by default.</summary>
    ChannelsFirst,

    /// <summary>All channels of the first pixel, then all of the second: ExtractPixels with interleavePixelColors.</summary>
    Interleaved,
}
