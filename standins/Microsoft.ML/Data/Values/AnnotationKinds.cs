namespace Microsoft.ML.Data;

/// <summary>Names of annotations that several parts know.</summary>
internal static class AnnotationKinds
{
    public const string KeyValues = "KeyValues";
    public const string SlotNames = "SlotNames";
    public const string IsNormalized = "IsNormalized";
}

internal static class AnnotationBuilderExtensions
{
    public static void AddVector<T>(this DataViewSchema.Annotations.Builder builder, string kind, PrimitiveDataViewType itemType, T[] values) =>
        builder.Add(kind, new VectorDataViewType(itemType, values.Length), (ref VBuffer<T> destination) => VBuffer<T>.Copy(values, 0, ref destination, values.Length));

    public static void AddNormalized(this DataViewSchema.Annotations.Builder builder) =>
        builder.AddPrimitiveValue(AnnotationKinds.IsNormalized, BooleanDataViewType.Instance, true);
}
