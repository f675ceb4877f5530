namespace MLNetCompact.RealData;

/// <summary>How a network wants its pixels: <c>(x/255 - mean) / deviation</c>, with a mean and a deviation for each channel.</summary>
public sealed record PixelScale
{
    /// <summary>Makes one from a mean and a deviation per channel, both of pixels in 0..1.</summary>
    /// <exception cref="ArgumentException">They are not as many, or a deviation is not above 0.</exception>
    public PixelScale(IReadOnlyList<float> mean, IReadOnlyList<float> deviation)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(deviation);
        if (mean.Count != deviation.Count)
        {
            throw new ArgumentException($"{mean.Count} means came with {deviation.Count} deviations.", nameof(deviation));
        }

        if (deviation.Any(d => !(d > 0)))
        {
            throw new ArgumentException($"Deviations must be above 0 and are {string.Join(", ", deviation)}.", nameof(deviation));
        }

        (Mean, Deviation) = ([.. mean], [.. deviation]);
    }

    /// <summary>The mean of each channel.</summary>
    public IReadOnlyList<float> Mean { get; }

    /// <summary>The deviation of each channel.</summary>
    public IReadOnlyList<float> Deviation { get; }
}
