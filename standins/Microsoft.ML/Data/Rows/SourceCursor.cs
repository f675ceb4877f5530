namespace Microsoft.ML.Data;

/// <summary>A cursor that has its values itself.</summary>
internal abstract class SourceCursor(DataViewSchema schema, IEnumerable<DataViewSchema.Column> columns) : DataViewRowCursor
{
    private long _position = -1;
    private bool _ended;

    protected ActiveColumns Active { get; } = new(schema, columns);

    public override DataViewSchema Schema => schema;

    public override long Position => _position;

    public override long Batch => 0;

    public override bool IsColumnActive(DataViewSchema.Column column) => Active.Contains(column);

    public override ValueGetter<DataViewRowId> GetIdGetter() =>
        (ref DataViewRowId id) => id = new DataViewRowId((ulong)CheckedPosition(), 0);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        Active.Require(column);
        return ActiveColumns.Cast<TValue>(Getter(column), column);
    }

    public sealed override bool MoveNext()
    {
        if (_ended)
            return false;
        if (MoveNextCore())
        {
            _position++;
            return true;
        }
        _ended = true;
        _position = -1;
        Dispose();
        return false;
    }

    protected abstract Delegate Getter(DataViewSchema.Column column);

    protected abstract bool MoveNextCore();

    /// <summary>The position, or the error of reading where there is no row.</summary>
    protected long CheckedPosition() => _position >= 0 ? _position : throw new InvalidOperationException("Cannot call a getter in this state.");

    protected override void Dispose(bool disposing) => _ended = true;
}
