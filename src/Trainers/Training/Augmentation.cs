namespace MLNetCompact;

/// <summary>Changes images at random as they go into a batch: a crop of the image with zeros around it, and a mirror image.</summary>
internal sealed class Augmentation
{
    private readonly int _channels, _height, _width, _pad;
    private readonly bool _flip;
    private readonly Random _random;

    private Augmentation(Shape image, TrainingOptions options, Random random)
    {
        (_channels, _height, _width) = ((int)image[1], (int)image[2], (int)image[3]);
        (_pad, _flip, _random) = (options.PadCrop, options.HorizontalFlip, random);
    }

    /// <summary>What the options ask for, or null for nothing.</summary>
    /// <param name="options">The options.</param>
    /// <param name="input">The shape of the network's input.</param>
    /// <param name="random">Where the random numbers of an epoch come from.</param>
    public static Augmentation? Of(TrainingOptions options, Shape input, Random random) => IsOff(options) ? null : new(input, options, random);

    /// <exception cref="ArgumentException">The options do not fit the network's input; the message names the option.</exception>
    public static void Check(TrainingOptions options, Shape input)
    {
        if (IsOff(options))
            return;
        var option = $"{nameof(TrainingOptions)}.{(options.PadCrop > 0 ? nameof(options.PadCrop) : nameof(options.HorizontalFlip))}";
        if (input.Count != 4)
            throw new ArgumentException($"{option} is for images, but the network reads {input}; expected [N, channels, height, width].");
        if (options.PadCrop >= Math.Min(input[2], input[3]))
            throw new ArgumentException($"{option} is {options.PadCrop}; expected less than the height and width of the images, {input[2]} and {input[3]} pixels.");
    }

    /// <summary>Copies an image, changed.</summary>
    public void Copy(ReadOnlySpan<float> from, Span<float> to)
    {
        var (down, right) = (_random.Next(-_pad, _pad + 1), _random.Next(-_pad, _pad + 1));
        Copy(from, to, down, right, _flip && _random.Next(2) == 1);
    }

    /// <summary>Copies an image that is cropped <paramref name="down"/> and <paramref name="right"/> of its corner, then mirrored or not.</summary>
    internal void Copy(ReadOnlySpan<float> from, Span<float> to, int down, int right, bool mirrored)
    {
        to.Clear();
        var (first, kept) = (Math.Max(0, -right), _width - Math.Abs(right));
        for (var row = 0; row < _channels * _height; row++)
        {
            var source = row % _height + down;
            if (source < 0 || source >= _height)
                continue;
            var line = to.Slice(row * _width, _width);
            from.Slice((row + down) * _width + Math.Max(0, right), kept).CopyTo(line[first..]);
            if (mirrored)
                line.Reverse();
        }
    }

    private static bool IsOff(TrainingOptions options) => options is { PadCrop: 0, HorizontalFlip: false };
}
