namespace Microsoft.ML.Data;

/// <summary>Getters that map a column's values one by one, be it a scalar or a vector.</summary>
internal static class ScalarOrVectorGetter
{
    public static Delegate Create<TIn, TOut>(DataViewRow row, DataViewSchema.Column column, Func<TIn, TOut> map) =>
        column.Type is VectorDataViewType ? Vector(row.GetGetter<VBuffer<TIn>>(column), map) : Scalar(row.GetGetter<TIn>(column), map);

    private static ValueGetter<TOut> Scalar<TIn, TOut>(ValueGetter<TIn> getter, Func<TIn, TOut> map)
    {
        TIn value = default!;
        return (ref TOut destination) =>
        {
            getter(ref value);
            destination = map(value);
        };
    }

    private static ValueGetter<VBuffer<TOut>> Vector<TIn, TOut>(ValueGetter<VBuffer<TIn>> getter, Func<TIn, TOut> map)
    {
        VBuffer<TIn> source = default;
        VBuffer<TIn> dense = default;
        return (ref VBuffer<TOut> destination) =>
        {
            getter(ref source);
            source.CopyToDense(ref dense);
            var values = dense.GetValues();
            var editor = VBufferEditor.Create(ref destination, values.Length);
            for (var i = 0; i < values.Length; i++)
                editor.Values[i] = map(values[i]);
            destination = editor.Commit();
        };
    }

    /// <summary>The type with other items: a vector of the same dimensions, or the item type.</summary>
    public static DataViewType WithItems(this DataViewType type, PrimitiveDataViewType itemType) =>
        type is VectorDataViewType vector ? new VectorDataViewType(itemType, vector.Dimensions) : itemType;

    /// <summary>Keeps the names of a vector's slots.</summary>
    public static void AddSlotNamesOf(this DataViewSchema.Annotations.Builder builder, DataViewSchema.Column column)
    {
        if (column.HasSlotNames())
            builder.Add(column.Annotations, kind => kind == AnnotationKinds.SlotNames);
    }

    public static IEnumerable<SchemaShape.Column> SlotNamesOf(SchemaShape.Column column) =>
        column.Annotations.TryFindColumn(AnnotationKinds.SlotNames, out var names) ? [names] : [];
}
