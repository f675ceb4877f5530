namespace Microsoft.ML.Data;

/// <summary>Objects as a view; enumerated anew for every cursor.</summary>
internal sealed class EnumerableView<TRow>(IEnumerable<TRow> rows, TypedSchema typed) : IDataView
    where TRow : class
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => typed.Schema;

    public long? GetRowCount() => (rows as ICollection<TRow>)?.Count;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => new Cursor(rows, typed, columnsNeeded);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : SourceCursor
    {
        private readonly IEnumerator<TRow> _rows;
        private readonly Delegate?[] _getters;

        public Cursor(IEnumerable<TRow> rows, TypedSchema typed, IEnumerable<DataViewSchema.Column> columns) : base(typed.Schema, columns)
        {
            _rows = rows.GetEnumerator();
            _getters = [.. typed.Columns.Select((c, i) => Active[i] ? MemberGetters.Create<TRow>(c, Current) : null)];
        }

        protected override Delegate Getter(DataViewSchema.Column column) => _getters[column.Index]!;

        protected override bool MoveNextCore() => _rows.MoveNext();

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            _rows.Dispose();
        }

        private TRow Current()
        {
            CheckedPosition();
            return _rows.Current;
        }
    }
}
