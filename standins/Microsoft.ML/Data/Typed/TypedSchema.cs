namespace Microsoft.ML.Data;

/// <summary>The columns of a row class: its members with the names, types and annotations a definition gives them.</summary>
internal sealed class TypedSchema
{
    public sealed record Column(TypedMember Member, string Name, DataViewType Type, DataViewSchema.Annotations Annotations);

    private TypedSchema(IReadOnlyList<Column> columns)
    {
        Columns = columns;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(Detached());
        Schema = builder.ToSchema();
    }

    public IReadOnlyList<Column> Columns { get; }

    public DataViewSchema Schema { get; }

    public IEnumerable<DataViewSchema.DetachedColumn> Detached() =>
        Columns.Select(c => new DataViewSchema.DetachedColumn(c.Name, c.Type, c.Annotations));

    public static TypedSchema Create(Type type, SchemaDefinition? definition, SchemaDefinition.Direction direction)
    {
        var columns = new List<Column>();
        foreach (var column in definition ?? SchemaDefinition.Create(type, direction))
        {
            var member = TypedMember.Of(type, column.MemberName);
            if (!member.Fits(column.ColumnType))
                throw new ArgumentOutOfRangeException(nameof(definition), $"Column '{column.ColumnName}' of type {column.ColumnType} does not fit member {member.Name} of type {member.Type}");
            if (columns.Any(c => c.Name == column.ColumnName))
                throw new ArgumentOutOfRangeException(nameof(definition), $"Duplicate column name '{column.ColumnName}' in schema definition");
            columns.Add(new Column(member, column.ColumnName, column.ColumnType, column.Annotations));
        }
        return new TypedSchema(columns);
    }

    /// <summary>The definition by which a class reads as a given schema: types and annotations of the schema's columns.</summary>
    public static SchemaDefinition DefinitionFor(Type type, DataViewSchema schema)
    {
        var definition = SchemaDefinition.Create(type, SchemaDefinition.Direction.Read);
        foreach (var column in definition)
        {
            if (schema.GetColumnOrNull(column.ColumnName) is not { } given)
                continue;
            column.ColumnType = given.Type;
            column.AddAnnotations(given.Annotations);
        }
        return definition;
    }
}
