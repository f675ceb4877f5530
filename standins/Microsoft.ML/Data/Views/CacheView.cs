namespace Microsoft.ML.Data;

/// <summary>Another view's rows in memory: a column is read when a cursor first asks for it.</summary>
internal sealed class CacheView : IDataView
{
    private readonly IDataView _source;
    private readonly Lock _lock = new();
    private readonly ColumnBuffer?[] _columns;
    private int? _count;

    public CacheView(IDataView source, string[] columnsToPrefetch)
    {
        _source = source;
        _columns = new ColumnBuffer?[source.Schema.Count];
        Fill(columnsToPrefetch.Select(name => source.Schema[name]));
    }

    public bool CanShuffle => true;

    public DataViewSchema Schema => _source.Schema;

    public long? GetRowCount()
    {
        lock (_lock)
            return _count ?? _source.GetRowCount();
    }

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var columns = columnsNeeded.ToArray();
        var count = Fill(columns);
        var order = rand == null ? null : Enumerable.Range(0, count).ToArray();
        rand?.Shuffle(order!);
        return new Cursor(this, columns, count, order);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [GetRowCursor(columnsNeeded, rand)];

    private int Fill(IEnumerable<DataViewSchema.Column> columns)
    {
        lock (_lock)
        {
            var missing = columns.Where(c => _columns[c.Index] == null).DistinctBy(c => c.Index).ToArray();
            if (_count != null && missing.Length == 0)
                return _count.Value;
            var buffers = Array.ConvertAll(missing, c => ColumnBuffer.Create(c.Type));
            using var cursor = _source.GetRowCursor(missing);
            var readers = missing.Zip(buffers, (column, buffer) => buffer.Reader(cursor, column)).ToArray();
            var count = 0;
            for (; cursor.MoveNext(); count++)
                foreach (var read in readers)
                    read(count);
            for (var i = 0; i < missing.Length; i++)
                _columns[missing[i].Index] = buffers[i];
            _count = count;
            return count;
        }
    }

    private sealed class Cursor(CacheView parent, IEnumerable<DataViewSchema.Column> columns, int count, int[]? order) : SourceCursor(parent.Schema, columns)
    {
        private int _next;

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)Index(), 0);

        protected override Delegate Getter(DataViewSchema.Column column) => parent._columns[column.Index]!.Getter(Index);

        protected override bool MoveNextCore() => _next++ < count;

        private int Index()
        {
            var position = (int)CheckedPosition();
            return order?[position] ?? position;
        }
    }
}
