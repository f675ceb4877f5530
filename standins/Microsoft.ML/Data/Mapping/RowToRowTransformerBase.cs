using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>A transformer that appends columns computed row by row.</summary>
public abstract class RowToRowTransformerBase : ITransformer
{
    private protected RowToRowTransformerBase(IHost host) => Host = host;

    private protected IHost Host { get; }

    private protected abstract RowMapper MakeRowMapper(DataViewSchema schema);

    private protected abstract void SaveModel(ModelSaveContext ctx);

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => new AppendingMapper(MakeRowMapper(inputSchema)).OutputSchema;

    public IDataView Transform(IDataView input) => new MappedView(input, new AppendingMapper(MakeRowMapper(input.Schema)));

    bool ITransformer.IsRowToRowMapper => true;

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => new AppendingMapper(MakeRowMapper(inputSchema));

    void ICanSaveModel.Save(ModelSaveContext ctx) => SaveModel(ctx);
}

/// <summary>A transformer each of whose outputs comes from one input column.</summary>
public abstract class OneToOneTransformerBase : RowToRowTransformerBase
{
    private readonly InputOutputColumnPair[] _columns;

    private protected OneToOneTransformerBase(IHost host, InputOutputColumnPair[] columns) : base(host)
    {
        _columns = columns.Length > 0 ? columns : throw new ArgumentOutOfRangeException(nameof(columns), "No columns are given.");
        var twice = columns.GroupBy(c => c.OutputColumnName).FirstOrDefault(g => g.Count() > 1)?.Key;
        if (twice != null)
            throw new ArgumentOutOfRangeException(nameof(columns), $"Output column '{twice}' specified multiple times");
    }

    private protected IReadOnlyList<InputOutputColumnPair> Columns => _columns;

    /// <summary>Output number <paramref name="index"/> over the input column; throws when that is of a type that will not do.</summary>
    private protected abstract ColumnMapper.Output MakeOutput(int index, DataViewSchema.Column input);

    private protected sealed override RowMapper MakeRowMapper(DataViewSchema schema) => new ColumnMapper(schema,
    [
        .. _columns.Select((pair, i) => MakeOutput(i, schema.GetColumnOrNull(pair.InputColumnName)
            ?? throw Errors.ColumnNotFound("inputSchema", "input", pair.InputColumnName))),
    ]);

    private protected void SaveColumns(BinaryWriter writer)
    {
        writer.Write(_columns.Length);
        foreach (var pair in _columns)
        {
            writer.Write(pair.OutputColumnName);
            writer.Write(pair.InputColumnName);
        }
    }

    private protected static InputOutputColumnPair[] LoadColumns(BinaryReader reader) =>
        [.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => new InputOutputColumnPair(reader.ReadString(), reader.ReadString()))];
}

/// <summary>An estimator that has its transformer from the start and learns nothing.</summary>
public abstract class TrivialEstimator<TTransformer> : IEstimator<TTransformer>
    where TTransformer : class, ITransformer
{
    private protected TrivialEstimator(IHost host, TTransformer transformer)
    {
        Host = host;
        Transformer = transformer;
    }

    private protected IHost Host { get; }

    private protected TTransformer Transformer { get; }

    public TTransformer Fit(IDataView input)
    {
        Transformer.GetOutputSchema(input.Schema);
        return Transformer;
    }

    public abstract SchemaShape GetOutputSchema(SchemaShape inputSchema);
}
