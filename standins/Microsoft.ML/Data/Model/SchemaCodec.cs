namespace Microsoft.ML.Data;

/// <summary>How the schema that a model was fitted on is stored: visible columns, their types and annotations.</summary>
internal static class SchemaCodec
{
    public static void Write(BinaryWriter writer, DataViewSchema schema)
    {
        var columns = schema.Where(c => !c.IsHidden && TypeCodec.CanWrite(c.Type)).ToArray();
        writer.Write(columns.Length);
        foreach (var column in columns)
        {
            writer.Write(column.Name);
            TypeCodec.Write(writer, column.Type);
            var annotations = column.Annotations.Schema.Where(a => TypeCodec.CanWrite(a.Type)).ToArray();
            writer.Write(annotations.Length);
            foreach (var annotation in annotations)
            {
                writer.Write(annotation.Name);
                TypeCodec.Write(writer, annotation.Type);
                Generic.Call<object?>(annotation.Type is VectorDataViewType ? WriteVector<int> : WriteScalar<int>,
                    annotation.Type.ItemTypeOrSelf.RawType, writer, column.Annotations, annotation.Name);
            }
        }
    }

    public static DataViewSchema Read(BinaryReader reader)
    {
        var schema = new DataViewSchema.Builder();
        for (var columns = reader.ReadInt32(); columns > 0; columns--)
        {
            var name = reader.ReadString();
            var type = TypeCodec.Read(reader);
            var annotations = new DataViewSchema.Annotations.Builder();
            for (var count = reader.ReadInt32(); count > 0; count--)
            {
                var kind = reader.ReadString();
                var annotationType = TypeCodec.Read(reader);
                var value = Generic.Call<object>(annotationType is VectorDataViewType ? ReadVector<int> : ReadScalar<int>, annotationType.ItemTypeOrSelf.RawType, reader);
                annotations.Add(kind, annotationType, AnnotationGetters.Create(value, annotationType));
            }
            schema.AddColumn(name, type, annotations.ToAnnotations());
        }
        return schema.ToSchema();
    }

    private static object? WriteScalar<T>(BinaryWriter writer, DataViewSchema.Annotations annotations, string kind)
    {
        T value = default!;
        annotations.GetValue(kind, ref value);
        ValueCodec<T>.Write(writer, value);
        return null;
    }

    private static object? WriteVector<T>(BinaryWriter writer, DataViewSchema.Annotations annotations, string kind)
    {
        VBuffer<T> value = default;
        annotations.GetValue(kind, ref value);
        ValueCodec<T>.WriteAll(writer, value.DenseValues().ToArray());
        return null;
    }

    private static object ReadScalar<T>(BinaryReader reader) => ValueCodec<T>.Read(reader)!;

    private static object ReadVector<T>(BinaryReader reader) => ValueCodec<T>.ReadAll(reader);
}
