namespace MLNetCompact.RealData;

/// <summary>The binary form of CIFAR-10: for each image a byte for its label, then 32x32 bytes of red, as many of green, and of blue.</summary>
internal static class CifarFile
{
    public const int Side = 32;
    public const int Channels = 3;
    public const int Classes = 10;
    public const int MostImages = 10_000;
    private const int ImageSize = Channels * Side * Side;

    /// <summary>The images of all these files as one set. Whatever a file holds, no more is read than 10,000 images.</summary>
    /// <exception cref="InvalidDataException">A file is not of that form.</exception>
    public static ImageSet Read(IReadOnlyList<string> paths)
    {
        var pixels = new byte[paths.Count * MostImages * ImageSize];
        var labels = new byte[paths.Count * MostImages];
        var count = 0;
        foreach (var path in paths)
        {
            count += Read(path, pixels.AsSpan(count * ImageSize), labels.AsSpan(count));
        }

        Array.Resize(ref pixels, count * ImageSize);
        Array.Resize(ref labels, count);
        return new ImageSet(count, Channels, Side, Side, pixels, labels);
    }

    private static int Read(string path, Span<byte> pixels, Span<byte> labels)
    {
        using var file = IdxFile.Open(path);
        try
        {
            for (var count = 0; count <= MostImages; count++)
            {
                var label = file.ReadByte();
                if (label < 0)
                {
                    return count > 0 ? count : throw Invalid(path, "it is empty");
                }

                if (count == MostImages)
                {
                    break;
                }

                if (label >= Classes)
                {
                    throw Invalid(path, $"labels are 0..{Classes - 1}, and that of image {count} is {label}");
                }

                labels[count] = (byte)label;
                if (file.ReadAtLeast(pixels.Slice(count * ImageSize, ImageSize), ImageSize, throwOnEndOfStream: false) < ImageSize)
                {
                    throw Invalid(path, $"it ends within image {count}");
                }
            }
        }
        catch (InvalidDataException e) when (!e.Message.StartsWith(path, StringComparison.Ordinal))
        {
            throw Invalid(path, "it is not a complete gzip file", e);
        }

        throw Invalid(path, $"it holds more than {MostImages} images");
    }

    private static InvalidDataException Invalid(string path, string found, Exception? inner = null) =>
        new($"{path} is not a valid file of CIFAR-10: {found}.", inner);
}
