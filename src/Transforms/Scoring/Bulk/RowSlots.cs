using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetCompact;

/// <summary>The values of one column for the rows of a batch.</summary>
internal abstract class RowSlots
{
    /// <summary>Whether a value outlives the row that it was read of: plain values do, and vectors of them.</summary>
    public static bool CanKeep(DataViewType type) => (type is VectorDataViewType vector ? vector.ItemType : type) is NumberDataViewType or BooleanDataViewType or TextDataViewType or KeyDataViewType
        or DateTimeDataViewType or DateTimeOffsetDataViewType or TimeSpanDataViewType or RowIdDataViewType;

    /// <summary>Slots for a column of a cursor.</summary>
    /// <param name="cursor">The cursor.</param>
    /// <param name="column">An active column of it.</param>
    /// <param name="count">How many rows.</param>
    public static RowSlots Of(DataViewRowCursor cursor, DataViewSchema.Column column, int count)
    {
        var slots = column.Type is VectorDataViewType vector ? typeof(Vectors<>).MakeGenericType(vector.ItemType.RawType) : typeof(Scalars<>).MakeGenericType(column.Type.RawType);
        return (RowSlots)Activator.CreateInstance(slots, cursor, column, count)!;
    }

    /// <summary>Keeps the value of the row at which the cursor stands.</summary>
    public abstract void Read(int slot);

    /// <summary>A getter, of the column's type, of the value in the slot that is then told.</summary>
    public abstract Delegate Getter(Func<int> slot);

    private sealed class Scalars<T>(DataViewRowCursor cursor, DataViewSchema.Column column, int count) : RowSlots
    {
        private readonly ValueGetter<T> _getter = cursor.GetGetter<T>(column);
        private readonly T[] _values = new T[count];

        public override void Read(int slot) => _getter(ref _values[slot]);

        public override Delegate Getter(Func<int> slot) => (ValueGetter<T>)((ref T value) => value = _values[slot()]);
    }

    private sealed class Vectors<T>(DataViewRowCursor cursor, DataViewSchema.Column column, int count) : RowSlots
    {
        private readonly ValueGetter<VBuffer<T>> _getter = cursor.GetGetter<VBuffer<T>>(column);
        private readonly VBuffer<T>[] _values = new VBuffer<T>[count];

        // Each slot is a buffer of its own, which the getter fills.
        public override void Read(int slot) => _getter(ref _values[slot]);

        public override Delegate Getter(Func<int> slot) => (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) => _values[slot()].CopyTo(ref value));
    }
}
