namespace Microsoft.ML.Data;

/// <summary>Moves a cursor on to the next row that is to be seen.</summary>
internal interface IRowFilter
{
    bool MoveNext();
}

/// <summary>A cursor that shows some of another's rows, under positions of their own.</summary>
internal sealed class FilterCursor : DataViewRowCursor
{
    private readonly DataViewRowCursor _source;
    private readonly IRowFilter _filter;
    private readonly ActiveColumns? _visible;
    private long _position = -1;
    private bool _ended;

    /// <param name="source">The cursor to filter; may have more columns active than are to be shown.</param>
    /// <param name="filter">Makes the filter over the cursor.</param>
    /// <param name="visible">The columns to show; all that the source has when null.</param>
    public FilterCursor(DataViewRowCursor source, Func<DataViewRowCursor, IRowFilter> filter, IEnumerable<DataViewSchema.Column>? visible = null)
    {
        _source = source;
        _filter = filter(source);
        _visible = visible == null ? null : new ActiveColumns(source.Schema, visible);
    }

    public override long Position => _position;

    public override long Batch => _source.Batch;

    public override DataViewSchema Schema => _source.Schema;

    public override ValueGetter<DataViewRowId> GetIdGetter() => _source.GetIdGetter();

    public override bool IsColumnActive(DataViewSchema.Column column) => _visible?.Contains(column) ?? _source.IsColumnActive(column);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        _visible?.Require(column);
        return _source.GetGetter<TValue>(column);
    }

    public override bool MoveNext()
    {
        if (_ended)
            return false;
        if (_filter.MoveNext())
        {
            _position++;
            return true;
        }
        _ended = true;
        _position = -1;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        _ended = true;
        if (disposing)
            _source.Dispose();
    }
}
