using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using VectorKind = Microsoft.ML.SchemaShape.Column.VectorKind;

namespace Microsoft.ML.Transforms;

public sealed class CustomMappingEstimator<TSrc, TDst> : TrivialEstimator<CustomMappingTransformer<TSrc, TDst>>
    where TSrc : class, new()
    where TDst : class, new()
{
    internal CustomMappingEstimator(IHostEnvironment env, Action<TSrc, TDst> mapAction, string? contractName,
        SchemaDefinition? inputSchemaDefinition, SchemaDefinition? outputSchemaDefinition)
        : base(env.Register("CustomMappingEstimator"), new(env, mapAction, contractName, inputSchemaDefinition, outputSchemaDefinition)) { }

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        foreach (var needed in SchemaShape.Create(Transformer.Needed.Schema))
            if (!Fits(inputSchema.Find(needed.Name), needed))
                throw Errors.SchemaMismatch(nameof(inputSchema), "input", needed.Name, needed.TypeText, inputSchema.Find(needed.Name).TypeText);
        return inputSchema.With(SchemaShape.Create(Transformer.Added.Schema));
    }

    /// <summary>A vector of any size may be asked for; then one of known size does as well.</summary>
    private static bool Fits(SchemaShape.Column given, SchemaShape.Column needed) =>
        given.ItemType.Equals(needed.ItemType) && given.IsKey == needed.IsKey
        && (given.Kind == needed.Kind || needed.Kind == VectorKind.VariableVector && given.Kind == VectorKind.Vector);
}
