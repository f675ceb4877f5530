using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: Microsoft.ML.LoadableClass(typeof(TypeConvertingTransformer), TypeConvertingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

public sealed class TypeConvertingEstimator : TrivialEstimator<TypeConvertingTransformer>
{
    internal TypeConvertingEstimator(IHostEnvironment env, DataKind outputKind, params InputOutputColumnPair[] columns)
        : base(env.Register(nameof(TypeConvertingEstimator)), new TypeConvertingTransformer(env, columns, outputKind)) { }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema) =>
        inputSchema.With(Transformer.Pairs.Select(pair => Output(pair, inputSchema.Find(pair.InputColumnName))).ToArray());

    private SchemaShape.Column Output(InputOutputColumnPair pair, SchemaShape.Column input)
    {
        var item = input.IsKey ? new KeyDataViewType(input.ItemType.RawType, 1) : (PrimitiveDataViewType)input.ItemType;
        if (!TypeConversions.Exists(item, Transformer.To))
            throw Errors.SchemaMismatch("inputSchema", "input", pair.InputColumnName, $"a type that converts to {Transformer.To}", input.TypeText);
        return new SchemaShape.Column(pair.OutputColumnName, input.Kind, Transformer.To, false, new SchemaShape(ScalarOrVectorGetter.SlotNamesOf(input)));
    }
}

/// <summary>Values as values of another type.</summary>
public sealed class TypeConvertingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "ConvertTransform";
    private static readonly VersionInfo Version = new("CONVERTF", 1, LoaderSignature, Assembly.GetExecutingAssembly());

    internal TypeConvertingTransformer(IHostEnvironment env, InputOutputColumnPair[] columns, DataKind outputKind) : base(env.Register(nameof(TypeConvertingTransformer)), columns) =>
        To = outputKind.ToType();

    internal PrimitiveDataViewType To { get; }

    internal IReadOnlyList<InputOutputColumnPair> Pairs => Columns;

    private protected override ColumnMapper.Output MakeOutput(int index, DataViewSchema.Column input)
    {
        if (!TypeConversions.Exists((PrimitiveDataViewType)input.Type.ItemTypeOrSelf, To))
            throw Errors.SchemaMismatch("inputSchema", "input", input.Name, $"a type that converts to {To}", input.Type.ToString()!);
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddSlotNamesOf(input);
        return new(new(Columns[index].OutputColumnName, input.Type.WithItems(To), annotations.ToAnnotations()), [input.Index],
            row => TypeConversions.Getter(row, input, To));
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx.Writer);
        TypeCodec.Write(ctx.Writer, To);
    }

    internal static TypeConvertingTransformer Create(IHostEnvironment env, ModelLoadContext context)
    {
        context.Check(Version);
        var columns = LoadColumns(context.Reader);
        return new TypeConvertingTransformer(env, columns, (DataKind)context.Reader.ReadByte());
    }
}
