using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: Microsoft.ML.LoadableClass(typeof(ValueMappingTransformer), ValueMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

public class ValueMappingEstimator : TrivialEstimator<ValueMappingTransformer>
{
    internal ValueMappingEstimator(IHostEnvironment env, IDataView lookupMap, DataViewSchema.Column keyColumn, DataViewSchema.Column valueColumn, params InputOutputColumnPair[] columns)
        : base(env.Register(nameof(ValueMappingEstimator)), new ValueMappingTransformer(env, columns, ValueMap.Read(lookupMap, keyColumn, valueColumn))) { }

    public sealed override SchemaShape GetOutputSchema(SchemaShape inputSchema) =>
        inputSchema.With(Transformer.Pairs.Select(pair => Output(pair, inputSchema.Find(pair.InputColumnName))).ToArray());

    private SchemaShape.Column Output(InputOutputColumnPair pair, SchemaShape.Column input)
    {
        var map = Transformer.Map;
        if (input.ItemType.RawType != map.KeyType.RawType)
            throw Errors.SchemaMismatch("inputSchema", "input", pair.InputColumnName, map.KeyType.ToString()!, input.TypeText);
        var value = SchemaShape.Column.Of(pair.OutputColumnName, map.ValueType, SchemaShape.Create(map.ValueAnnotations.Schema));
        return new SchemaShape.Column(pair.OutputColumnName, input.Kind, value.ItemType, value.IsKey, value.Annotations);
    }
}

/// <summary>Replaces values by those that a table has for them.</summary>
public class ValueMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "ValueMappingTransformer";
    private static readonly VersionInfo Version = new("VALUMAPG", 1, LoaderSignature, Assembly.GetExecutingAssembly());

    internal ValueMappingTransformer(IHostEnvironment env, InputOutputColumnPair[] columns, ValueMap map)
        : base(env.Register(nameof(ValueMappingTransformer)), columns)
    {
        if (map.KeyType is VectorDataViewType)
            throw new ArgumentOutOfRangeException(nameof(map), "Keys cannot be vectors.");
        if (map.ValueType is VectorDataViewType)
            throw new ArgumentOutOfRangeException(nameof(map), "Only scalar values can be looked up here.");
        Map = map;
    }

    internal ValueMap Map { get; }

    internal IReadOnlyList<InputOutputColumnPair> Pairs => Columns;

    private protected override ColumnMapper.Output MakeOutput(int index, DataViewSchema.Column input)
    {
        if (input.Type.ItemTypeOrSelf.RawType != Map.KeyType.RawType)
            throw Errors.SchemaMismatch("inputSchema", "input", input.Name, Map.KeyType.ToString()!, input.Type.ToString()!);
        return new(new(Columns[index].OutputColumnName, input.Type.WithItems((PrimitiveDataViewType)Map.ValueType), Map.ValueAnnotations), [input.Index],
            row => Map.Getter(row, input));
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx.Writer);
        ctx.SaveBinaryStream("DefaultMap.idv", Map.Save);
    }

    internal static ValueMappingTransformer Create(IHostEnvironment env, ModelLoadContext context)
    {
        context.Check(Version);
        ValueMap? map = null;
        context.LoadBinaryStream("DefaultMap.idv", reader => map = ValueMap.Load(reader));
        return new ValueMappingTransformer(env, LoadColumns(context.Reader), map!);
    }
}
