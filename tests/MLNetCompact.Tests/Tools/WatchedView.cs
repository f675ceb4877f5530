using Microsoft.ML;
using Microsoft.ML.Data;

namespace MLNetCompact.Tests.Tools;

/// <summary>A view that counts how it is read, and gives as many cursors as it is asked for: each row is a batch of its own, dealt out in turn.</summary>
internal sealed class WatchedView(IDataView source) : IDataView
{
    private int _cursors;
    private int _rows;

    /// <summary>How many cursors were taken.</summary>
    public int Cursors => _cursors;

    /// <summary>How many rows were moved to.</summary>
    public int Rows => _rows;

    public bool CanShuffle => false;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => source.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => Take(columnsNeeded, 0, 1);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [.. Enumerable.Range(0, n).Select(i => Take(columnsNeeded, i, n))];

    private Cursor Take(IEnumerable<DataViewSchema.Column> columns, int first, int step)
    {
        Interlocked.Increment(ref _cursors);
        return new Cursor(this, source.GetRowCursor(columns), first, step);
    }

    private sealed class Cursor(WatchedView view, DataViewRowCursor rows, int first, int step) : DataViewRowCursor
    {
        private long _position = -1;

        public override long Position => _position;

        public override long Batch => rows.Position;

        public override DataViewSchema Schema => rows.Schema;

        public override bool MoveNext()
        {
            do
            {
                if (!rows.MoveNext())
                {
                    _position = -1;
                    return false;
                }
            }
            while (rows.Position % step != first);
            _position++;
            Interlocked.Increment(ref view._rows);
            return true;
        }

        public override ValueGetter<DataViewRowId> GetIdGetter() => rows.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => rows.IsColumnActive(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) => rows.GetGetter<TValue>(column);

        protected override void Dispose(bool disposing)
        {
            rows.Dispose();
            base.Dispose(disposing);
        }
    }
}
