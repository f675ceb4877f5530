using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Learns how to bring columns of real numbers to a common scale, slot by slot.</summary>
public sealed class NormalizingEstimator : IEstimator<NormalizingTransformer>
{
    private readonly IHost _host;
    private readonly InputOutputColumnPair[] _columns;
    private readonly long _maximumExampleCount;
    private readonly Func<SlotStatistics, SlotNormalizer> _learn;

    internal NormalizingEstimator(IHostEnvironment env, InputOutputColumnPair[] columns, long maximumExampleCount, Func<SlotStatistics, SlotNormalizer> learn)
    {
        if (maximumExampleCount <= 1)
            throw new ArgumentOutOfRangeException(nameof(maximumExampleCount), "Must be greater than 1");
        _host = env.Register(nameof(NormalizingEstimator));
        _columns = columns;
        _maximumExampleCount = maximumExampleCount;
        _learn = learn;
    }

    public NormalizingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new NormalizingTransformer(_host, _columns, Array.ConvertAll(_columns, pair =>
        {
            var column = input.Schema.GetColumnOrNull(pair.InputColumnName) ?? throw Errors.ColumnNotFound(nameof(input), "input", pair.InputColumnName);
            NormalizingTransformer.CheckType(column);
            return Array.ConvertAll(SlotStatistics.Collect(input, column, _maximumExampleCount), slot => _learn(slot));
        }));
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inputSchema.With(_columns.Select(pair => Output(pair, inputSchema.Find(pair.InputColumnName))).ToArray());

    private static SchemaShape.Column Output(InputOutputColumnPair pair, SchemaShape.Column input)
    {
        if (input.Kind == SchemaShape.Column.VectorKind.VariableVector || !NormalizingTransformer.IsReal(input.ItemType))
            throw Errors.SchemaMismatch("inputSchema", "input", pair.InputColumnName, "Single, Double or vector of known size of them", input.TypeText);
        var normalized = new SchemaShape.Column(AnnotationKinds.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false);
        return new SchemaShape.Column(pair.OutputColumnName, input.Kind, input.ItemType, false,
            new SchemaShape(ScalarOrVectorGetter.SlotNamesOf(input).Append(normalized)));
    }
}
