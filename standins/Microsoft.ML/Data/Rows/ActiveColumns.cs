namespace Microsoft.ML.Data;

/// <summary>Which columns of a schema a caller asked for, and the checks every row makes.</summary>
internal sealed class ActiveColumns
{
    private readonly bool[] _active;

    public ActiveColumns(DataViewSchema schema, IEnumerable<DataViewSchema.Column> columns)
    {
        _active = new bool[schema.Count];
        foreach (var column in columns)
        {
            Check(column);
            _active[column.Index] = true;
        }
    }

    public bool this[int index] => _active[index];

    public IEnumerable<int> Indices => Enumerable.Range(0, _active.Length).Where(i => _active[i]);

    public bool Contains(DataViewSchema.Column column)
    {
        Check(column);
        return _active[column.Index];
    }

    public void Require(DataViewSchema.Column column)
    {
        if (!Contains(column))
            throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' is not active.");
    }

    public static ValueGetter<TValue> Cast<TValue>(Delegate getter, DataViewSchema.Column column) =>
        getter as ValueGetter<TValue>
        ?? throw new InvalidOperationException($"Column '{column.Name}' is of type {column.Type}, its getter is not for {typeof(TValue)}.");

    private void Check(DataViewSchema.Column column)
    {
        if (column.Name == null || column.Index >= _active.Length)
            throw new ArgumentOutOfRangeException(nameof(column), $"Column '{column.Name}' is not part of this schema.");
    }
}
