using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: Microsoft.ML.LoadableClass(typeof(ValueToKeyMappingTransformer), ValueToKeyMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Values to keys, with the values as annotation KeyValues.</summary>
public sealed class ValueToKeyMappingTransformer : OneToOneTransformerBase
{
    internal const string LoaderSignature = "TermTransform";
    private static readonly VersionInfo Version = new("TERMTRNF", 1, LoaderSignature, Assembly.GetExecutingAssembly());

    private readonly TermMap[] _terms;
    private readonly bool _textKeyValues;

    internal ValueToKeyMappingTransformer(IHostEnvironment env, InputOutputColumnPair[] columns, TermMap[] terms, bool textKeyValues)
        : base(env.Register(nameof(ValueToKeyMappingTransformer)), columns)
    {
        _terms = terms;
        _textKeyValues = textKeyValues;
    }

    internal static bool CanMap(DataViewType type) => type is not RowIdDataViewType && DataKinds.FromRaw(type.RawType) != null;

    private protected override ColumnMapper.Output MakeOutput(int index, DataViewSchema.Column input)
    {
        var terms = _terms[index];
        if (input.Type.ItemTypeOrSelf.RawType != terms.ItemType.RawType)
            throw Errors.SchemaMismatch("inputSchema", "input", input.Name, terms.ItemType.ToString()!, input.Type.ToString()!);
        var annotations = new DataViewSchema.Annotations.Builder();
        annotations.AddSlotNamesOf(input);
        var type = input.Type.WithItems(new KeyDataViewType(typeof(uint), terms.Count));
        terms.AddKeyValues(annotations, input, _textKeyValues);
        return new(new(Columns[index].OutputColumnName, type, annotations.ToAnnotations()), [input.Index], row => terms.Getter(row, input));
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version);
        SaveColumns(ctx.Writer);
        ctx.Writer.Write(_textKeyValues);
        foreach (var terms in _terms)
            terms.Save(ctx.Writer);
    }

    internal static ValueToKeyMappingTransformer Create(IHostEnvironment env, ModelLoadContext context)
    {
        context.Check(Version);
        var columns = LoadColumns(context.Reader);
        var textKeyValues = context.Reader.ReadBoolean();
        return new ValueToKeyMappingTransformer(env, columns, Array.ConvertAll(columns, _ => TermMap.Load(context.Reader)), textKeyValues);
    }
}
