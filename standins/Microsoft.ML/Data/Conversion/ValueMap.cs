namespace Microsoft.ML.Data;

/// <summary>A table from keys to values. What is not in it gives NaN, or the default of types without NaN.</summary>
internal abstract class ValueMap(DataViewType keyType, DataViewType valueType, DataViewSchema.Annotations valueAnnotations)
{
    public DataViewType KeyType { get; } = keyType;

    public DataViewType ValueType { get; } = valueType;

    public DataViewSchema.Annotations ValueAnnotations { get; } = valueAnnotations;

    public abstract Delegate Getter(DataViewRow row, DataViewSchema.Column column);

    public abstract void Save(BinaryWriter writer);

    public static ValueMap Read(IDataView lookup, DataViewSchema.Column key, DataViewSchema.Column value) =>
        Generic.Call<ValueMap>(ReadTable<int, int>, [key.Type.RawType, value.Type.RawType], lookup, key, value);

    public static ValueMap Load(BinaryReader reader)
    {
        var schema = SchemaCodec.Read(reader);
        var (key, value) = (schema["Key"], schema["Value"]);
        return Generic.Call<ValueMap>(LoadTable<int, int>, [key.Type.RawType, value.Type.RawType], reader, key, value);
    }

    private static ValueMap ReadTable<TKey, TValue>(IDataView lookup, DataViewSchema.Column key, DataViewSchema.Column value) where TKey : notnull
    {
        var map = new ValueMap<TKey, TValue>(key, value);
        using var cursor = lookup.GetRowCursor([key, value]);
        var getKey = cursor.GetGetter<TKey>(key);
        var getValue = cursor.GetGetter<TValue>(value);
        while (cursor.MoveNext())
        {
            TKey k = default!;
            TValue v = default!;
            getKey(ref k);
            getValue(ref v);
            map.Add(ValueTraits<TKey>.Own(k), ValueTraits<TValue>.Own(v));
        }
        return map;
    }

    private static ValueMap LoadTable<TKey, TValue>(BinaryReader reader, DataViewSchema.Column key, DataViewSchema.Column value) where TKey : notnull
    {
        var map = new ValueMap<TKey, TValue>(key, value);
        for (var count = reader.ReadInt32(); count > 0; count--)
            map.Add(ValueCodec<TKey>.Read(reader), ValueCodec<TValue>.Read(reader));
        return map;
    }
}

internal sealed class ValueMap<TKey, TValue>(DataViewSchema.Column key, DataViewSchema.Column value) : ValueMap(key.Type, value.Type, value.Annotations)
    where TKey : notnull
{
    private readonly List<KeyValuePair<TKey, TValue>> _pairs = [];
    private readonly Dictionary<TKey, TValue> _table = new(ValueTraits<TKey>.Equality);

    public void Add(TKey key, TValue value)
    {
        if (!_table.TryAdd(key, value))
            throw new InvalidOperationException($"Duplicate keys in data '{key}'");
        _pairs.Add(KeyValuePair.Create(key, value));
    }

    public override Delegate Getter(DataViewRow row, DataViewSchema.Column column) =>
        ScalarOrVectorGetter.Create<TKey, TValue>(row, column, key => _table.TryGetValue(key, out var value) ? value : ValueTraits<TValue>.Missing);

    public override void Save(BinaryWriter writer)
    {
        var schema = new DataViewSchema.Builder();
        schema.AddColumn("Key", KeyType);
        schema.AddColumn("Value", ValueType, ValueAnnotations);
        SchemaCodec.Write(writer, schema.ToSchema());
        writer.Write(_pairs.Count);
        foreach (var (key, value) in _pairs)
        {
            ValueCodec<TKey>.Write(writer, key);
            ValueCodec<TValue>.Write(writer, value);
        }
    }
}
