namespace MLNetCompact.Tests.Packages;

/// <summary>What packages will say of themselves, which can be asked without making them.</summary>
[TestClass]
public sealed class PackagePropertyTests
{
    [TestMethod]
    public void FiveLibrariesAndTheToolArePackages()
    {
        var packages = ProjectProperties.All.Where(p => p["IsPackable"] == "true").ToArray();
        CollectionAssert.AreEquivalent(PackageList.Libraries.Select(l => l.Name).Append(PackageList.Tool).ToArray(), packages.Select(p => p["PackageId"]).ToArray());
        foreach (var package in packages)
            StringAssert.StartsWith(package.Path, "src/");
        Assert.IsTrue(ProjectProperties.All.Any(p => p.Path.StartsWith("examples/", StringComparison.Ordinal)), "examples were not asked");
        Assert.IsTrue(ProjectProperties.All.Any(p => p.Path.StartsWith("standins/", StringComparison.Ordinal)), "stand-ins were not asked");
    }

    [TestMethod]
    public void EveryPackageSaysWhatItIs()
    {
        var packages = ProjectProperties.All.Where(p => p["IsPackable"] == "true").ToArray();
        foreach (var package in packages)
        {
            foreach (var (property, value) in ((string, string)[])
            [
                ("AssemblyVersion", "1.0.0.0"),
                ("Deterministic", "true"),
                ("EmbedUntrackedSources", "true"),
                ("GenerateDocumentationFile", "true"),
                ("IncludeSymbols", "true"),
                ("PackageLicenseExpression", "MIT"),
                ("PackageReadmeFile", "README.md"),
                ("PackageVersion", package["Version"]),
                ("PublishRepositoryUrl", "true"),
                ("SymbolPackageFormat", "snupkg"),
                ("TreatWarningsAsErrors", "true"),
                ("PackAsTool", package["PackageId"] == PackageList.Tool ? "true" : ""),
                ("ToolCommandName", package["PackageId"] == PackageList.Tool ? "mlnetcompact" : ""),
            ])
                Assert.AreEqual(value, package[property], $"{property} of {package.Path}");
            Assert.IsTrue(package["Description"].EndsWith('.'), $"{package.Path} has no description that is a sentence: '{package["Description"]}'");
            CollectionAssert.Contains(package["PackageTags"].Split(';'), "mlnet", package.Path);
            CollectionAssert.Contains(package["BeforePack"].Split(';'), "RefuseToPackStandIns", package.Path);
            StringAssert.Contains(package["Copyright"], "MLNetCompact contributors", package.Path);
        }
        Assert.AreEqual(packages.Length, packages.Select(p => p["Description"]).Distinct().Count(), "two packages have one description");
    }

    /// <summary>What stand-ins would go into is refused, by name and with what to do, before anything is compiled or written.</summary>
    [TestMethod]
    public void PackingStandInsIsRefused()
    {
        using var folder = new Tools.TempFolder();
        var run = Dotnet.Run("pack", PackageList.InRoot("MLNetCompact.sln"), "--no-restore", "-p:UseStandIns=true", "-m:1", "-nodeReuse:false", "-o", folder.Path);
        Assert.AreNotEqual(0, run.ExitCode, run.Output);
        foreach (var name in PackageList.Libraries.Select(l => l.Name).Append(PackageList.Tool))
            StringAssert.Contains(run.Output, $"error MNC001: {name} is not packed: packages are made with the published Microsoft.ML, TorchSharp and ONNX Runtime only, and UseStandIns is true here");
        StringAssert.Contains(run.Output, "./setup.sh --again");
        Assert.IsFalse(run.Output.Contains(" -> ", StringComparison.Ordinal), $"something was built first:\n{run.Output}");
        Assert.IsEmpty(Directory.GetFileSystemEntries(folder.Path), "something was written");
    }
}
