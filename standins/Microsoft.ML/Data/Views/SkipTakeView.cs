namespace Microsoft.ML.Data;

/// <summary>A stretch of another view's rows.</summary>
internal sealed class SkipTakeView(IDataView source, long skip, long take) : IDataView
{
    public bool CanShuffle => false;

    public DataViewSchema Schema => source.Schema;

    public long? GetRowCount() => source.GetRowCount() is { } count ? Math.Clamp(count - skip, 0, take) : null;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new FilterCursor(source.GetRowCursor(columnsNeeded), row => new Stretch(row, skip, take));

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) => [GetRowCursor(columnsNeeded, rand)];

    private sealed class Stretch(DataViewRowCursor cursor, long skip, long take) : IRowFilter
    {
        private long _left = take;
        private bool _skipped;

        public bool MoveNext()
        {
            if (!_skipped)
            {
                _skipped = true;
                for (var i = 0L; i < skip; i++)
                    if (!cursor.MoveNext())
                        return false;
            }
            return _left-- > 0 && cursor.MoveNext();
        }
    }
}
