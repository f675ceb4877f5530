namespace Microsoft.ML.Data;

/// <summary>Shows some columns of a row, in an order of its own.</summary>
internal sealed class SelectingMapper : IRowToRowMapper
{
    private readonly int[] _sources;

    public SelectingMapper(DataViewSchema inputSchema, int[] sources)
    {
        _sources = sources;
        InputSchema = inputSchema;
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(sources.Select(i => inputSchema[i]));
        OutputSchema = builder.ToSchema();
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        [.. new ActiveColumns(OutputSchema, dependingColumns).Indices.Select(i => InputSchema[_sources[i]])];

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        MapperChecks.SameSchema(input, this);
        return new Row(this, input, activeColumns);
    }

    private sealed class Row(SelectingMapper parent, DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns) : DataViewRow
    {
        private readonly ActiveColumns _active = new(parent.OutputSchema, activeColumns);

        public override long Position => input.Position;

        public override long Batch => input.Batch;

        public override DataViewSchema Schema => parent.OutputSchema;

        public override ValueGetter<DataViewRowId> GetIdGetter() => input.GetIdGetter();

        public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            _active.Require(column);
            return input.GetGetter<TValue>(input.Schema[parent._sources[column.Index]]);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                input.Dispose();
        }
    }
}
