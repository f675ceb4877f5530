using System.Text.Json.Nodes;

namespace MLNetCompact.Tests.Packages;

/// <summary>What an application gets that references one of our libraries: what NuGet noted when it restored ours.</summary>
[TestClass]
public sealed class ClosureTests
{
    [TestMethod]
    [DataRow("examples/Scoring/Scoring.csproj")]
    [DataRow("tests/MLNetCompact.ScoringProcess/MLNetCompact.ScoringProcess.csproj")]
    [DataRow("src/Transforms/MLNetCompact.Transforms.csproj")]
    [DataRow("src/AutoML/MLNetCompact.AutoML.csproj")]
    [DataRow("src/Tool/MLNetCompact.Tool.csproj")]
    [DataRow("examples/LineOfBusiness/LineOfBusiness.csproj")]
    public void WhatOnlyScoresHasNoTrainingLibrary(string project)
    {
        var libraries = Libraries(project);
        CollectionAssert.Contains(libraries, "MLNetCompact.Networks");
        CollectionAssert.Contains(libraries, "Google.Protobuf");
        Assert.AreEqual("", string.Join(", ", libraries.Where(IsOfTraining)), $"{project} leads to what trains");
    }

    [TestMethod]
    public void NetworksNeedsProtobufOnly()
    {
        // Grpc.Tools makes the code of the ONNX format when it builds; no application gets it.
        Assert.AreEqual("Google.Protobuf, Grpc.Tools", string.Join(", ", Libraries("src/Networks/MLNetCompact.Networks.csproj").Order(StringComparer.Ordinal)));
    }

    /// <summary>The same question finds the training library where it is.</summary>
    [TestMethod]
    public void WhatTrainsHasIt()
    {
        var libraries = Libraries("src/Catalog/MLNetCompact.csproj").Where(IsOfTraining).ToArray();
        CollectionAssert.Contains(libraries, "TorchSharp");
        CollectionAssert.Contains(libraries, "MLNetCompact.Trainers");
    }

    private static bool IsOfTraining(string library) =>
        library.Contains("torch", StringComparison.OrdinalIgnoreCase) || library.StartsWith("MLNetCompact.Trainers", StringComparison.OrdinalIgnoreCase) || library == "MLNetCompact";

    private static string[] Libraries(string project)
    {
        var file = ProjectProperties.Of(project)["ProjectAssetsFile"];
        Assert.IsTrue(File.Exists(file), $"{project} was not restored: {file} is missing");
        return [.. JsonNode.Parse(File.ReadAllText(file))!["libraries"]!.AsObject().Select(l => l.Key.Split('/')[0])];
    }
}
