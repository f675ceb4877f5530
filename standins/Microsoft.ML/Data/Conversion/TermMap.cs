namespace Microsoft.ML.Data;

/// <summary>The values that keys stand for: the i-th value has key i + 1, everything else 0.</summary>
internal abstract class TermMap(PrimitiveDataViewType itemType)
{
    public PrimitiveDataViewType ItemType { get; } = itemType;

    public abstract int Count { get; }

    public abstract Delegate Getter(DataViewRow row, DataViewSchema.Column column);

    /// <summary>Adds what the keys stand for; for a key column that has values itself: those.</summary>
    public abstract void AddKeyValues(DataViewSchema.Annotations.Builder annotations, DataViewSchema.Column column, bool asText);

    public abstract void Save(BinaryWriter writer);

    public static TermMap Learn(IDataView data, DataViewSchema.Column column, int maximum, bool sort)
    {
        var item = (PrimitiveDataViewType)column.Type.ItemTypeOrSelf;
        return Generic.Call<TermMap>(LearnFrom<int>, item.RawType, data, column, item, maximum, sort);
    }

    public static TermMap Load(BinaryReader reader)
    {
        var item = (PrimitiveDataViewType)TypeCodec.Read(reader);
        return Generic.Call<TermMap>(LoadValues<int>, item.RawType, reader, item);
    }

    private static TermMap LoadValues<T>(BinaryReader reader, PrimitiveDataViewType item) where T : notnull => new TermMap<T>(item, ValueCodec<T>.ReadAll(reader));

    private static TermMap LearnFrom<T>(IDataView data, DataViewSchema.Column column, PrimitiveDataViewType item, int maximum, bool sort) where T : notnull
    {
        var seen = new HashSet<T>(ValueTraits<T>.Equality);
        var values = new List<T>();
        var isKey = item is KeyDataViewType;
        foreach (var value in Items<T>(data, column))
        {
            if (values.Count >= maximum)
                break;
            if (!ValueTraits<T>.IsMissing(value) && !(isKey && EqualityComparer<T>.Default.Equals(value, default)) && !seen.Contains(value))
            {
                var own = ValueTraits<T>.Own(value);
                seen.Add(own);
                values.Add(own);
            }
        }
        if (sort)
            values.Sort(ValueTraits<T>.Order);
        return new TermMap<T>(item, [.. values]);
    }

    private static IEnumerable<T> Items<T>(IDataView data, DataViewSchema.Column column) => column.Type is VectorDataViewType
        ? data.GetColumn<VBuffer<T>>(column).SelectMany(vector => vector.DenseValues())
        : data.GetColumn<T>(column);
}

internal sealed class TermMap<T> : TermMap
    where T : notnull
{
    private readonly T[] _values;
    private readonly Dictionary<T, uint> _keys;

    public TermMap(PrimitiveDataViewType itemType, T[] values) : base(itemType)
    {
        _values = values;
        _keys = new Dictionary<T, uint>(values.Length, ValueTraits<T>.Equality);
        for (var i = 0; i < values.Length; i++)
            _keys.TryAdd(values[i], (uint)i + 1);
    }

    public override int Count => _values.Length;

    public override Delegate Getter(DataViewRow row, DataViewSchema.Column column) =>
        ScalarOrVectorGetter.Create<T, uint>(row, column, value => _keys.GetValueOrDefault(value));

    public override void AddKeyValues(DataViewSchema.Annotations.Builder annotations, DataViewSchema.Column column, bool asText)
    {
        if (ItemType is KeyDataViewType && column.Annotations.Schema.GetColumnOrNull(AnnotationKinds.KeyValues)?.Type is VectorDataViewType inner)
            Generic.Call<object?>(AddInner<int>, inner.ItemType.RawType, annotations, column, inner.ItemType, _values.Select(v => Convert.ToInt32(v) - 1).ToArray());
        else if (asText && ItemType is not TextDataViewType)
            annotations.AddVector(AnnotationKinds.KeyValues, TextDataViewType.Instance, Array.ConvertAll(_values, v => TextConversion.ToText(v).AsMemory()));
        else
            annotations.AddVector(AnnotationKinds.KeyValues, ItemType, _values);
    }

    public override void Save(BinaryWriter writer)
    {
        TypeCodec.Write(writer, ItemType);
        ValueCodec<T>.WriteAll(writer, _values);
    }

    private static object? AddInner<TInner>(DataViewSchema.Annotations.Builder annotations, DataViewSchema.Column column, PrimitiveDataViewType innerType, int[] slots)
    {
        VBuffer<TInner> all = default;
        column.Annotations.GetValue(AnnotationKinds.KeyValues, ref all);
        annotations.AddVector(AnnotationKinds.KeyValues, innerType, Array.ConvertAll(slots, all.GetItemOrDefault));
        return null;
    }
}
