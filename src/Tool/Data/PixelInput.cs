namespace MLNetCompact.Tool;

/// <summary>How the pixels of an image become what a network reads: <c>(pixel / 255 - mean) / std</c>, channel by channel.</summary>
internal sealed class PixelInput
{
    private readonly string _reads;
    private readonly int _width;
    private readonly (int Channels, int Height, int Width)? _image;
    private readonly bool _channelsLast;
    private readonly float[] _mean, _deviation;

    /// <param name="shape">What the network reads: [N, channels, height, width], [N, height, width, channels], or rows of as many numbers as an image has.</param>
    /// <param name="mean">The mean of each channel, or one for all.</param>
    /// <param name="deviation">The standard deviation of each channel, or one for all.</param>
    /// <exception cref="ToolException">There are not as many means or deviations as channels.</exception>
    public PixelInput(Shape shape, float[] mean, float[] deviation)
    {
        (_reads, _width, _mean, _deviation) = ($"{shape}", (int)shape.ElementsPerRow, mean, deviation);
        if (shape.Count == 4)
        {
            _channelsLast = shape[1] > 4 && shape[3] is 1 or 3;
            _image = _channelsLast ? ((int)shape[3], (int)shape[1], (int)shape[2]) : ((int)shape[1], (int)shape[2], (int)shape[3]);
        }
        foreach (var (name, values) in new[] { ("--mean", mean), ("--std", deviation) })
        {
            if (values.Length > 1 && values.Length != (_image?.Channels ?? 1))
                throw new ToolException($"{name} has {values.Length} numbers; the network reads {_reads}, expected one, or one a channel.");
        }
    }

    /// <summary>What the network reads of an image.</summary>
    /// <param name="pixels">Its bytes, row by row, the channels of a pixel side by side.</param>
    /// <param name="channels">1 or 3.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="name">The image, for messages.</param>
    /// <exception cref="InvalidDataException">It has another size.</exception>
    public float[] Row(ReadOnlySpan<byte> pixels, int channels, int height, int width, string name)
    {
        // A grey image is one whose colours are equal.
        var colours = _image?.Channels ?? channels;
        var fits = _image is { } size ? (size.Height, size.Width) == (height, width) : channels * height * width == _width;
        if (!fits || (colours != channels && channels != 1))
            throw new InvalidDataException($"'{name}' has {height} rows, {width} columns and {channels} channel(s); the network reads {_reads}. Images are not resized.");
        var row = new float[_width];
        for (var pixel = 0; pixel < height * width; pixel++)
        {
            for (var c = 0; c < colours; c++)
            {
                var value = pixels[pixel * channels + (channels == 1 ? 0 : c)] / 255f;
                row[_channelsLast ? pixel * colours + c : c * height * width + pixel] = (value - Of(_mean, c)) / Of(_deviation, c);
            }
        }
        return row;

        static float Of(float[] values, int channel) => values[values.Length == 1 ? 0 : channel];
    }
}
