using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace Microsoft.ML;

/// <summary>Transformations by the caller's own code.</summary>
public static class CustomMappingCatalog
{
    /// <param name="catalog">The catalog.</param>
    /// <param name="mapAction">Fills an output object from an input object.</param>
    /// <param name="contractName">Of the <see cref="CustomMappingFactory{TSrc, TDst}"/> that gives the same mapping; null if it is never to be saved.</param>
    /// <param name="inputSchemaDefinition">Instead of the input class's attributes; forgotten when saved.</param>
    /// <param name="outputSchemaDefinition">Instead of the output class's attributes; forgotten when saved.</param>
    public static CustomMappingEstimator<TSrc, TDst> CustomMapping<TSrc, TDst>(this TransformsCatalog catalog, Action<TSrc, TDst> mapAction, string? contractName,
        SchemaDefinition? inputSchemaDefinition = null, SchemaDefinition? outputSchemaDefinition = null)
        where TSrc : class, new()
        where TDst : class, new() =>
        new(catalog.GetEnvironment(), mapAction, contractName, inputSchemaDefinition, outputSchemaDefinition);
}
