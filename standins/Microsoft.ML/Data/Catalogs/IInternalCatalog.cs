using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

/// <summary>What a catalog knows but does not show.</summary>
internal interface IInternalCatalog
{
    IHostEnvironment Environment { get; }
}

internal static class CatalogUtils
{
    public static IHostEnvironment GetEnvironment(this IInternalCatalog catalog) => catalog.Environment;
}
