using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>Columns to tensors and back.</summary>
internal static class OnnxTensors
{
    /// <summary>A tensor made once for a cursor, and the action that fills it from the current row.</summary>
    public sealed record Feed(OrtValue Value, Action Fill);

    public static Feed CreateFeed(DataViewRow row, DataViewSchema.Column column, long[] shape) => column.Type.ItemTypeOrSelf is TextDataViewType
        ? TextFeed(row, column, shape)
        : Generic.Call<Feed>(NumberFeed<int>, column.Type.ItemTypeOrSelf.RawType, row, column, shape);

    /// <summary>A getter over the tensor that the last run gave for an output.</summary>
    public static Delegate Getter(OnnxNode output, Func<OrtValue> result)
    {
        var isText = output.ItemType is TextDataViewType;
        if (output.Shape.Length == 0)
            return Generic.Call<Delegate>(ScalarGetter<int>, output.ItemType.RawType, output.Name);
        return isText ? TextGetter(result) : Generic.Call<Delegate>(NumberGetter<int>, output.ItemType.RawType, result);
    }

    private static Feed NumberFeed<T>(DataViewRow row, DataViewSchema.Column column, long[] shape) where T : unmanaged
    {
        var memory = new T[Size(shape)];
        var value = OrtValue.CreateTensorValueFromMemory(memory, shape);
        var read = Reader<T>(row, column);
        return new Feed(value, () => read(memory));
    }

    private static Feed TextFeed(DataViewRow row, DataViewSchema.Column column, long[] shape)
    {
        var texts = new ReadOnlyMemory<char>[Size(shape)];
        var value = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, shape);
        var read = Reader<ReadOnlyMemory<char>>(row, column);
        return new Feed(value, () =>
        {
            read(texts);
            for (var i = 0; i < texts.Length; i++)
                value.StringTensorSetElementAt(texts[i].Span, i);
        });
    }

    private static int Size(long[] shape) => (int)shape.Aggregate(1L, (product, d) => product * d);

    private static Action<T[]> Reader<T>(DataViewRow row, DataViewSchema.Column column)
    {
        if (column.Type is not VectorDataViewType)
        {
            var getScalar = row.GetGetter<T>(column);
            return memory => getScalar(ref memory[0]);
        }
        var getVector = row.GetGetter<VBuffer<T>>(column);
        VBuffer<T> vector = default;
        return memory =>
        {
            getVector(ref vector);
            if (vector.Length != memory.Length)
                throw new ArgumentException($"Column '{column.Name}' has {vector.Length} values in this row, the model takes {memory.Length}.");
            vector.CopyTo(memory);
        };
    }

    private static ValueGetter<VBuffer<T>> NumberGetter<T>(Func<OrtValue> result) where T : unmanaged =>
        (ref VBuffer<T> destination) =>
        {
            var values = result().GetTensorDataAsSpan<T>();
            var editor = VBufferEditor.Create(ref destination, values.Length);
            values.CopyTo(editor.Values);
            destination = editor.Commit();
        };

    private static ValueGetter<VBuffer<ReadOnlyMemory<char>>> TextGetter(Func<OrtValue> result) =>
        (ref VBuffer<ReadOnlyMemory<char>> destination) =>
        {
            var texts = Array.ConvertAll(result().GetStringTensorAsArray(), text => text.AsMemory());
            VBuffer<ReadOnlyMemory<char>>.Copy(texts, 0, ref destination, texts.Length);
        };

    /// <summary>Tensors without dimensions have a scalar column, which has never been readable.</summary>
    private static ValueGetter<T> ScalarGetter<T>(string name) =>
        (ref T destination) => throw new InvalidCastException($"Output '{name}' is a tensor without dimensions, which cannot be read as a scalar.");
}
