namespace Microsoft.ML.Data;

/// <summary>The lines of files as rows; read anew by every cursor.</summary>
internal sealed class TextView(IMultiStreamSource source, TextLines lines, TextColumn[] columns, DataViewSchema schema, long maximumRows) : IDataView
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => schema;

    public long? GetRowCount() => null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => new Cursor(this, columnsNeeded);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [GetRowCursor(columnsNeeded, rand)];

    private IEnumerable<string[]> Rows()
    {
        var count = 0L;
        foreach (var line in lines.Read(source))
        {
            if (count++ == maximumRows)
                yield break;
            yield return line;
        }
    }

    private Delegate Getter(int column, Func<string[]> current) => columns[column].CreateGetter(current);

    private sealed class Cursor(TextView parent, IEnumerable<DataViewSchema.Column> columns) : SourceCursor(parent.Schema, columns)
    {
        private readonly IEnumerator<string[]> _rows = parent.Rows().GetEnumerator();

        protected override Delegate Getter(DataViewSchema.Column column) => parent.Getter(column.Index, Current);

        protected override bool MoveNextCore() => _rows.MoveNext();

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            _rows.Dispose();
        }

        private string[] Current()
        {
            CheckedPosition();
            return _rows.Current;
        }
    }
}
