using System.Globalization;

namespace MLNetCompact.Tool;

/// <summary>Images from an idx file (MNIST's format, or packed with gzip), or from a folder of PNG files.</summary>
internal static class ImageRows
{
    private const long LargestImage = 1 << 28;

    private static readonly EnumerationOptions s_plain = new() { AttributesToSkip = FileAttributes.Hidden | FileAttributes.System | FileAttributes.ReparsePoint, RecurseSubdirectories = true, MaxRecursionDepth = 1 };

    /// <summary>Images of an idx file, at most so many, drawn at random.</summary>
    /// <exception cref="InvalidDataException">A file is damaged, or they are not as many labels as images; the message names it.</exception>
    public static IReadOnlyList<DataRow> Idx(string path, string? labelPath, PixelInput input, int most, int seed)
    {
        var (count, height, width, pixels) = IdxFile.ReadImages(path);
        var labels = labelPath is null ? null : IdxFile.ReadLabels(labelPath, 256);
        if (labels is not null && labels.Length != count)
            throw new InvalidDataException($"'{labelPath}' has {labels.Length} labels, and '{path}' has {count} images.");
        return [.. DataRows.Draw(Enumerable.Range(0, count), most, seed)
            .Select(i => new DataRow(input.Row(pixels.AsSpan(i * height * width, height * width), 1, height, width, path), labels?[i].ToString(CultureInfo.InvariantCulture)))];
    }

    /// <summary>The PNG files of a folder and of its subfolders, at most so many, drawn at random; links are not followed. Where the images lie in subfolders, their names are the labels.</summary>
    /// <exception cref="InvalidDataException">There are none, some lie in subfolders and some do not, or one is damaged or of another size; the message names it.</exception>
    public static IReadOnlyList<DataRow> Folder(string path, PixelInput input, int most, int seed)
    {
        string[] files = [.. Directory.EnumerateFiles(path, "*", s_plain).Where(f => Path.GetExtension(f).Equals(".png", StringComparison.OrdinalIgnoreCase)).Order(StringComparer.Ordinal)];
        if (files.Length == 0)
            throw new InvalidDataException($"'{path}' has no PNG files, nor do its subfolders; images of other kinds are not read.");
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        string?[] labels = [.. files.Select(f => Path.GetDirectoryName(Path.GetFullPath(f)) is { } own && own != root ? Path.GetFileName(own) : null)];
        if (labels.Contains(null) && labels.Any(l => l is not null))
            throw new InvalidDataException($"'{path}' has images itself and in subfolders; expected either: names of subfolders are labels.");
        return [.. DataRows.Draw(files.Zip(labels), most, seed).Select(f => new DataRow(Pixels(f.First, input), f.Second))];
    }

    private static float[] Pixels(string file, PixelInput input)
    {
        using var png = new PngReader(file);
        if ((long)png.RowSize * png.Height > LargestImage)
            throw new InvalidDataException($"'{file}' announces {png.Width} x {png.Height} pixels, more than are read.");
        var pixels = new MemoryStream();
        for (var row = png.ReadRow(); row.Length > 0; row = png.ReadRow())
            pixels.Write(row);
        return input.Row(pixels.GetBuffer().AsSpan(0, (int)pixels.Length), png.Channels, png.Height, png.Width, file);
    }
}
