using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetCompact.ScoringProcess;

/// <summary>A row without a label, from a file of one row per line.</summary>
public sealed class FeatureRow
{
    public float[] Features { get; set; } = [];

    public static IDataView Read(MLContext ml, string path)
    {
        var rows = File.ReadLines(path).Select(line => new FeatureRow { Features = [.. line.Split(' ').Select(x => float.Parse(x, CultureInfo.InvariantCulture))] }).ToArray();
        var definition = SchemaDefinition.Create(typeof(FeatureRow));
        definition[nameof(Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, rows[0].Features.Length);
        return ml.Data.LoadFromEnumerable(rows, definition);
    }

    public static void Write(string path, IEnumerable<float[]> rows) =>
        File.WriteAllLines(path, rows.Select(row => string.Join(' ', row.Select(ScoredRows.Text))));
}
