namespace Microsoft.ML.Data;

/// <summary>The mappers of a chain as one. Every row handed from one to the next must carry the very schema the next was made for.</summary>
internal sealed class ChainMapper : IRowToRowMapper
{
    private readonly IRowToRowMapper[] _mappers;

    public ChainMapper(DataViewSchema inputSchema, ITransformer[] transformers)
    {
        InputSchema = OutputSchema = inputSchema;
        _mappers = new IRowToRowMapper[transformers.Length];
        for (var i = 0; i < transformers.Length; i++)
        {
            _mappers[i] = transformers[i].GetRowToRowMapper(OutputSchema);
            OutputSchema = _mappers[i].OutputSchema;
        }
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns) =>
        _mappers.Reverse().Aggregate(dependingColumns, (columns, mapper) => mapper.GetDependencies(columns));

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        MapperChecks.SameSchema(input, this);
        var active = new IEnumerable<DataViewSchema.Column>[_mappers.Length];
        var needed = activeColumns;
        for (var i = _mappers.Length - 1; i >= 0; i--)
        {
            active[i] = needed;
            needed = _mappers[i].GetDependencies(needed);
        }
        var row = input;
        for (var i = 0; i < _mappers.Length; i++)
            row = _mappers[i].GetRow(row, active[i]);
        return row;
    }
}
