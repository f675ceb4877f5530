namespace MLNetCompact.RealData;

/// <summary>Images of one size with a label each. The pixels are kept once, as the bytes of the data set.</summary>
public sealed record ImageSet
{
    /// <summary>Makes a set from pixels that lie image by image, each image channel by channel and row by row.</summary>
    /// <exception cref="ArgumentException">The arrays do not hold what the sizes say.</exception>
    public ImageSet(int count, int channels, int height, int width, byte[] pixels, byte[] labels)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentNullException.ThrowIfNull(labels);
        if (pixels.LongLength != (long)count * channels * height * width)
        {
            throw new ArgumentException($"{count} images of {channels}x{height}x{width} do not take {pixels.LongLength} bytes.", nameof(pixels));
        }

        if (labels.Length != count)
        {
            throw new ArgumentException($"{count} images came with {labels.Length} labels.", nameof(labels));
        }

        (Count, Channels, Height, Width, Pixels, Labels) = (count, channels, height, width, pixels, labels);
    }

    /// <summary>Number of images.</summary>
    public int Count { get; }

    /// <summary>Colours of a pixel: 1 for grey, 3 for red, green and blue.</summary>
    public int Channels { get; }

    /// <summary>Rows of an image.</summary>
    public int Height { get; }

    /// <summary>Columns of an image.</summary>
    public int Width { get; }

    /// <summary>All pixels, 0..255: [<see cref="Count"/>, <see cref="Channels"/>, <see cref="Height"/>, <see cref="Width"/>].</summary>
    public byte[] Pixels { get; }

    /// <summary>One class number per image, from 0.</summary>
    public byte[] Labels { get; }

    /// <summary>Numbers in one image.</summary>
    public int ImageSize => Channels * Height * Width;

    /// <summary>One image, scaled to 0..1.</summary>
    public float[] Image(int index)
    {
        var image = new float[ImageSize];
        CopyImage(index, image);
        return image;
    }

    /// <summary>Writes one image, scaled to 0..1, to <paramref name="destination"/>, which takes at least <see cref="ImageSize"/> numbers.</summary>
    public void CopyImage(int index, Span<float> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        var source = Pixels.AsSpan(index * ImageSize, ImageSize);
        for (var i = 0; i < source.Length; i++)
        {
            destination[i] = source[i] / 255f;
        }
    }

    /// <summary>Writes one image, scaled as <paramref name="scale"/> says, to <paramref name="destination"/>, which takes at least <see cref="ImageSize"/> numbers.</summary>
    /// <exception cref="ArgumentException">The scale is for another number of channels.</exception>
    public void CopyImage(int index, Span<float> destination, PixelScale scale)
    {
        ArgumentNullException.ThrowIfNull(scale);
        if (scale.Mean.Count != Channels)
        {
            throw new ArgumentException($"The images have {Channels} channels, and the scale is for {scale.Mean.Count}.", nameof(scale));
        }

        CopyImage(index, destination);
        var plane = Height * Width;
        for (var i = 0; i < ImageSize; i++)
        {
            destination[i] = (destination[i] - scale.Mean[i / plane]) / scale.Deviation[i / plane];
        }
    }

    /// <summary>The label of one image.</summary>
    public byte Label(int index) => Labels[index];

    /// <summary>A copy of <paramref name="count"/> images, from <paramref name="start"/> on: for a quick run, or a part kept for validation.</summary>
    public ImageSet Slice(int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(start, Count - count);
        return new ImageSet(
            count,
            Channels,
            Height,
            Width,
            Pixels.AsSpan(start * ImageSize, count * ImageSize).ToArray(),
            Labels.AsSpan(start, count).ToArray());
    }
}
