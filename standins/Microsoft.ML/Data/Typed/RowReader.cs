namespace Microsoft.ML.Data;

/// <summary>How a view's columns fill the members of a class: which columns, checked once for all cursors.</summary>
internal sealed class RowReader<TRow>
    where TRow : class
{
    private readonly (TypedMember Member, DataViewSchema.Column Column)[] _pairs;

    public RowReader(DataViewSchema schema, bool ignoreMissingColumns, SchemaDefinition? definition)
    {
        var pairs = new List<(TypedMember, DataViewSchema.Column)>();
        foreach (var typed in TypedSchema.Create(typeof(TRow), definition, SchemaDefinition.Direction.Write).Columns)
        {
            if (schema.GetColumnOrNull(typed.Name) is { } column)
                pairs.Add((typed.Member, Checked(typed, column)));
            else if (!ignoreMissingColumns)
                throw new ArgumentOutOfRangeException(nameof(schema), $"Column '{typed.Name}' not found in the data view");
        }
        _pairs = [.. pairs];
    }

    public IEnumerable<DataViewSchema.Column> Columns => _pairs.Select(p => p.Column);

    /// <summary>An action that fills an object from where the row stands.</summary>
    public Action<TRow> Over(DataViewRow row)
    {
        var setters = Array.ConvertAll(_pairs, p => MemberSetters.Create<TRow>(p.Member, row, p.Column));
        return target =>
        {
            foreach (var set in setters)
                set(target);
        };
    }

    private static DataViewSchema.Column Checked(TypedSchema.Column typed, DataViewSchema.Column column) =>
        typed.Member.Fits(column.Type)
            ? column
            : throw new InvalidOperationException($"Can't bind the IDataView column '{column.Name}' of type '{column.Type}' to field or property '{typed.Member.Name}' of type '{typed.Member.Type}'.");
}
