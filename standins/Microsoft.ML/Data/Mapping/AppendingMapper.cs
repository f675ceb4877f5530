namespace Microsoft.ML.Data;

/// <summary>
/// Passes all columns of a row through and adds those of a <see cref="RowMapper"/>: at the end, or right behind the
/// column of the same name, which they hide.
/// </summary>
internal sealed class AppendingMapper : IRowToRowMapper
{
    private readonly RowMapper _mapper;

    /// <summary>For each column the index of the input column it is, or the complement of that of the mapper's output.</summary>
    private readonly int[] _sources;

    public AppendingMapper(RowMapper mapper)
    {
        _mapper = mapper;
        var columns = mapper.InputSchema.Select((c, i) => (Column: new DataViewSchema.DetachedColumn(c), Source: i)).ToList();
        for (var i = 0; i < mapper.Outputs.Count; i++)
        {
            var added = mapper.Outputs[i];
            var hidden = columns.FindLastIndex(c => c.Column.Name == added.Name);
            columns.Insert(hidden < 0 ? columns.Count : hidden + 1, (added, ~i));
        }
        _sources = [.. columns.Select(c => c.Source)];
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(columns.Select(c => c.Column));
        OutputSchema = builder.ToSchema();
    }

    public DataViewSchema InputSchema => _mapper.InputSchema;

    public DataViewSchema OutputSchema { get; }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var active = new ActiveColumns(OutputSchema, dependingColumns);
        var needed = active.Indices.Select(i => _sources[i]).SelectMany(source => source >= 0 ? [source] : _mapper.InputsOf(~source));
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
            _getters = parent._mapper.CreateGetters(input, output => _active[Array.IndexOf(parent._sources, ~output)], out _dispose);
        }

        public override long Position => _input.Position;

        public override long Batch => _input.Batch;

        public override DataViewSchema Schema => _parent.OutputSchema;

        public override ValueGetter<DataViewRowId> GetIdGetter() => _input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            _active.Require(column);
            var source = _parent._sources[column.Index];
            return source >= 0
                ? _input.GetGetter<TValue>(_input.Schema[source])
                : ActiveColumns.Cast<TValue>(_getters[~source]!, column);
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
