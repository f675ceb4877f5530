namespace Microsoft.ML.Data;

/// <summary>Getters that deliver one value over and over.</summary>
internal static class AnnotationGetters
{
    public static Delegate Create(object value, DataViewType type) => value switch
    {
        string text => Scalar(text.AsMemory()),
        string[] texts => Vector(Array.ConvertAll(texts, t => t.AsMemory())),
        Array array => Generic.Call<Delegate>(Vector<int>, array.GetType().GetElementType()!, array),
        _ when type is VectorDataViewType vector => Generic.Call<Delegate>(Buffer<int>, vector.ItemType.RawType, value),
        _ => Generic.Call<Delegate>(Scalar<int>, value.GetType(), value),
    };

    private static ValueGetter<T> Scalar<T>(T value) => (ref T destination) => destination = value;

    private static ValueGetter<VBuffer<T>> Vector<T>(T[] values) =>
        (ref VBuffer<T> destination) => VBuffer<T>.Copy(values, 0, ref destination, values.Length);

    private static ValueGetter<VBuffer<T>> Buffer<T>(VBuffer<T> values) =>
        (ref VBuffer<T> destination) => values.CopyTo(ref destination);
}
