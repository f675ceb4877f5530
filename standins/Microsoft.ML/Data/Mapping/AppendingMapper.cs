namespace Microsoft.ML.Data;

/// <summary>Passes all columns of a row through and appends those of a <see cref="RowMapper"/>.</summary>
internal sealed class AppendingMapper : IRowToRowMapper
{
    private readonly RowMapper _mapper;

    public AppendingMapper(RowMapper mapper)
    {
        _mapper = mapper;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(mapper.InputSchema);
        builder.AddColumns(mapper.Outputs);
        OutputSchema = builder.ToSchema();
    }

    public DataViewSchema InputSchema => _mapper.InputSchema;

    public DataViewSchema OutputSchema { get; }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var active = new ActiveColumns(OutputSchema, dependingColumns);
        var needed = active.Indices.SelectMany(i => i < InputSchema.Count ? [i] : _mapper.InputsOf(i - InputSchema.Count));
        return needed.Distinct().Order().Select(i => InputSchema[i]).ToArray();
    }

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        MapperChecks.SameSchema(input, this);
        return new Row(this, input, activeColumns);
    }

    private sealed class Row : DataViewRow
    {
        private readonly AppendingMapper _parent;
        private readonly DataViewRow _input;
        private readonly ActiveColumns _active;
        private readonly Delegate?[] _getters;
        private readonly Action? _dispose;
        private bool _disposed;

        public Row(AppendingMapper parent, DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
        {
            _parent = parent;
            _input = input;
            _active = new ActiveColumns(parent.OutputSchema, activeColumns);
            _getters = parent._mapper.CreateGetters(input, i => _active[parent.InputSchema.Count + i], out _dispose);
        }

        public override long Position => _input.Position;

        public override long Batch => _input.Batch;

        public override DataViewSchema Schema => _parent.OutputSchema;

        public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            _active.Require(column);
            var passed = _parent.InputSchema.Count;
            return column.Index < passed
                ? _input.GetGetter<TValue>(_input.Schema[column.Index])
                : ActiveColumns.Cast<TValue>(_getters[column.Index - passed]!, column);
        }

        protected override void Dispose(bool disposing)
        {
            if (_disposed)
                return;
            _disposed = true;
            _dispose?.Invoke();
            _input.Dispose();
        }
    }
}

internal static class MapperChecks
{
    /// <summary>A row belongs to a mapper when it has the very schema the mapper was made for.</summary>
    public static void SameSchema(DataViewRow input, IRowToRowMapper mapper)
    {
        if (!ReferenceEquals(input.Schema, mapper.InputSchema))
            throw new ArgumentOutOfRangeException(nameof(input), "Schema of input row must be the same as the schema the mapper is bound to");
    }
}
