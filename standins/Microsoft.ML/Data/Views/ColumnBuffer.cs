namespace Microsoft.ML.Data;

/// <summary>Values of one column, kept in memory of their own.</summary>
internal abstract class ColumnBuffer
{
    public static ColumnBuffer Create(DataViewType type) => type is VectorDataViewType vector
        ? Generic.Call<ColumnBuffer>(Vectors<int>, vector.ItemType.RawType)
        : Generic.Call<ColumnBuffer>(Scalars<int>, type.RawType);

    /// <summary>Starts reading from a row; the result stores the row's value under an index, replacing what was there.</summary>
    public abstract Action<int> Reader(DataViewRow row, DataViewSchema.Column column);

    /// <summary>A getter (of the column's type) of the value under the current index.</summary>
    public abstract Delegate Getter(Func<int> index);

    private static ColumnBuffer Scalars<T>() => new ScalarBuffer<T>();

    private static ColumnBuffer Vectors<T>() => new VectorBuffer<T>();

    private static void Put<T>(List<T> values, int index, T value)
    {
        if (index < values.Count)
            values[index] = value;
        else
            values.Add(value);
    }

    private sealed class ScalarBuffer<T> : ColumnBuffer
    {
        private readonly List<T> _values = [];

        public override Action<int> Reader(DataViewRow row, DataViewSchema.Column column)
        {
            var getter = row.GetGetter<T>(column);
            T value = default!;
            return index =>
            {
                getter(ref value);
                Put(_values, index, ValueTraits<T>.Own(value));
            };
        }

        public override Delegate Getter(Func<int> index) => (ValueGetter<T>)((ref T value) => value = _values[index()]);
    }

    private sealed class VectorBuffer<T> : ColumnBuffer
    {
        private readonly List<VBuffer<T>> _values = [];

        public override Action<int> Reader(DataViewRow row, DataViewSchema.Column column)
        {
            var getter = row.GetGetter<VBuffer<T>>(column);
            return index =>
            {
                VBuffer<T> value = default;
                getter(ref value);
                Put(_values, index, Own(value));
            };
        }

        /// <summary>A getter may lend the same memory to every caller.</summary>
        private static VBuffer<T> Own(VBuffer<T> value)
        {
            VBuffer<T> own = default;
            value.CopyTo(ref own);
            return own;
        }

        public override Delegate Getter(Func<int> index) => (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) => _values[index()].CopyTo(ref value));
    }
}
