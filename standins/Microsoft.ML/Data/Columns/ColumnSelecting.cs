using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: Microsoft.ML.LoadableClass(typeof(ColumnSelectingTransformer), ColumnSelectingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

public sealed class ColumnSelectingEstimator : TrivialEstimator<ColumnSelectingTransformer>
{
    internal ColumnSelectingEstimator(IHostEnvironment env, string[]? keep, string[]? drop, bool keepHidden)
        : base(env.Register(nameof(ColumnSelectingEstimator)), new ColumnSelectingTransformer(keep, drop, keepHidden)) { }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema) => Transformer.Select(inputSchema);
}

/// <summary>Keeps the columns named, in the order named; or drops the columns named.</summary>
public sealed class ColumnSelectingTransformer : ITransformer
{
    internal const string LoaderSignature = "SelectColumns";
    private static readonly VersionInfo Version = new("SELCOLST", 1, LoaderSignature, Assembly.GetExecutingAssembly());

    private readonly string[]? _keep;
    private readonly string[] _drop;
    private readonly bool _keepHidden;

    internal ColumnSelectingTransformer(string[]? keep, string[]? drop, bool keepHidden)
    {
        if (keep is not { Length: > 0 } && drop is not { Length: > 0 })
            throw new ArgumentOutOfRangeException(nameof(keep), "No columns are given.");
        _keep = keep is { Length: > 0 } ? keep : null;
        _drop = drop ?? [];
        _keepHidden = keepHidden;
    }

    bool ITransformer.IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Mapper(inputSchema).OutputSchema;

    public IDataView Transform(IDataView input) => new MappedView(input, Mapper(input.Schema));

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => Mapper(inputSchema);

    internal SchemaShape Select(SchemaShape schema)
    {
        if (_keep != null)
            return new SchemaShape(_keep.Select(schema.Find).ToArray());
        foreach (var name in _drop)
            schema.Find(name);
        return new SchemaShape(schema.Where(c => !_drop.Contains(c.Name)));
    }

    private SelectingMapper Mapper(DataViewSchema schema)
    {
        foreach (var name in _keep ?? _drop)
            if (schema.GetColumnOrNull(name) == null)
                throw Errors.ColumnNotFound("inputSchema", "input", name);
        var seen = schema.Where(c => _keepHidden || !c.IsHidden);
        var selected = _keep == null
            ? seen.Where(c => !_drop.Contains(c.Name))
            : _keep.SelectMany(name => seen.Where(c => c.Name == name));
        return new SelectingMapper(schema, [.. selected.Select(c => c.Index)]);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ctx.SetVersionInfo(Version);
        ctx.Writer.Write(_keepHidden);
        WriteNames(ctx.Writer, _keep ?? []);
        WriteNames(ctx.Writer, _drop);
    }

    internal static ColumnSelectingTransformer Create(IHostEnvironment env, ModelLoadContext context)
    {
        context.Check(Version);
        var keepHidden = context.Reader.ReadBoolean();
        var keep = ReadNames(context.Reader);
        return new ColumnSelectingTransformer(keep, ReadNames(context.Reader), keepHidden);
    }

    private static void WriteNames(BinaryWriter writer, string[] names)
    {
        writer.Write(names.Length);
        foreach (var name in names)
            writer.Write(name);
    }

    private static string[] ReadNames(BinaryReader reader) => [.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => reader.ReadString())];
}
