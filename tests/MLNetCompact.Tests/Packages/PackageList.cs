namespace MLNetCompact.Tests.Packages;

/// <summary>What is published: five libraries and the command line.</summary>
internal static class PackageList
{
    /// <summary>The folder of each library in src, and its package, which is its assembly too.</summary>
    public static readonly (string Folder, string Name)[] Libraries =
    [
        ("AutoML", "MLNetCompact.AutoML"),
        ("Catalog", "MLNetCompact"),
        ("Networks", "MLNetCompact.Networks"),
        ("Trainers", "MLNetCompact.Trainers"),
        ("Transforms", "MLNetCompact.Transforms"),
    ];

    public const string Tool = "MLNetCompact.Tool";

    /// <summary>The folder that the sources of these tests are in.</summary>
    public static string Root { get; } = FindRoot();

    public static string InRoot(params string[] names) => Path.Combine([Root, .. names]);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "MLNetCompact.sln")))
                return folder.FullName;
        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds MLNetCompact.sln: these tests need the sources they were built from.");
    }
}
