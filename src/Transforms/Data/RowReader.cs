using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetCompact;

/// <summary>Reads features, labels and weights of a data view into memory, once.</summary>
internal sealed class RowReader(DataViewSchema schema, NetworkColumns columns, LabelColumn label, Shape row)
{
    private readonly int _size = (int)row.Elements;

    /// <exception cref="ArgumentOutOfRangeException">A column is missing, or of a type or size that does not fit; the message names it.</exception>
    public void CheckColumns()
    {
        var features = Find(columns.Features, "Feature");
        if (features.Type is not VectorDataViewType vector || vector.ItemType != NumberDataViewType.Single)
            throw new ArgumentOutOfRangeException(nameof(schema), $"Feature column '{columns.Features}' is of type {features.Type}; expected a vector of Single.");
        if (vector.Size != _size)
            throw new ArgumentOutOfRangeException(nameof(schema), $"Feature column '{columns.Features}' is {vector}; the network reads {_size} numbers a row.");
        if (columns.ExampleWeight is { } name && Find(name, "Example weight").Type is var type && type != NumberDataViewType.Single)
            throw new ArgumentOutOfRangeException(nameof(schema), $"Example weight column '{name}' is of type {type}; expected Single.");
    }

    /// <summary>Reads all rows that have a label, if there is one; the others cannot be learned from.</summary>
    /// <returns>The rows, and how many had no label.</returns>
    /// <exception cref="InvalidDataException">A feature or weight is not a number that can be used; the message names the row.</exception>
    public (Rows Rows, long Unlabelled) Read(IDataView data, CancellationToken cancel)
    {
        var hasLabel = label.Task != LearningTask.None;
        var read = new[] { columns.Features, hasLabel ? label.Name : null, columns.ExampleWeight }.OfType<string>().Select(n => schema[n]).ToArray();
        var (features, labels, weights) = (new List<float[]>(), new List<float>(), new List<float>());
        long unlabelled = 0;
        using var cursor = data.GetRowCursor(read);
        var getFeatures = cursor.GetGetter<VBuffer<float>>(read[0]);
        var getLabel = hasLabel ? LabelGetter(cursor, read[1]) : () => 0;
        var getWeight = columns.ExampleWeight is null ? null : cursor.GetGetter<float>(read[^1]);
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
            if (value >= label.Classes && label.Task == LearningTask.MulticlassClassification)
                throw new InvalidDataException($"Label column '{label.Name}' holds key {value + 1} in row {cursor.Position}; expected 1 to {label.Classes}.");
            if (float.IsInfinity(value))
                throw new InvalidDataException($"Label column '{label.Name}' holds {value} in row {cursor.Position}; expected finite numbers.");
            getFeatures(ref buffer);
            features.Add(Features(buffer, cursor.Position));
            labels.Add(value);
            if (getWeight is not null)
                weights.Add(Weight(getWeight, cursor.Position));
        }
        return (new Rows(features, [.. labels], getWeight is null ? null : [.. weights]), unlabelled);
    }

    private DataViewSchema.Column Find(string name, string role) => schema.GetColumnOrNull(name)
        ?? throw new ArgumentOutOfRangeException(nameof(name), $"{role} column '{name}' not found. The data has {LabelColumn.Columns(schema)}.");

    private float[] Features(in VBuffer<float> buffer, long position)
    {
        // A column's type is a claim: its rows may be of another length.
        if (buffer.Length != _size)
            throw new InvalidDataException($"Feature column '{columns.Features}' holds {buffer.Length} numbers in row {position}; expected {_size}.");
        var values = new float[_size];
        buffer.CopyTo(values);
        var bad = Array.FindIndex(values, x => !float.IsFinite(x));
        if (bad >= 0)
            throw new InvalidDataException($"Feature column '{columns.Features}' holds {values[bad]} at position {bad} of row {position}; expected finite numbers.");
        return columns.Layout == PixelLayout.Interleaved && row.Count == 3 ? ChannelsFirst(values) : values;
    }

    private float Weight(ValueGetter<float> get, long position)
    {
        float weight = 0;
        get(ref weight);
        return weight >= 0 && float.IsFinite(weight) ? weight
            : throw new InvalidDataException($"Example weight column '{columns.ExampleWeight}' holds {weight} in row {position}; expected a finite number of at least 0.");
    }

    private float[] ChannelsFirst(float[] interleaved)
    {
        var (channels, pixels) = ((int)row[0], _size / (int)row[0]);
        var values = new float[_size];
        for (var i = 0; i < values.Length; i++)
            values[i] = interleaved[i % pixels * channels + i / pixels];
        return values;
    }

    /// <summary>Gives the label of the cursor's row as a number, NaN where it is missing.</summary>
    private static Func<float> LabelGetter(DataViewRowCursor cursor, DataViewSchema.Column column) => column.Type switch
    {
        KeyDataViewType { RawType: var raw } when raw == typeof(uint) => Getter<uint>(cursor, column, v => Class(v)),
        KeyDataViewType { RawType: var raw } when raw == typeof(byte) => Getter<byte>(cursor, column, v => Class(v)),
        KeyDataViewType { RawType: var raw } when raw == typeof(ushort) => Getter<ushort>(cursor, column, v => Class(v)),
        KeyDataViewType => Getter<ulong>(cursor, column, Class),
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
    private static float Class(ulong key) => key == 0 ? float.NaN : key - 1;
}
