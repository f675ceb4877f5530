using System.CommandLine;
using System.Globalization;

namespace MLNetCompact.Tool;

/// <summary>The options of all commands that look at rows, and how they are read.</summary>
internal sealed class DataOptions
{
    private readonly Option<string?> _data = new("--data")
    {
        Description = "Rows to look at: a text file of numbers, a row a line (CSV); an idx file of images; or a folder of PNG images. Values of a CSV file are read as they are, pixels as 0 to 1.",
        HelpName = "file|folder",
    };

    private readonly Option<string?> _label = new("--label")
    {
        Description = "Where labels are: of a CSV file the column (its name, or its number from 1), of an idx file the idx file of its labels. Subfolders of a folder are labels by themselves. With labels a share of the rows tells what accuracy is lost.",
        HelpName = "column|file",
    };

    private readonly Option<string?> _mean = new("--mean") { Description = "What is subtracted from pixels of 0 to 1: a number, or one a channel (0.485,0.456,0.406).", HelpName = "numbers" };
    private readonly Option<string?> _deviation = new("--std") { Description = "What they are then divided by.", HelpName = "numbers" };
    private readonly Option<int> _rows = new("--rows") { Description = "At most so many rows, drawn at random.", DefaultValueFactory = _ => 10_000 };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        _rows.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is var value && value is < 2 or > 10_000_000)
                result.AddError($"{_rows.Name} is {value}; expected 2 to 10,000,000.");
        });
        foreach (var option in new Option[] { _data, _label, _mean, _deviation, _rows })
            command.Add(option);
    }

    /// <summary>The rows; none where no data is given.</summary>
    /// <exception cref="InvalidDataException">A file is damaged, or not of the size that the network reads.</exception>
    /// <exception cref="ToolException">Options do not go with each other.</exception>
    public DataRows Read(ParseResult parsed, Shape shape, int seed)
    {
        var (label, most, width) = (parsed.GetValue(_label), parsed.GetValue(_rows), (int)shape.ElementsPerRow);
        if (parsed.GetValue(_data) is not { } path)
            return new(width, label is null ? [] : throw new ToolException("--label is given without --data."));
        if (IsCsv(path))
        {
            if (parsed.GetValue(_mean) is not null || parsed.GetValue(_deviation) is not null)
                throw new ToolException("--mean and --std are for images; values of a CSV file are read as they are.");
            var rows = DataRows.Draw(CsvRows.Read(path, width, label), most, seed);
            return new(width, rows.Count > 0 ? rows : throw new InvalidDataException($"'{path}' has no rows."));
        }
        var input = new PixelInput(shape, Numbers(parsed, _mean, 0, _ => true, "finite numbers"), Numbers(parsed, _deviation, 1, v => v > 0, "numbers above 0"));
        if (!Directory.Exists(path))
            return new(width, ImageRows.Idx(path, label, input, most, seed));
        return new(width, label is null ? ImageRows.Folder(path, input, most, seed) : throw new ToolException("--label is given for a folder, whose subfolders are the labels."));
    }

    /// <summary>An idx file begins with two zeros, or is packed; a text file is neither.</summary>
    private static bool IsCsv(string path)
    {
        if (Directory.Exists(path))
            return false;
        using var file = File.OpenRead(path);
        Span<byte> start = stackalloc byte[2];
        return file.ReadAtLeast(start, 2, throwOnEndOfStream: false) < 2 || start is not ([0, 0] or [0x1f, 0x8b]);
    }

    private static float[] Numbers(ParseResult parsed, Option<string?> option, float usual, Func<float, bool> isGood, string expected) =>
        parsed.GetValue(option) is not { } text ? [usual] : [.. text.Split(',').Select(t =>
            float.TryParse(t, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && float.IsFinite(value) && isGood(value) ? value : throw new ToolException($"{option.Name} is '{text}'; expected {expected} with commas between."))];
}
