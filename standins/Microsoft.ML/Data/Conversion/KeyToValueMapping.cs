using System.Globalization;
using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: Microsoft.ML.LoadableClass(typeof(KeyToValueMappingTransformer), KeyToValueMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

public sealed class KeyToValueMappingEstimator : TrivialEstimator<KeyToValueMappingTransformer>
{
    internal KeyToValueMappingEstimator(IHostEnvironment env, params InputOutputColumnPair[] columns)
        : base(env.Register(nameof(KeyToValueMappingEstimator)), new KeyToValueMappingTransformer(env, columns)) { }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema) =>
        inputSchema.With(Transformer.Pairs.Select(pair => Output(pair, inputSchema.Find(pair.InputColumnName))).ToArray());

    private static SchemaShape.Column Output(InputOutputColumnPair pair, SchemaShape.Column input)
    {
        if (!input.IsKey)
            throw Errors.SchemaMismatch("inputSchema", "input", pair.InputColumnName, "KeyDataViewType", input.TypeText);
        if (!input.Annotations.TryFindColumn(AnnotationKinds.KeyValues, out var values))
            throw new ArgumentOutOfRangeException("inputSchema", $"Input column '{pair.InputColumnName}' doesn't contain key values annotation");
        return new SchemaShape.Column(pair.OutputColumnName, input.Kind, values.ItemType, values.IsKey, new SchemaShape(ScalarOrVectorGetter.SlotNamesOf(input)));
    }
}

/// <summary>Keys back to the values that their annotation KeyValues holds.</summary>
public sealed class KeyToValueMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "KeyToValueTransform";
    private static readonly VersionInfo Version = new("KEY2VALT", 1, LoaderSignature, Assembly.GetExecutingAssembly());

    internal KeyToValueMappingTransformer(IHostEnvironment env, InputOutputColumnPair[] columns) : base(env.Register(nameof(KeyToValueMappingTransformer)), columns) { }

    internal IReadOnlyList<InputOutputColumnPair> Pairs => Columns;

    private protected override ColumnMapper.Output MakeOutput(int index, DataViewSchema.Column input)
    {
        if (input.Type.ItemTypeOrSelf is not KeyDataViewType key
            || input.Annotations.Schema.GetColumnOrNull(AnnotationKinds.KeyValues)?.Type is not VectorDataViewType values
            || (ulong)values.Size != key.Count)
            throw new InvalidOperationException($"Column '{input.Name}' of type {input.Type} is no key with known values.");
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddSlotNamesOf(input);
        return new(new(Columns[index].OutputColumnName, input.Type.WithItems(values.ItemType), annotations.ToAnnotations()), [input.Index],
            row => Generic.Call<Delegate>(Getter<int, int>, [key.RawType, values.ItemType.RawType], row, input));
    }

    private static Delegate Getter<TKey, TValue>(DataViewRow row, DataViewSchema.Column column) where TKey : IConvertible
    {
        VBuffer<TValue> stored = default;
        column.Annotations.GetValue(AnnotationKinds.KeyValues, ref stored);
        var values = stored.DenseValues().ToArray();
        return ScalarOrVectorGetter.Create<TKey, TValue>(row, column, key =>
        {
            var number = key.ToUInt64(CultureInfo.InvariantCulture);
            return number == 0 || number > (ulong)values.Length ? ValueTraits<TValue>.Missing : values[number - 1];
        });
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx.Writer);
    }

    internal static KeyToValueMappingTransformer Create(IHostEnvironment env, ModelLoadContext context)
    {
        context.Check(Version);
        return new KeyToValueMappingTransformer(env, LoadColumns(context.Reader));
    }
}
