namespace Microsoft.ML.Data;

/// <summary>Least, greatest, mean and variance of one slot of a column, collected in one pass. NaN does not count.</summary>
internal sealed class SlotStatistics
{
    private double _squares;

    public double Min { get; private set; } = double.PositiveInfinity;

    public double Max { get; private set; } = double.NegativeInfinity;

    public double Mean { get; private set; }

    public long Count { get; private set; }

    public double Variance => Count > 0 ? _squares / Count : 0;

    public void Add(double value)
    {
        if (!double.IsFinite(value))
            return;
        Count++;
        Min = Math.Min(Min, value);
        Max = Math.Max(Max, value);
        var delta = value - Mean;
        Mean += delta / Count;
        _squares += delta * (value - Mean);
    }

    /// <summary>Reads a real column, or a vector of real numbers of known size.</summary>
    public static SlotStatistics[] Collect(IDataView data, DataViewSchema.Column column, long maximumExampleCount)
    {
        var slots = new SlotStatistics[(column.Type as VectorDataViewType)?.Size ?? 1];
        for (var i = 0; i < slots.Length; i++)
            slots[i] = new SlotStatistics();
        using var cursor = data.GetRowCursor([column]);
        var read = SlotReader.Create(cursor, column);
        var values = new double[slots.Length];
        for (var rows = 0L; rows < maximumExampleCount && cursor.MoveNext(); rows++)
        {
            read(values);
            for (var i = 0; i < slots.Length; i++)
                slots[i].Add(values[i]);
        }
        return slots;
    }
}

internal static class SlotReader
{
    public static Action<double[]> Create(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type.ItemTypeOrSelf.RawType == typeof(double))
            return Read<double>(row, column, value => value);
        return Read<float>(row, column, value => value);
    }

    private static Action<double[]> Read<T>(DataViewRow row, DataViewSchema.Column column, Func<T, double> widen)
    {
        if (column.Type is not VectorDataViewType)
        {
            var getScalar = row.GetGetter<T>(column);
            T value = default!;
            return values =>
            {
                getScalar(ref value);
                values[0] = widen(value);
            };
        }
        var getVector = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> vector = default, dense = default;
        return values =>
        {
            getVector(ref vector);
            vector.CopyToDense(ref dense);
            for (var i = 0; i < values.Length; i++)
                values[i] = widen(dense.GetValues()[i]);
        };
    }
}
