using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: Microsoft.ML.LoadableClass(typeof(CustomMappingTransformer), CustomMappingTransformer.LoaderSignature)]

namespace Microsoft.ML.Transforms;

/// <summary>Appends the columns of a class that the caller's code fills from another class.</summary>
public sealed class CustomMappingTransformer<TSrc, TDst> : ITransformer
    where TSrc : class, new()
    where TDst : class, new()
{
    private readonly Action<TSrc, TDst> _map;
    private readonly string? _contractName;
    private readonly SchemaDefinition? _inputDefinition;

    internal CustomMappingTransformer(IHostEnvironment env, Action<TSrc, TDst> mapAction, string? contractName,
        SchemaDefinition? inputSchemaDefinition, SchemaDefinition? outputSchemaDefinition)
    {
        ArgumentNullException.ThrowIfNull(mapAction);
        env.Register(nameof(CustomMappingTransformer));
        _map = mapAction;
        _contractName = contractName;
        _inputDefinition = inputSchemaDefinition;
        Added = TypedSchema.Create(typeof(TDst), outputSchemaDefinition, SchemaDefinition.Direction.Both);
        Needed = TypedSchema.Create(typeof(TSrc), inputSchemaDefinition, SchemaDefinition.Direction.Write);
    }

    internal TypedSchema Added { get; }

    internal TypedSchema Needed { get; }

    bool ITransformer.IsRowToRowMapper => true;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => Mapper(inputSchema).OutputSchema;

    public IDataView Transform(IDataView input) => new MappedView(input, Mapper(input.Schema));

    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema) => Mapper(inputSchema);

    private AppendingMapper Mapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new AppendingMapper(new CustomMapper<TSrc, TDst>(inputSchema, new RowReader<TSrc>(inputSchema, false, _inputDefinition), Added, _map));
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        if (string.IsNullOrEmpty(_contractName))
            throw new InvalidOperationException("Empty contract name for a transform: the transform cannot be saved");
        ctx.SetVersionInfo(CustomMappingTransformer.Version);
        ctx.Writer.Write(_contractName);
        ctx.Writer.Write(_map.Method.DeclaringType!.Assembly.FullName!);
    }
}

/// <summary>What custom mappings of all types have in common: stored are only the contract's name and its assembly's.</summary>
internal static class CustomMappingTransformer
{
    public const string LoaderSignature = "CustomTransformer";

    public static VersionInfo Version { get; } = new("CUSTOMXF", 1, LoaderSignature, Assembly.GetExecutingAssembly());

    public static ITransformer Create(IHostEnvironment env, ModelLoadContext context)
    {
        context.Check(Version);
        var contractName = context.Reader.ReadString();
        env.ComponentCatalog.RegisterAssembly(Assembly.Load(context.Reader.ReadString()));
        var factory = env.ComponentCatalog.GetExtension(typeof(CustomMappingFactoryAttributeAttribute), contractName) as ICustomMappingFactory
            ?? throw new InvalidOperationException($"The class with contract '{contractName}' must derive from CustomMappingFactory or from StatefulCustomMappingFactory.");
        return factory.CreateTransformer(env, contractName);
    }
}
