namespace MLNetCompact.RealData;

/// <summary>A data set of four idx files.</summary>
internal sealed class IdxDataSet
{
    private const int Side = 28;
    private static readonly string[] FileNames =
        ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    private readonly PackagedFiles source;
    private readonly string[] classes;

    public IdxDataSet(string name, string folder, string[] classes, FourHashes md5, DataPackage package)
    {
        this.classes = classes;
        source = new() { Name = name, Folder = folder, Md5 = [.. FileNames.Zip(md5.All, KeyValuePair.Create)], Package = package };
    }

    public ImageData Load(string? folder, IProgress<string>? progress)
    {
        var files = folder is null
            ? source.FindOrFetch(progress, $"Or download its four files ({source.Names}, with or without .gz) and pass their folder: --data DIR.")
            : source.Find(folder) ?? throw new DataUnavailableException($"The folder {folder} does not have the four files of {source.Name}: {source.Names} (or the same with .gz).");
        return new ImageData(ReadSet(files[0], files[1]), ReadSet(files[2], files[3]), classes);
    }

    private ImageSet ReadSet(string imagesPath, string labelsPath)
    {
        var (count, height, width, pixels) = IdxFile.ReadImages(imagesPath);
        if ((height, width) != (Side, Side))
        {
            throw new InvalidDataException($"{imagesPath}: the images of {source.Name} are {Side}x{Side}, and these are {height}x{width}.");
        }

        var labels = IdxFile.ReadLabels(labelsPath, classes.Length);
        return labels.Length == count
            ? new ImageSet(count, 1, height, width, pixels, labels)
            : throw new InvalidDataException($"{labelsPath} has {labels.Length} labels for the {count} images of {imagesPath}.");
    }
}

/// <summary>One MD5 per uncompressed file, in the order of the files.</summary>
internal sealed record FourHashes(string TrainImages, string TrainLabels, string TestImages, string TestLabels)
{
    public string[] All => [TrainImages, TrainLabels, TestImages, TestLabels];
}
