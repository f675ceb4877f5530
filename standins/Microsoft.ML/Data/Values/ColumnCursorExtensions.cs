namespace Microsoft.ML.Data;

/// <summary>One column of a view as a sequence.</summary>
public static class ColumnCursorExtensions
{
    public static IEnumerable<T> GetColumn<T>(this IDataView data, string columnName) => data.GetColumn<T>(data.Schema[columnName]);

    public static IEnumerable<T> GetColumn<T>(this IDataView data, DataViewSchema.Column column)
    {
        if (column.Type.RawType == typeof(T))
            return Values<T>(data, column);
        if (typeof(T) == typeof(string) && column.Type is TextDataViewType)
            return (IEnumerable<T>)Values<ReadOnlyMemory<char>>(data, column).Select(text => text.ToString());
        if (column.Type is VectorDataViewType vector && typeof(T).IsArray)
        {
            if (typeof(T) == typeof(string[]) && vector.ItemType is TextDataViewType)
                return (IEnumerable<T>)Values<VBuffer<ReadOnlyMemory<char>>>(data, column).Select(texts => texts.DenseValues().Select(text => text.ToString()).ToArray());
            if (typeof(T).GetElementType() == vector.ItemType.RawType)
                return Generic.Call<IEnumerable<T>>(Arrays<int>, vector.ItemType.RawType, data, column);
        }
        throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' is of type {column.Type}, which cannot be read as {typeof(T)}.");
    }

    private static IEnumerable<TItem[]> Arrays<TItem>(IDataView data, DataViewSchema.Column column) =>
        Values<VBuffer<TItem>>(data, column).Select(vector =>
        {
            var array = new TItem[vector.Length];
            vector.CopyTo(array);
            return array;
        });

    /// <summary>Vectors are lent: the next one may come in the same memory.</summary>
    private static IEnumerable<T> Values<T>(IDataView data, DataViewSchema.Column column)
    {
        using var cursor = data.GetRowCursor([column]);
        var getter = cursor.GetGetter<T>(column);
        T value = default!;
        while (cursor.MoveNext())
        {
            getter(ref value);
            yield return value;
        }
    }
}
