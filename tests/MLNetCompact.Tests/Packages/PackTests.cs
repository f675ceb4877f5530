using System.IO.Compression;
using System.Reflection.Metadata;
using System.Text;
using System.Xml.Linq;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.Packages;

/// <summary>MLNetCompact.Networks needs nothing that has a stand-in, so that its package can be made and looked into on either side.</summary>
[TestClass]
public sealed class PackTests
{
    private const string Project = "src/Networks/MLNetCompact.Networks.csproj";
    private const string Name = "MLNetCompact.Networks";

    [TestMethod]
    public void NetworksPackageIsWhole()
    {
        using var folder = new TempFolder();
        Pack(folder.Path);
        var version = ProjectProperties.Of(Project)["Version"];
        CollectionAssert.AreEquivalent((string[])[$"{Name}.{version}.nupkg", $"{Name}.{version}.snupkg"], Directory.GetFiles(folder.Path).Select(f => Path.GetFileName(f)).ToArray());

        using var package = ZipFile.OpenRead(folder.File($"{Name}.{version}.nupkg"));
        CollectionAssert.AreEquivalent((string[])["README.md", $"{Name}.nuspec", $"lib/net10.0/{Name}.dll", $"lib/net10.0/{Name}.xml"], Content(package));
        CollectionAssert.AreEqual(File.ReadAllBytes(PackageList.InRoot("README.md")), Bytes(package, "README.md"));
        Says(XDocument.Parse(Text(package, $"{Name}.nuspec")), version);
        StringAssert.Contains(Text(package, $"lib/net10.0/{Name}.xml"), "<member name=\"T:MLNetCompact.Network\">");
        NamesNoFolder(Bytes(package, $"lib/net10.0/{Name}.dll"), "assembly");

        using var symbols = ZipFile.OpenRead(folder.File($"{Name}.{version}.snupkg"));
        CollectionAssert.AreEquivalent((string[])[$"{Name}.nuspec", $"lib/net10.0/{Name}.pdb"], Content(symbols));
        LeadToSources(Bytes(symbols, $"lib/net10.0/{Name}.pdb"));
    }

    /// <summary>In folders of its own, as if there were no stand-ins, with the Protobuf that this build has: nothing must be fetched.</summary>
    private static void Pack(string to)
    {
        var run = Dotnet.Run("pack", PackageList.InRoot(Project), "-c", "Release", "-p:UseStandIns=false", "-p:Side=packed", "-p:ContinuousIntegrationBuild=true", "-p:RunAnalyzers=false",
            $"-p:GoogleProtobufVersion={ProjectProperties.Of(Project)["GoogleProtobufVersion"]}", "-m:1", "-nodeReuse:false", "-o", to);
        Assert.AreEqual(0, run.ExitCode, run.Output);
        var warnings = run.Output.Split('\n').Where(l => l.Contains("warning ", StringComparison.Ordinal) && !l.Contains("NU1603", StringComparison.Ordinal));
        Assert.AreEqual("", string.Join('\n', warnings));
    }

    private static void Says(XDocument nuspec, string version)
    {
        var space = nuspec.Root!.Name.Namespace;
        var metadata = nuspec.Root.Element(space + "metadata")!;
        foreach (var (element, value) in ((string, string)[])
        [
            ("id", Name),
            ("version", version),
            ("authors", "MLNetCompact contributors"),
            ("license", "MIT"),
            ("readme", "README.md"),
            ("description", ProjectProperties.Of(Project)["Description"]),
        ])
            Assert.AreEqual(value, metadata.Element(space + element)?.Value, element);
        Assert.AreEqual("expression", (string?)metadata.Element(space + "license")!.Attribute("type"));
        StringAssert.Contains(metadata.Element(space + "tags")!.Value, "mlnet ");
        // The commit, where the sources are in git; its address only where git knows one.
        if (Directory.Exists(PackageList.InRoot(".git")) || File.Exists(PackageList.InRoot(".git")))
            Assert.AreEqual(40, ((string?)metadata.Element(space + "repository")?.Attribute("commit"))?.Length);
        var dependencies = metadata.Descendants(space + "dependency").Select(d => (string)d.Attribute("id")!);
        Assert.AreEqual("Google.Protobuf", string.Join(", ", dependencies));
    }

    /// <summary>Debuggers get every source: by its path in the repository, or out of the symbols themselves if a build made it.</summary>
    private static void LeadToSources(byte[] pdb)
    {
        NamesNoFolder(pdb, "symbols");
        var embeddedSource = new Guid("0E8A571B-6926-466E-B4AD-8AB04611F5FE");
        using var provider = MetadataReaderProvider.FromPortablePdbStream(new MemoryStream(pdb));
        var reader = provider.GetMetadataReader();
        var documents = reader.Documents.Select(d => (Name: reader.GetString(reader.GetDocument(d).Name),
            IsInside: reader.GetCustomDebugInformation(d).Any(i => reader.GetGuid(reader.GetCustomDebugInformation(i).Kind) == embeddedSource))).ToArray();
        Assert.IsTrue(documents.Any(d => d.Name == "/_/src/Networks/Network.cs"), "the symbols do not name Network.cs");
        foreach (var (name, isInside) in documents)
        {
            StringAssert.StartsWith(name, "/_");
            if (name.Contains("/obj/", StringComparison.Ordinal))
                Assert.IsTrue(isInside, $"{name} is made by the build, and nobody can find it");
        }
        Assert.IsTrue(documents.Any(d => d.Name.EndsWith("/Onnx.cs", StringComparison.Ordinal) && d.IsInside), "the code of the ONNX format is not in the symbols");
    }

    /// <summary>Nothing tells on which machine it was built, and in which folder.</summary>
    private static void NamesNoFolder(byte[] file, string what) =>
        Assert.IsFalse(Encoding.Latin1.GetString(file).Contains(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(PackageList.Root)), StringComparison.Ordinal), $"the {what} name {PackageList.Root}");

    /// <summary>Without what the format of packages adds by itself.</summary>
    private static string[] Content(ZipArchive package) =>
        [.. package.Entries.Select(e => e.FullName).Where(n => n is not ("[Content_Types].xml" or "_rels/.rels") && !n.StartsWith("package/", StringComparison.Ordinal))];

    private static string Text(ZipArchive package, string name) => Encoding.UTF8.GetString(Bytes(package, name)).TrimStart('\uFEFF');

    private static byte[] Bytes(ZipArchive package, string name)
    {
        using var stream = package.GetEntry(name)!.Open();
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
