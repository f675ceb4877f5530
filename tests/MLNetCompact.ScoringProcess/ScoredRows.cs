using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetCompact.ScoringProcess;

/// <summary>What a model answers as text, exact to the last bit, so that answers of different ways and processes can be compared.</summary>
public static class ScoredRows
{
    private static readonly string[] s_names = ["Score", "Probability", "PredictedLabel"];

    /// <summary>The columns that a model answers with.</summary>
    public static DataViewSchema.Column[] Columns(DataViewSchema schema) =>
        [.. s_names.Select(schema.GetColumnOrNull).OfType<DataViewSchema.Column>()];

    /// <summary>The answers for all rows, one line each.</summary>
    public static string[] Of(IDataView scored)
    {
        var columns = Columns(scored.Schema);
        using var cursor = scored.GetRowCursor(columns);
        var read = Reader(cursor, columns);
        var lines = new List<string>();
        while (cursor.MoveNext())
            lines.Add(read());
        return [.. lines];
    }

    /// <summary>Reads the answer for the row that <paramref name="row"/> stands on.</summary>
    public static Func<string> Reader(DataViewRow row, IEnumerable<DataViewSchema.Column> columns)
    {
        var values = columns.Select(c => Value(row, c)).ToArray();
        return () => string.Join(" | ", values.Select(v => v()));
    }

    public static string Text(float value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static Func<string> Value(DataViewRow row, DataViewSchema.Column column) => column.Type switch
    {
        VectorDataViewType => Value<VBuffer<float>>(row, column, v => string.Join(' ', v.DenseValues().Select(Text))),
        KeyDataViewType => Value<uint>(row, column, v => v.ToString(CultureInfo.InvariantCulture)),
        BooleanDataViewType => Value<bool>(row, column, v => v.ToString()),
        _ => Value<float>(row, column, Text),
    };

    private static Func<string> Value<T>(DataViewRow row, DataViewSchema.Column column, Func<T, string> text)
    {
        var get = row.GetGetter<T>(column);
        return () =>
        {
            T value = default!;
            get(ref value);
            return text(value);
        };
    }
}
