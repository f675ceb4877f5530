using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: Microsoft.ML.LoadableClass(typeof(ColumnCopyingTransformer), ColumnCopyingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

public sealed class ColumnCopyingEstimator : TrivialEstimator<ColumnCopyingTransformer>
{
    internal ColumnCopyingEstimator(IHostEnvironment env, params InputOutputColumnPair[] columns)
        : base(env.Register(nameof(ColumnCopyingEstimator)), new ColumnCopyingTransformer(env, columns)) { }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema) =>
        inputSchema.With(Transformer.Pairs.Select(pair => inputSchema.Find(pair.InputColumnName).As(pair.OutputColumnName)).ToArray());
}

/// <summary>Gives columns another name, beside the one they have.</summary>
public sealed class ColumnCopyingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "CopyTransform";
    private static readonly VersionInfo Version = new("COPYCOLT", 1, LoaderSignature, Assembly.GetExecutingAssembly());

    internal ColumnCopyingTransformer(IHostEnvironment env, InputOutputColumnPair[] columns) : base(env.Register(nameof(ColumnCopyingTransformer)), columns) { }

    internal IReadOnlyList<InputOutputColumnPair> Pairs => Columns;

    private protected override ColumnMapper.Output MakeOutput(int index, DataViewSchema.Column input) => new(
        new(Columns[index].OutputColumnName, input.Type, input.Annotations), [input.Index],
        row => Generic.Call<Delegate>(Getter<int>, input.Type.RawType, row, input));

    private static ValueGetter<T> Getter<T>(DataViewRow row, DataViewSchema.Column column) => row.GetGetter<T>(column);

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx.Writer);
    }

    internal static ColumnCopyingTransformer Create(IHostEnvironment env, ModelLoadContext context)
    {
        context.Check(Version);
        return new ColumnCopyingTransformer(env, LoadColumns(context.Reader));
    }
}
