namespace Microsoft.ML.Data;

/// <summary>An object as a row. Another object put into it is its next position.</summary>
internal sealed class ObjectRow<TRow> : DataViewRow
    where TRow : class
{
    private readonly Delegate[] _getters;
    private TRow? _current;
    private long _position = -1;

    public ObjectRow(TypedSchema schema)
    {
        Schema = schema.Schema;
        _getters = [.. schema.Columns.Select(c => MemberGetters.Create<TRow>(c, Current))];
    }

    public override DataViewSchema Schema { get; }

    public override long Position => _position;

    public override long Batch => 0;

    public void Set(TRow current)
    {
        _current = current ?? throw new ArgumentNullException(nameof(current));
        _position++;
    }

    public override bool IsColumnActive(DataViewSchema.Column column) => column.Index < Schema.Count;

    public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (column.Index >= _getters.Length)
            throw new ArgumentOutOfRangeException(nameof(column));
        return ActiveColumns.Cast<TValue>(_getters[column.Index], column);
    }

    private TRow Current() => _current ?? throw new InvalidOperationException("Cannot call a getter in this state.");
}
