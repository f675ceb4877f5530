namespace Microsoft.ML.Data;

/// <summary>A view whose rows are another's, mapped one to one when they are read.</summary>
internal sealed class MappedView(IDataView source, IRowToRowMapper mapper) : IDataView
{
    public bool CanShuffle => source.CanShuffle;

    public DataViewSchema Schema => mapper.OutputSchema;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var columns = columnsNeeded.ToArray();
        return Over(source.GetRowCursor(mapper.GetDependencies(columns), rand), columns);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var columns = columnsNeeded.ToArray();
        return [.. source.GetRowCursorSet(mapper.GetDependencies(columns), n, rand).Select(cursor => Over(cursor, columns))];
    }

    private CursorOverRow Over(DataViewRowCursor cursor, DataViewSchema.Column[] columns)
    {
        try
        {
            return new CursorOverRow(cursor, mapper.GetRow(cursor, columns));
        }
        catch
        {
            cursor.Dispose();
            throw;
        }
    }
}
