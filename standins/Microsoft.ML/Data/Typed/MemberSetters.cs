namespace Microsoft.ML.Data;

/// <summary>Actions that fill a member of an object from a column of a row.</summary>
internal static class MemberSetters
{
    public static Action<TRow> Create<TRow>(TypedMember member, DataViewRow row, DataViewSchema.Column column)
    {
        if (member.Type == typeof(string))
            return Text(member.Writer<TRow, string>(), row.GetGetter<ReadOnlyMemory<char>>(column));
        if (member.Type == typeof(string[]))
            return Texts(member.Writer<TRow, string[]>(), row.GetGetter<VBuffer<ReadOnlyMemory<char>>>(column));
        if (member.Type.IsArray)
            return Generic.Call<Action<TRow>>(Array<TRow, int>, [typeof(TRow), member.ItemType.RawType], member, row, column);
        return member.IsVector
            ? Generic.Call<Action<TRow>>(Buffer<TRow, int>, [typeof(TRow), member.ItemType.RawType], member, row, column)
            : Generic.Call<Action<TRow>>(Scalar<TRow, int>, [typeof(TRow), member.Type], member, row, column);
    }

    private static Action<TRow> Text<TRow>(Action<TRow, string> write, ValueGetter<ReadOnlyMemory<char>> getter)
    {
        ReadOnlyMemory<char> value = default;
        return target =>
        {
            getter(ref value);
            write(target, value.ToString());
        };
    }

    private static Action<TRow> Texts<TRow>(Action<TRow, string[]> write, ValueGetter<VBuffer<ReadOnlyMemory<char>>> getter)
    {
        VBuffer<ReadOnlyMemory<char>> value = default;
        return target =>
        {
            getter(ref value);
            write(target, [.. value.DenseValues().Select(text => text.ToString())]);
        };
    }

    private static Action<TRow> Scalar<TRow, T>(TypedMember member, DataViewRow row, DataViewSchema.Column column)
    {
        var write = member.Writer<TRow, T>();
        var getter = row.GetGetter<T>(column);
        T value = default!;
        return target =>
        {
            getter(ref value);
            write(target, value);
        };
    }

    /// <summary>An array of the right length that the object already has is filled anew.</summary>
    private static Action<TRow> Array<TRow, T>(TypedMember member, DataViewRow row, DataViewSchema.Column column)
    {
        var read = member.Reader<TRow, T[]?>();
        var write = member.Writer<TRow, T[]>();
        var getter = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> value = default;
        return target =>
        {
            getter(ref value);
            var array = read(target);
            if (array?.Length != value.Length)
                write(target, array = new T[value.Length]);
            value.CopyTo(array);
        };
    }

    private static Action<TRow> Buffer<TRow, T>(TypedMember member, DataViewRow row, DataViewSchema.Column column)
    {
        var read = member.Reader<TRow, VBuffer<T>>();
        var write = member.Writer<TRow, VBuffer<T>>();
        var getter = row.GetGetter<VBuffer<T>>(column);
        return target =>
        {
            var value = read(target);
            getter(ref value);
            write(target, value);
        };
    }
}
