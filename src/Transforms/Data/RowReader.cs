using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetCompact;

/// <summary>Reads features and labels of a data view into memory, once.</summary>
internal static class RowReader
{
    /// <summary>The size of the feature column's vectors.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such column, or it is no vector of Single of that known size.</exception>
    public static void CheckFeatures(DataViewSchema schema, string name, long size)
    {
        var column = schema.GetColumnOrNull(name)
            ?? throw new ArgumentOutOfRangeException(nameof(schema), $"Feature column '{name}' not found. The data has {LabelColumn.Columns(schema)}.");
        if (column.Type is not VectorDataViewType vector || vector.ItemType != NumberDataViewType.Single)
            throw new ArgumentOutOfRangeException(nameof(schema), $"Feature column '{name}' is of type {column.Type}; expected a vector of Single.");
        if (vector.Size != size)
            throw new ArgumentOutOfRangeException(nameof(schema), $"Feature column '{name}' is {vector}; the network reads {size} numbers a row.");
    }

    /// <summary>Reads all rows that have a label; the others cannot be learned from.</summary>
    /// <returns>The rows, and how many had no label.</returns>
    /// <exception cref="InvalidDataException">A feature is not a finite number.</exception>
    public static (Rows Rows, long Unlabelled) Read(IDataView data, string featureName, LabelColumn label, CancellationToken cancel)
    {
        var (featureColumn, labelColumn) = (data.Schema[featureName], data.Schema[label.Name]);
        var features = new List<float[]>();
        var labels = new List<float>();
        long unlabelled = 0;
        using var cursor = data.GetRowCursor([featureColumn, labelColumn]);
        var getFeatures = cursor.GetGetter<VBuffer<float>>(featureColumn);
        var getLabel = LabelGetter(cursor, labelColumn);
        VBuffer<float> buffer = default;
        while (cursor.MoveNext())
        {
            cancel.ThrowIfCancellationRequested();
            var value = getLabel();
            if (float.IsNaN(value))
            {
                unlabelled++;
                continue;
            }
            getFeatures(ref buffer);
            var row = new float[buffer.Length];
            buffer.CopyTo(row);
            var bad = Array.FindIndex(row, x => !float.IsFinite(x));
            if (bad >= 0)
                throw new InvalidDataException($"Feature column '{featureName}' holds {row[bad]} at position {bad} of row {cursor.Position}; expected finite numbers.");
            features.Add(row);
            labels.Add(value);
        }
        return (new Rows(features, [.. labels], [.. Enumerable.Range(0, features.Count)]), unlabelled);
    }

    /// <summary>Gives the label of the cursor's row as a number, NaN where it is missing.</summary>
    private static Func<float> LabelGetter(DataViewRowCursor cursor, DataViewSchema.Column column) => column.Type switch
    {
        KeyDataViewType { RawType: var raw } when raw == typeof(uint) => Getter<uint>(cursor, column, Class),
        KeyDataViewType { RawType: var raw } when raw == typeof(byte) => Getter<byte>(cursor, column, v => Class(v)),
        KeyDataViewType { RawType: var raw } when raw == typeof(ushort) => Getter<ushort>(cursor, column, v => Class(v)),
        KeyDataViewType { RawType: var raw } when raw == typeof(ulong) => Getter<ulong>(cursor, column, v => Class(v)),
        BooleanDataViewType => Getter<bool>(cursor, column, v => v ? 1 : 0),
        _ => Getter<float>(cursor, column, v => v),
    };

    private static Func<float> Getter<T>(DataViewRowCursor cursor, DataViewSchema.Column column, Func<T, float> convert)
    {
        var get = cursor.GetGetter<T>(column);
        return () =>
        {
            T value = default!;
            get(ref value);
            return convert(value);
        };
    }

    /// <summary>Key 0 is a missing value, key i + 1 the i-th class.</summary>
    private static float Class(uint key) => key == 0 ? float.NaN : key - 1;

    private static float Class(ulong key) => key == 0 ? float.NaN : key - 1;
}
