using System.Globalization;

namespace MLNetCompact.Tool;

/// <summary>Rows of numbers from a text file: a row a line, as many numbers as the network reads, with commas, semicolons, tabs or blanks between; a first line of names is left out.</summary>
internal static class CsvRows
{
    private static readonly char[] s_separators = [',', ';', '\t', ' '];

    /// <param name="path">The file.</param>
    /// <param name="width">How many numbers the network reads.</param>
    /// <param name="label">The column of the labels: its name in the first line, or its number from 1; null for none.</param>
    /// <exception cref="InvalidDataException">A line has another number of values, or one that is no number; the message names file, line and column.</exception>
    public static IEnumerable<DataRow> Read(string path, int width, string? label = null)
    {
        var (number, place, cells) = (0, label is null ? (int?)null : -1, width + (label is null ? 0 : 1));
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            var values = line.Split(s_separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var isNames = number == 1 && values.Length > 0 && values.All(c => !IsNumber(c, out _));
            if (place < 0)
                place = Place(path, label!, isNames ? values : [], cells);
            if (isNames)
                continue;
            if (values.Length != cells)
                throw new InvalidDataException($"'{path}', line {number} has {values.Length} values; the network reads {width} a row{(label is null ? "" : ", and one is the label")}.");
            yield return new([.. values.Where((_, i) => i != place).Select((cell, i) => IsNumber(cell, out var value) ? value
                : throw new InvalidDataException($"'{path}', line {number}, value {i + (i >= place ? 2 : 1)} is '{cell}'; expected a finite number."))], place is { } at ? values[at].Trim('"') : null);
        }
    }

    internal static bool IsNumber(string text, out float value) => float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && float.IsFinite(value);

    private static int Place(string path, string label, string[] names, int cells)
    {
        var at = Array.FindIndex(names, n => n.Trim('"').Equals(label, StringComparison.OrdinalIgnoreCase));
        if (at < 0 && int.TryParse(label, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= cells)
            at = number - 1;
        return at >= 0 ? at : throw new InvalidDataException($"'{path}' has no column '{label}'; expected {(names.Length > 0 ? "a name of its first line, or " : "")}a number from 1 to {cells}.");
    }
}
