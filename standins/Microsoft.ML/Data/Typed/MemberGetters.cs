using System.Numerics;

namespace Microsoft.ML.Data;

/// <summary>Getters that read a member of whatever object is current.</summary>
internal static class MemberGetters
{
    public static Delegate Create<TRow>(TypedSchema.Column column, Func<TRow> current)
    {
        var member = column.Member;
        if (column.Type is KeyDataViewType key)
            return Generic.Call<Delegate>(Key<TRow, int>, [typeof(TRow), member.Type], member, key.Count, current);
        if (member.Type == typeof(string))
            return Text(member.Reader<TRow, string?>(), current);
        if (member.Type == typeof(string[]))
            return Texts(member.Reader<TRow, string?[]?>(), current);
        if (member.Type.IsArray)
            return Generic.Call<Delegate>(Array<TRow, int>, [typeof(TRow), member.ItemType.RawType], member, current);
        return member.IsVector
            ? Generic.Call<Delegate>(Buffer<TRow, int>, [typeof(TRow), member.ItemType.RawType], member, current)
            : Generic.Call<Delegate>(Scalar<TRow, int>, [typeof(TRow), member.Type], member, current);
    }

    private static ValueGetter<ReadOnlyMemory<char>> Text<TRow>(Func<TRow, string?> read, Func<TRow> current) =>
        (ref ReadOnlyMemory<char> destination) => destination = read(current()).AsMemory();

    private static ValueGetter<VBuffer<ReadOnlyMemory<char>>> Texts<TRow>(Func<TRow, string?[]?> read, Func<TRow> current) =>
        (ref VBuffer<ReadOnlyMemory<char>> destination) =>
        {
            var texts = read(current()) ?? [];
            var editor = VBufferEditor.Create(ref destination, texts.Length);
            for (var i = 0; i < texts.Length; i++)
                editor.Values[i] = texts[i].AsMemory();
            destination = editor.Commit();
        };

    private static ValueGetter<T> Scalar<TRow, T>(TypedMember member, Func<TRow> current)
    {
        var read = member.Reader<TRow, T>();
        return (ref T destination) => destination = read(current());
    }

    /// <summary>In objects a key is its 0-based index, in views one more; an index out of range becomes 0, "missing".</summary>
    private static ValueGetter<T> Key<TRow, T>(TypedMember member, ulong count, Func<TRow> current)
        where T : IBinaryInteger<T>
    {
        var read = member.Reader<TRow, T>();
        return (ref T destination) =>
        {
            var index = read(current());
            destination = ulong.CreateChecked(index) < count ? index + T.One : T.Zero;
        };
    }

    private static ValueGetter<VBuffer<T>> Array<TRow, T>(TypedMember member, Func<TRow> current)
    {
        var read = member.Reader<TRow, T[]?>();
        return (ref VBuffer<T> destination) =>
        {
            var values = read(current()) ?? [];
            VBuffer<T>.Copy(values, 0, ref destination, values.Length);
        };
    }

    private static ValueGetter<VBuffer<T>> Buffer<TRow, T>(TypedMember member, Func<TRow> current)
    {
        var read = member.Reader<TRow, VBuffer<T>>();
        return (ref VBuffer<T> destination) => read(current()).CopyTo(ref destination);
    }
}
