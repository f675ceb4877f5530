namespace Microsoft.ML.Data;

/// <summary>A column of a text file: its type, and how its values are read from the fields of a line.</summary>
internal sealed record TextColumn(DataViewSchema.DetachedColumn Output, Func<Func<string[]>, Delegate> CreateGetter)
{
    public static TextColumn Create(TextLoader.Column column, int fields, string[]? header, bool missingRealsAsNaNs)
    {
        PrimitiveDataViewType item = column.KeyCount == null ? column.DataKind.ToType() : Key(column);
        var sources = column.Source.SelectMany(range => Fields(range, fields)).ToArray();
        if (!column.IsVector)
            return new TextColumn(new(column.Name, item), current => Generic.Call<Delegate>(Scalar<int>, item.RawType, current, sources[0], item, missingRealsAsNaNs));

        var annotations = new DataViewSchema.Annotations.Builder();
        if (header != null && sources.Length > 0)
            annotations.AddVector(AnnotationKinds.SlotNames, TextDataViewType.Instance, Array.ConvertAll(sources, i => i < header.Length ? header[i].AsMemory() : default));
        return new TextColumn(new(column.Name, new VectorDataViewType(item, sources.Length), annotations.ToAnnotations()),
            current => Generic.Call<Delegate>(Vector<int>, item.RawType, current, sources, item, missingRealsAsNaNs));
    }

    private static KeyDataViewType Key(TextLoader.Column column)
    {
        var raw = column.DataKind.ToType().RawType;
        return new KeyDataViewType(raw, column.KeyCount!.Count ?? KeyDataViewType.MaximumCount(raw));
    }

    private static IEnumerable<int> Fields(TextLoader.Range range, int fields)
    {
        if (range.Max == null && fields == 0)
            throw new InvalidOperationException("The last field is not given and there is no sample to count fields in.");
        return Enumerable.Range(range.Min, (range.Max ?? fields - 1) - range.Min + 1);
    }

    private static ValueGetter<T> Scalar<T>(Func<string[]> current, int field, PrimitiveDataViewType type, bool missingRealsAsNaNs)
    {
        var parse = FieldParser<T>.Create(type, missingRealsAsNaNs);
        return (ref T value) => value = parse(At(current(), field));
    }

    private static ValueGetter<VBuffer<T>> Vector<T>(Func<string[]> current, int[] fields, PrimitiveDataViewType type, bool missingRealsAsNaNs)
    {
        var parse = FieldParser<T>.Create(type, missingRealsAsNaNs);
        return (ref VBuffer<T> destination) =>
        {
            var line = current();
            var editor = VBufferEditor.Create(ref destination, fields.Length);
            for (var i = 0; i < fields.Length; i++)
                editor.Values[i] = parse(At(line, fields[i]));
            destination = editor.Commit();
        };
    }

    private static string At(string[] line, int field) => field < line.Length ? line[field] : "";
}

internal static class FieldParser<T>
{
    public static Func<string, T> Create(PrimitiveDataViewType type, bool missingRealsAsNaNs)
    {
        if (type is TextDataViewType)
            return field => (T)(object)field.AsMemory();
        if (type is KeyDataViewType key)
            return field => TextConversion.TryParse<ulong>(field, out var index) && field.Length > 0 && index < key.Count
                ? (T)Convert.ChangeType(index + 1, typeof(T), null) : default!;
        var empty = missingRealsAsNaNs ? ValueTraits<T>.Missing : default!;
        return field => string.IsNullOrWhiteSpace(field) ? empty
            : TextConversion.TryParse<T>(field, out var value) ? value : ValueTraits<T>.Missing;
    }
}
