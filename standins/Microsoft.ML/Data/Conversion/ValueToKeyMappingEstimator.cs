using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

/// <summary>Learns the distinct values of columns, or takes them from a view, and numbers them.</summary>
public sealed class ValueToKeyMappingEstimator : IEstimator<ValueToKeyMappingTransformer>
{
    private readonly IHost _host;
    private readonly InputOutputColumnPair[] _columns;
    private readonly int _maximum;
    private readonly KeyOrdinality _ordinality;
    private readonly bool _textKeyValues;
    private readonly IDataView? _keyData;

    internal ValueToKeyMappingEstimator(IHostEnvironment env, InputOutputColumnPair[] columns, int maximum, KeyOrdinality ordinality, bool textKeyValues, IDataView? keyData)
    {
        if (keyData != null && keyData.Schema.Count(c => !c.IsHidden) != 1)
            throw new ArgumentOutOfRangeException(nameof(keyData), "The view with the values must have exactly one column.");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maximum);
        _host = env.Register(nameof(ValueToKeyMappingEstimator));
        _columns = columns;
        _maximum = maximum;
        _ordinality = ordinality;
        _textKeyValues = textKeyValues;
        _keyData = keyData;
    }

    public enum KeyOrdinality : byte
    {
        ByOccurrence = 0,
        ByValue = 1,
    }

    public ValueToKeyMappingTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new ValueToKeyMappingTransformer(_host, _columns, Array.ConvertAll(_columns, pair => Terms(input, pair.InputColumnName)), _textKeyValues);
    }

    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => inputSchema.With(_columns.Select(pair => Output(pair, inputSchema.Find(pair.InputColumnName))).ToArray());

    private TermMap Terms(IDataView input, string name)
    {
        var column = input.Schema.GetColumnOrNull(name) ?? throw Errors.ColumnNotFound(nameof(input), "input", name);
        if (!ValueToKeyMappingTransformer.CanMap(column.Type.ItemTypeOrSelf))
            throw Errors.SchemaMismatch(nameof(input), "input", name, "a text, number, boolean, date or key", column.Type.ToString()!);
        if (_keyData == null)
            return TermMap.Learn(input, column, _maximum, _ordinality == KeyOrdinality.ByValue);
        var values = _keyData.Schema.Single(c => !c.IsHidden);
        if (values.Type.ItemTypeOrSelf.RawType != column.Type.ItemTypeOrSelf.RawType)
            throw Errors.SchemaMismatch("keyData", "key", values.Name, column.Type.ItemTypeOrSelf.ToString()!, values.Type.ToString()!);
        return TermMap.Learn(_keyData, values, int.MaxValue, _ordinality == KeyOrdinality.ByValue);
    }

    private SchemaShape.Column Output(InputOutputColumnPair pair, SchemaShape.Column input)
    {
        if (!ValueToKeyMappingTransformer.CanMap(input.ItemType))
            throw Errors.SchemaMismatch("inputSchema", "input", pair.InputColumnName, "a text, number, boolean, date or key", input.TypeText);
        var values = input.IsKey && input.Annotations.TryFindColumn(AnnotationKinds.KeyValues, out var inner) ? inner
            : new SchemaShape.Column(AnnotationKinds.KeyValues, SchemaShape.Column.VectorKind.Vector,
                _textKeyValues ? TextDataViewType.Instance : input.ItemType, input.IsKey && !_textKeyValues);
        return new SchemaShape.Column(pair.OutputColumnName, input.Kind, NumberDataViewType.UInt32, true,
            new SchemaShape(ScalarOrVectorGetter.SlotNamesOf(input).Append(values)));
    }
}
