using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetCompact.Tool;

/// <summary>Rows of numbers from a text file: a row a line, as many numbers as the network reads, with commas, semicolons, tabs or blanks between; a first line of names is left out.</summary>
internal static class CsvRows
{
    private static readonly char[] s_separators = [',', ';', '\t', ' '];

    /// <exception cref="InvalidDataException">A line has another number of values, or one that is no number; the message names file, line and column.</exception>
    public static List<float[]> Read(string path, int width)
    {
        var rows = new List<float[]>();
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            var cells = line.Split(s_separators, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (number == 1 && cells.Length > 0 && cells.All(c => !IsNumber(c, out _)))
                continue;
            if (cells.Length != width)
                throw new InvalidDataException($"'{path}', line {number} has {cells.Length} values; the network reads {width} a row.");
            var row = new float[width];
            for (var i = 0; i < width; i++)
            {
                if (!IsNumber(cells[i], out row[i]))
                    throw new InvalidDataException($"'{path}', line {number}, value {i + 1} is '{cells[i]}'; expected a finite number.");
            }
            rows.Add(row);
        }
        return rows.Count > 0 ? rows : throw new InvalidDataException($"'{path}' has no rows.");
    }

    /// <summary>Rows as a view with the feature column.</summary>
    public static IDataView View(MLContext ml, IEnumerable<float[]> rows, int width)
    {
        var definition = SchemaDefinition.Create(typeof(Row));
        definition[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, width);
        return ml.Data.LoadFromEnumerable(rows.Select(r => new Row { Features = r }), definition);
    }

    private static bool IsNumber(string text, out float value) => float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && float.IsFinite(value);

    private sealed class Row
    {
        public float[] Features { get; set; } = [];
    }
}
