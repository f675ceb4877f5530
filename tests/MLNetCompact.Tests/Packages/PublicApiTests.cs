using System.Reflection;
using MLNetCompact.Tests.Packages.Api;

namespace MLNetCompact.Tests.Packages;

/// <summary>What each library offers is written beside its sources, so that no change of it goes unseen.</summary>
[TestClass]
public sealed class PublicApiTests
{
    private const string Accept = "MLNETCOMPACT_ACCEPT_API";

    public static IEnumerable<object[]> Libraries => PackageList.Libraries.Select(l => (object[])[l.Folder, l.Name]);

    [TestMethod]
    [DynamicData(nameof(Libraries))]
    public void IsAsAccepted(string folder, string name)
    {
        var file = PackageList.InRoot("src", folder, "PublicApi.txt");
        var offered = PublicApi.Of(Assembly.Load(name));
        if (Environment.GetEnvironmentVariable(Accept) == "1")
            File.WriteAllText(file, offered);
        var accepted = File.Exists(file) ? File.ReadAllText(file).ReplaceLineEndings("\n") : "";
        if (accepted == offered)
            return;
        var differences = PublicApi.Differences(accepted, offered);
        Assert.Fail($"""
            src/{folder}/PublicApi.txt is not what {name} offers (- only in the file, + only in the assembly):
            {(differences.Count > 0 ? string.Join('\n', differences) : "the same lines in another order, or another first line")}
            If that is meant to be so, accept it and commit the file:
            {Accept}=1 dotnet test tests/MLNetCompact.Tests -c Release --filter FullyQualifiedName~PublicApiTests
            """);
    }

    /// <summary>The text is the same on every machine: it names no assembly and no version.</summary>
    [TestMethod]
    [DynamicData(nameof(Libraries))]
    public void NamesTypesOnly(string folder, string name)
    {
        var text = PublicApi.Of(Assembly.Load(name));
        Assert.AreEqual(text, PublicApi.Of(Assembly.Load(name)), folder);
        foreach (var part in (string[])["Version=", "Culture=", "PublicKeyToken", "StandIn", "`", "+<", "\r"])
            Assert.IsFalse(text.Contains(part, StringComparison.Ordinal), $"{name} has '{part}' in its text");
    }
}
