namespace Microsoft.ML.Data;

/// <summary>Fills a vector from several columns, one after the other.</summary>
internal static class ConcatenationGetter
{
    public static ValueGetter<VBuffer<T>> Create<T>(DataViewRow row, DataViewSchema.Column[] columns)
    {
        if (columns is [{ Type: VectorDataViewType } only])
            return row.GetGetter<VBuffer<T>>(only);
        var parts = Array.ConvertAll(columns, column => Part<T>(row, column));
        var values = new VBuffer<T>[parts.Length];
        return (ref VBuffer<T> destination) =>
        {
            var length = 0;
            for (var i = 0; i < parts.Length; i++)
            {
                parts[i](ref values[i]);
                length += values[i].Length;
            }
            var editor = VBufferEditor.Create(ref destination, length);
            var start = 0;
            foreach (var value in values)
            {
                value.CopyTo(editor.Values, start);
                start += value.Length;
            }
            destination = editor.Commit();
        };
    }

    private static ValueGetter<VBuffer<T>> Part<T>(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is VectorDataViewType)
            return row.GetGetter<VBuffer<T>>(column);
        var getter = row.GetGetter<T>(column);
        return (ref VBuffer<T> destination) =>
        {
            var editor = VBufferEditor.Create(ref destination, 1);
            getter(ref editor.Values[0]);
            destination = editor.Commit();
        };
    }
}
