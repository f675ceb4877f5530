using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests;

/// <summary>Networks of files that do not state the dimensions of their outputs, with which ML.NET's OnnxTransformer fails.</summary>
[TestClass]
public sealed class OpenShapeTests
{
    private static readonly MLContext s_ml = new(seed: 1);

    [TestMethod]
    public void MLNetFailsOnAFileThatDoesNotStateThem()
    {
        using var folder = new TempFolder();
        Open(TinyImages.Network()).Save(folder.File("open.onnx"));
        Assert.ThrowsExactly<NullReferenceException>(() => s_ml.Transforms.ApplyOnnxModel(folder.File("open.onnx")));
    }

    [TestMethod]
    public void WhatIsKnownIsStatedWhereANetworkIsDeployed()
    {
        using var folder = new TempFolder();
        var labels = s_ml.Transforms.Conversion.MapValueToKey("Label").Fit(TinyImages.View(s_ml));
        using var open = s_ml.Compaction(new() { Seed = 1 }).From(Open(TinyImages.Network())).KernelCluster(new() { Removed = 0.5 }).Fit(labels.Transform(TinyImages.View(s_ml)));
        using var known = s_ml.Compaction(new() { Seed = 1 }).From(TinyImages.Network()).KernelCluster(new() { Removed = 0.5 }).Fit(labels.Transform(TinyImages.View(s_ml)));
        float[][] Scores(NetworkTransformer model) => [.. model.Transform(labels.Transform(TinyImages.View(s_ml))).GetColumn<float[]>("Score")];
        foreach (var (a, b) in Scores(open).Zip(Scores(known)))
            CollectionAssert.AreEqual(a, b);
        open.SaveOnnx(folder.File("deployed.onnx"));
        Assert.AreEqual(new Shape(Shape.Unknown, 3), Network.Load(folder.File("deployed.onnx")).Outputs[0].Shape);
        Assert.IsNotNull(s_ml.Transforms.ApplyOnnxModel(folder.File("deployed.onnx")));
    }

    [TestMethod]
    public void WhatIsNotKnownIsTold()
    {
        var network = TinyImages.Network();
        var output = network.Outputs[0].Name;
        var strange = network.With(nodes: [.. network.Nodes, new Node("strange", new OpaqueOp("Atan", "", OperatorAttributes.None), [output], ["angle"])], outputs: [new NetworkValue("angle", ElementType.Float, null)]);
        var view = s_ml.Transforms.DropColumns("Label").Fit(TinyImages.View(s_ml)).Transform(TinyImages.View(s_ml));
        using var model = s_ml.Compaction(new() { Seed = 1, ValidationFraction = 0 }).From(strange).KernelCluster(new() { Removed = 0.5 }).Fit(view);
        StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => model.Transform(view)).Message, "'angle'");
    }

    private static Network Open(Network network) => network.With(outputs: network.Outputs.Select(o => o with { Shape = null }));
}
