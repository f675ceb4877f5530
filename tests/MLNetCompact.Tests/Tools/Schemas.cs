using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetCompact.Tests.Tools;

/// <summary>Schemas as text that can be compared, and the shapes of schemas, which only ML.NET's own chains can make.</summary>
internal static class Schemas
{
    /// <summary>The shape of a schema as a chain hands it to the estimators in it.</summary>
    public static SchemaShape Shape(DataViewSchema schema)
    {
        var capture = new Capture();
        new EstimatorChain<ITransformer>().Append(capture).Fit(new Empty(schema));
        return capture.Seen!;
    }

    /// <summary>All that a shape says, one line per column, in the order of their names.</summary>
    public static string[] Describe(SchemaShape shape) => [.. shape.OrderBy(c => c.Name, StringComparer.Ordinal).Select(Describe)];

    /// <summary>All that a schema says, the values of annotations included, in its order.</summary>
    public static string[] Describe(DataViewSchema schema) => [.. schema.Select(c =>
        $"{c.Name} {c.Type}{(c.IsHidden ? " hidden" : "")} [{string.Join(", ", c.Annotations.Schema.Select(a => $"{a.Name} {a.Type} = {Value(c.Annotations, a)}"))}]")];

    private static string Describe(SchemaShape.Column column) =>
        $"{column.Name} {column.Kind} {column.ItemType}{(column.IsKey ? " key" : "")} [{string.Join(", ", column.Annotations.OrderBy(a => a.Name, StringComparer.Ordinal).Select(Describe))}]";

    private static string Value(DataViewSchema.Annotations annotations, DataViewSchema.Column column)
    {
        if (column.Type is not VectorDataViewType { ItemType: TextDataViewType })
            return "";
        VBuffer<ReadOnlyMemory<char>> texts = default;
        annotations.GetValue(column.Name, ref texts);
        return string.Join(' ', texts.DenseValues());
    }

    private sealed class Capture : IEstimator<ITransformer>
    {
        public SchemaShape? Seen { get; private set; }

        public ITransformer Fit(IDataView input) => new MLContext().Transforms.CopyColumns("Copy", input.Schema[0].Name).Fit(input);

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => Seen = inputSchema;
    }

    private sealed class Empty(DataViewSchema schema) : IDataView
    {
        public bool CanShuffle => false;

        public DataViewSchema Schema => schema;

        public long? GetRowCount() => 0;

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => throw new NotSupportedException("There are no rows.");

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => throw new NotSupportedException("There are no rows.");
    }
}
