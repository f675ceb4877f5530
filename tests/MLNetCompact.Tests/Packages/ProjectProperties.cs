using System.Security;
using System.Text.Json.Nodes;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.Packages;

/// <summary>What MSBuild makes of the properties of every project, asked once, in one process.</summary>
internal sealed class ProjectProperties
{
    private static readonly string[] s_asked =
    [
        "AssemblyVersion", "BeforePack", "Copyright", "Description", "Deterministic", "EmbedUntrackedSources", "GenerateDocumentationFile", "GoogleProtobufVersion", "IncludeSymbols",
        "IsPackable", "PackageId", "PackageLicenseExpression", "PackageReadmeFile", "PackageTags", "PackageVersion", "PackAsTool", "ProjectAssetsFile", "PublishRepositoryUrl",
        "SymbolPackageFormat", "ToolCommandName", "TreatWarningsAsErrors", "UseStandIns", "Version",
    ];

    private static readonly Lazy<ProjectProperties[]> s_all = new(Ask);

    private readonly JsonObject _values;

    private ProjectProperties(JsonObject values) => _values = values;

    /// <summary>Every project of the repository.</summary>
    public static IReadOnlyList<ProjectProperties> All => s_all.Value;

    /// <summary>From the repository's folder, with slashes: <c>src/Networks/MLNetCompact.Networks.csproj</c>.</summary>
    public string Path => System.IO.Path.GetRelativePath(PackageList.Root, (string)_values["FullPath"]!).Replace('\\', '/');

    public string this[string property]
    {
        get
        {
            CollectionAssert.Contains(s_asked, property);
            return (string?)_values[property] ?? "";
        }
    }

    public static ProjectProperties Of(string path) => All.Single(p => p.Path == path);

    private static ProjectProperties[] Ask()
    {
        using var folder = new TempFolder();
        // A target that every project gets says what its properties are when all files of the SDK have had their say.
        File.WriteAllText(folder.File("say.targets"), $"""
            <Project><Target Name="SayProperties" Returns="@(_Said)"><ItemGroup><_Said Include="$(MSBuildProjectFullPath)">
            {string.Concat(s_asked.Select(name => $"<{name}>$({name})</{name}>"))}
            </_Said></ItemGroup></Target></Project>
            """);
        File.WriteAllText(folder.File("all.proj"), $"""
            <Project><Target Name="AskEach" Returns="@(Said)"><MSBuild Targets="SayProperties" Projects="{SecurityElement.Escape(string.Join(';', Projects()))}"
            Properties="CustomAfterMicrosoftCommonTargets={SecurityElement.Escape(folder.File("say.targets"))}"><Output TaskParameter="TargetOutputs" ItemName="Said" /></MSBuild></Target></Project>
            """);
        var run = Dotnet.Run("msbuild", folder.File("all.proj"), "-nologo", "-m:1", "-nodeReuse:false", "-getTargetResult:AskEach");
        Assert.AreEqual(0, run.ExitCode, run.Output);
        var items = JsonNode.Parse(run.Output)!["TargetResults"]!["AskEach"]!["Items"]!.AsArray();
        return [.. items.Select(i => new ProjectProperties(i!.AsObject())).OrderBy(p => p.Path, StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Projects() => Directory.EnumerateFiles(PackageList.Root, "*.csproj", SearchOption.AllDirectories)
        .Where(p => !System.IO.Path.GetRelativePath(PackageList.Root, p).Split('/', '\\').Any(part => part is "bin" or "obj" or "out"));
}
