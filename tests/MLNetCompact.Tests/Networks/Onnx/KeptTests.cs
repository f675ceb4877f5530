using System.Text;
using Google.Protobuf;
using MLNetCompact.Onnx;
using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;
using static MLNetCompact.Onnx.AttributeProto.Types;

namespace MLNetCompact.Tests.NetworkFloor;

/// <summary>What a file says and nobody changes comes back as it was.</summary>
[TestClass]
public class KeptTests
{
    [TestMethod]
    public void AFileOfAnotherToolComesBackFieldByField()
    {
        var model = Rich();
        Assert.AreEqual(model, Again(Network.Load(model.ToByteArray())));
    }

    [TestMethod]
    public void WhatIsNotKnownHereComesBackToo()
    {
        var model = Rich();
        var bytes = model.ToByteArray().Concat(Field(20, "training"u8)).Concat(Field(7, Field(77, "of the graph"u8))).ToArray();
        model = ModelProto.Parser.ParseFrom(bytes);
        model.Graph.Node[0].MergeFrom(Field(99, "of a node"u8));
        model.Graph.Initializer[0].MergeFrom(Field(98, "of a weight"u8));
        model.Graph.Input[0].MergeFrom(Field(97, "of an input"u8));
        model.Graph.Output[0].Type.MergeFrom(Field(96, "of a type"u8));
        var written = Network.Load(model.ToByteArray()).ToOnnx();
        Assert.AreEqual(model, ModelProto.Parser.ParseFrom(written));
        foreach (var text in new[] { "training", "of the graph", "of a node", "of a weight", "of an input", "of a type" })
            Assert.IsGreaterThan(0, written.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)), text);
    }

    [TestMethod]
    public void WritingTwiceAndReadingAgainGivesTheSameBytes()
    {
        var network = Network.Load(Rich().ToByteArray());
        var bytes = network.ToOnnx();
        CollectionAssert.AreEqual(bytes, network.ToOnnx());
        CollectionAssert.AreEqual(bytes, Network.Load(bytes).ToOnnx());
    }

    [TestMethod]
    public void AChangedOperatorWritesItsOwnAttributesAndItsNodeKeepsTheRemarks()
    {
        var network = Network.Load(Rich().ToByteArray());
        var changed = network.With(nodes: network.Nodes.Select(n => n.Operator is Gemm gemm ? n with { Operator = gemm with { Alpha = 2 } } : n));
        var node = Again(changed).Node("dense");
        Assert.AreEqual("makes the score", node.DocString);
        Assert.AreEqual("value", node.MetadataProps.Single().Value);
        Assert.AreEqual(2, node.Attribute.Single(a => a.Name == "alpha").F);
        // The other one is still what was read: its attributes stand in the file's order.
        CollectionAssert.AreEqual(new[] { "strides", "pads", "kernel_shape" }, Again(changed).Node("conv").Attribute.Select(a => a.Name).ToArray());
    }

    [TestMethod]
    public void AfterSurgeryTheRemarksOfValuesTellTheNewDimensionsAndNothingThatIsGone()
    {
        var network = Network.Load(Rich().ToByteArray());
        var cut = Surgery.Remove(network, ChannelGroups.Of(network).Removable.Where(g => g.Producers.Any(p => p is { Node: "conv", Index: 0 }))).Network;
        var model = Again(cut);
        CollectionAssert.AreEqual(new[] { "c", "f" }, model.Graph.ValueInfo.Select(v => v.Name).ToArray());
        Assert.AreEqual("batch 2 6 6", Dims(model.Graph.ValueInfo[0]));
        Assert.AreEqual("maps", model.Graph.ValueInfo[0].DocString);
        Assert.AreEqual("batch 72", Dims(model.Graph.ValueInfo[1]));
        Assert.AreEqual("wc", model.Graph.QuantizationAnnotation.Single().TensorName);
        Assert.AreEqual("batch 4", Dims(model.Graph.Output[0]));
        Assert.AreEqual("another tool", model.ProducerName);
        CollectionAssert.AreEqual(new[] { "wd", "wc", "bd" }, model.Graph.Initializer.Select(i => i.Name).ToArray());
        using var session = new Microsoft.ML.OnnxRuntime.InferenceSession(cut.ToOnnx());
        Assert.HasCount(1, session.OutputNames);
    }

    [TestMethod]
    public void RemarksOfUnknownDimensionsGoOnceTheNetworkChanges()
    {
        var model = Rich();
        var odd = OnnxModels.Node("Elastic", ["c"], "odd");
        (odd.Name, odd.Domain) = ("odd", "com.example");
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.example", Version = 1 });
        model.Graph.Node.Insert(1, odd);
        model.Graph.ValueInfo.Add(OnnxModels.Value("odd", 1, 3, 5, 5));
        var network = Network.Load(model.ToByteArray());
        Assert.AreEqual("1 3 5 5", Dims(Again(network).Graph.ValueInfo.Single(v => v.Name == "odd")));
        Assert.IsFalse(Again(network.WithWeights([])).Graph.ValueInfo.Any(v => v.Name == "odd"));
        Assert.IsTrue(Again(network.With(metadata: [])).Graph.ValueInfo.Any(v => v.Name == "odd"), "Nothing that is claimed of values has changed.");
    }

    [TestMethod]
    public void ARenamedInputKeepsTheNameOfItsBatch()
    {
        var network = Network.Load(Rich().ToByteArray());
        var named = network.With([network.Inputs[0] with { Name = "image" }], network.Nodes.Select(n => n with { Inputs = [.. n.Inputs.Select(i => i == "x" ? "image" : i)] }));
        Assert.AreEqual("batch 2 6 6", Dims(Again(named).Graph.Input[0]));
    }

    [TestMethod]
    public void AddedMetadataAndOperatorSetsComeAfterThoseOfTheFile()
    {
        var network = Network.Load(Rich().ToByteArray());
        var more = Again(network.With(metadata: network.Metadata.Append(new("b", "new"))).WithOpsets(new Dictionary<string, int>(network.OtherOpsets) { ["a"] = 4 }));
        Assert.AreEqual("z a b", string.Join(' ', more.MetadataProps.Select(m => m.Key)));
        Assert.AreEqual("com.z:2 ai.onnx:13 com.a:1 a:4", string.Join(' ', more.OpsetImport.Select(o => $"{o.Domain}:{o.Version}")));
    }

    [TestMethod]
    public void ANetworkMadeHereNamesItsMaker()
    {
        var model = OnnxModels.SmallModel();
        Assert.AreEqual("MLNetCompact", model.ProducerName);
        Assert.AreNotEqual("", model.ProducerVersion);
    }

    [TestMethod]
    public void WeightsThatNothingReadsAreLeftOut()
    {
        var model = Rich();
        model.Graph.Initializer.Add(OnnxModels.Floats("idle", [1], 1));
        Assert.IsFalse(Network.Load(model.ToByteArray()).Weights.ContainsKey("idle"));
    }

    private static ModelProto Again(Network network) => ModelProto.Parser.ParseFrom(network.ToOnnx());

    private static string Dims(ValueInfoProto value) => string.Join(' ', value.Type.TensorType.Shape.Dim.Select(d => d.HasDimValue ? $"{d.DimValue}" : d.DimParam));

    /// <summary>The bytes of a field that holds bytes.</summary>
    private static byte[] Field(int number, ReadOnlySpan<byte> value)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
        {
            output.WriteTag(number, WireFormat.WireType.LengthDelimited);
            output.WriteBytes(ByteString.CopyFrom(value));
        }
        return stream.ToArray();
    }

    /// <summary>A model that says all that a model can say, in orders that are not those of this project.</summary>
    private static ModelProto Rich()
    {
        var conv = OnnxModels.Node("Conv", ["x", "wc"], "c", OnnxModels.Attribute("strides", 1, 1), OnnxModels.Attribute("pads", 1, 1, 1, 1), OnnxModels.Attribute("kernel_shape", 3, 3));
        var flatten = OnnxModels.Node("Flatten", ["c"], "f");
        var dense = OnnxModels.Node("Gemm", ["f", "wd", "bd"], "y", new AttributeProto { Name = "transB", Type = AttributeType.Int, I = 1, DocString = "stored across" }, OnnxModels.Attribute("alpha", 1f));
        (conv.Name, flatten.Name, dense.Name, dense.DocString) = ("conv", "flat", "dense", "makes the score");
        dense.MetadataProps.Add(new StringStringEntryProto { Key = "key", Value = "value" });
        flatten.Domain = "ai.onnx";
        TensorProto Raw(string name, params long[] dims) => new()
        {
            Name = name, DataType = 1, Dims = { dims }, RawData = ByteString.CopyFrom(System.Runtime.InteropServices.MemoryMarshal.AsBytes(
                Enumerable.Range(0, (int)dims.Aggregate((a, b) => a * b)).Select(i => (i % 7 - 3) / 8f).ToArray().AsSpan())),
        };
        var model = OnnxModels.Model([OnnxModels.Value("x", -1, 2, 6, 6)], [conv, flatten, dense], [OnnxModels.Value("y", -1, 4)], Raw("wd", 4, 108), Raw("wc", 3, 2, 3, 3), Raw("bd", 4));
        (model.IrVersion, model.ProducerName, model.ProducerVersion, model.Domain, model.ModelVersion, model.DocString) = (7, "another tool", "1.2", "com.example", 3, "a model");
        model.OpsetImport.Clear();
        foreach (var (domain, version) in new[] { ("com.z", 2), ("ai.onnx", 13), ("com.a", 1) })
            model.OpsetImport.Add(new OperatorSetIdProto { Domain = domain, Version = version });
        foreach (var (key, value) in new[] { ("z", "first"), ("a", "second") })
            model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        var graph = model.Graph;
        (graph.Name, graph.DocString) = ("main graph", "what it is for");
        graph.MetadataProps.Add(new StringStringEntryProto { Key = "of", Value = "the graph" });
        graph.ValueInfo.Add(OnnxModels.Value("c", -1, 3, 6, 6));
        graph.ValueInfo.Add(OnnxModels.Value("f", -1, 108));
        graph.ValueInfo[0].DocString = "maps";
        graph.ValueInfo[0].Type.TensorType.Shape.Dim[1].Denotation = "DATA_CHANNEL";
        graph.Input[0].DocString = "an image";
        graph.Initializer[0].DocString = "of the last layer";
        graph.QuantizationAnnotation.Add(new TensorAnnotation { TensorName = "wc" });
        return model;
    }
}
