using Google.Protobuf;
using MLNetCompact.Onnx;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

[TestClass]
public class OnnxFileTests
{
    [TestMethod]
    public void ReadingWhatWasWrittenWritesTheSameBytes() => Recipes.Hold(200, recipe =>
    {
        var network = recipe.Network();
        var read = Network.Load(network.ToOnnx());
        // Nodes that only read constants are computed on reading, once.
        var again = read.ToOnnx();
        CollectionAssert.AreEqual(read.Nodes.Count == network.Nodes.Count ? network.ToOnnx() : again, Network.Load(again).ToOnnx());
    });

    [TestMethod]
    public void SameSeedWritesTheSameBytes()
    {
        var network = Networks.LeNet5(seed: 3);
        CollectionAssert.AreEqual(network.ToOnnx(), network.ToOnnx());
        CollectionAssert.AreEqual(network.ToOnnx(), Networks.LeNet5(seed: 3).ToOnnx());
        CollectionAssert.AreNotEqual(network.ToOnnx(), Networks.LeNet5(seed: 4).ToOnnx());
    }

    [TestMethod]
    public void OnnxRuntimeComputesWhatTheOperatorsMean() => Recipes.Hold(300, recipe =>
    {
        var network = recipe.Network();
        Same.Behaviour(network, Network.Load(network.ToOnnx()), "read back");
    });

    [TestMethod]
    public void ShapesAreThoseThatRunningGives() => Recipes.Hold(200, recipe =>
    {
        var network = recipe.Network();
        foreach (var (name, tensor) in ReferenceExecutor.RunAll(network, RandomNetworks.Inputs(network)))
            Same.Shape(network, name, tensor, "shapes");
    });

    [TestMethod]
    public void DenormalWeightsAreWrittenAsZero()
    {
        var network = Networks.Mlp(2, [], 2);
        float[] values = [1e-40f, -float.Epsilon, 1.17549435e-38f, -2];
        network = network.WithWeights([network.Weights["dense1.weight"].With(values)]);
        var read = Network.Load(network.ToOnnx()).Weights["dense1.weight"];
        CollectionAssert.AreEqual(new[] { 0, 0, 1.17549435e-38f, -2 }, read.Values.ToArray());
        CollectionAssert.AreEqual(values, network.Weights["dense1.weight"].Values.ToArray());
    }

    [TestMethod]
    public void VersionsAndMetadataAreKept()
    {
        var network = Network.Load(OnnxModels.SmallWith(m =>
        {
            (m.IrVersion, m.OpsetImport[0].Version) = (7, 12);
            m.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.example", Version = 3 });
            m.MetadataProps.Add(new StringStringEntryProto { Key = "author", Value = "Ä" });
        }));
        var again = Network.Load(network.ToOnnx());
        Assert.AreEqual((12, 7, 3, "Ä"), (again.Opset, again.IrVersion, again.OtherOpsets["com.example"], again.Metadata["author"]));
        var cut = Surgery.Remove(again, ChannelGroups.Of(again).Removable.Take(1)).Network;
        Assert.AreEqual((12, 7, 3, "Ä"), (cut.Opset, cut.IrVersion, cut.OtherOpsets["com.example"], cut.Metadata["author"]));
    }

    [TestMethod]
    public void NewNetworksStateOpset17AndFormat8()
    {
        var model = OnnxModels.SmallModel();
        Assert.AreEqual((17L, 8L), (model.OpsetImport.Single().Version, model.IrVersion));
    }

    [TestMethod]
    public void WeightsListedAmongTheInputsAreNoInputs()
    {
        var network = Network.Load(OnnxModels.SmallWith(m =>
        {
            m.IrVersion = 3;
            m.Graph.Input.Add(OnnxModels.Value("conv1.weight", 3, 2, 3, 3));
        }));
        Assert.AreEqual("Features", network.Inputs.Single().Name);
        Assert.AreEqual(4, network.IrVersion, "Version 3 demands that weights are listed among the inputs, which they are no longer.");
        Same.Behaviour(OnnxModels.Small(), network, "format 3");
    }

    [TestMethod]
    public void FloatsInTheTypedFieldAreRead()
    {
        var network = Network.Load(OnnxModels.SmallWith(m =>
        {
            foreach (var weight in m.Graph.Initializer)
            {
                weight.FloatData.AddRange(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(weight.RawData.Span).ToArray());
                weight.ClearRawData();
            }
        }));
        CollectionAssert.AreEqual(OnnxModels.Small().ToOnnx(), network.ToOnnx());
    }

    [TestMethod]
    [DataRow(ElementType.Int64, new byte[] { 1, 0, 0, 0, 0, 0, 0, 0, 254, 255, 255, 255, 255, 255, 255, 255 })]
    [DataRow(ElementType.Int32, new byte[] { 1, 0, 0, 0, 254, 255, 255, 255 })]
    [DataRow(ElementType.Float16, new byte[] { 1, 0, 254, 255 })]
    [DataRow(ElementType.Int8, new byte[] { 1, 254 })]
    [DataRow(ElementType.UInt32, new byte[] { 1, 0, 0, 0, 254, 255, 255, 255 })]
    [DataRow(ElementType.UInt64, new byte[] { 1, 0, 0, 0, 0, 0, 0, 0, 254, 255, 255, 255, 255, 255, 255, 255 })]
    [DataRow(ElementType.Double, new byte[] { 0, 0, 0, 0, 0, 0, 240, 63, 0, 0, 0, 0, 0, 0, 0, 192 })]
    public void TypedFieldsOfEveryKindAreRead(ElementType type, byte[] expected)
    {
        var tensor = new TensorProto { Name = "t", DataType = (int)type, Dims = { 2 } };
        if (type == ElementType.Int64)
            tensor.Int64Data.AddRange([1, -2]);
        else if (type is ElementType.UInt32 or ElementType.UInt64)
            tensor.Uint64Data.AddRange([1, ulong.MaxValue - 1]);
        else if (type == ElementType.Double)
            tensor.DoubleData.AddRange([1, -2]);
        else
            tensor.Int32Data.AddRange([1, -2]);
        CollectionAssert.AreEqual(expected, OnnxTensor.Read(tensor).Bytes.ToArray());
    }

    [TestMethod]
    public void NodesWithoutNamesGetOnesThatAreFree()
    {
        var nodes = new[] { OnnxModels.Node("Relu", ["x"], "a"), OnnxModels.Node("Relu", ["a"], "b"), OnnxModels.Node("Relu", ["b"], "c") };
        nodes[1].Name = "Relu_1";
        var network = Network.Load(OnnxModels.Model([OnnxModels.Value("x", -1, 2)], nodes, [OnnxModels.Value("c", -1, 2)]).ToByteArray());
        CollectionAssert.AreEqual(new[] { "Relu_2", "Relu_1", "Relu_3" }, network.Nodes.Select(n => n.Name).ToArray());
    }

    [TestMethod]
    public void OpenSizesOfTwoValuesAreNotSaidToBeEqual()
    {
        var make = new GraphMaker();
        var graph = ModelProto.Parser.ParseFrom(make.Build(make.Conv(make.Input("x", -1, 3, -1, -1), 2, 3, stride: 2)).ToOnnx()).Graph;
        string[] names = [.. graph.Input.Concat(graph.Output).SelectMany(v => v.Type.TensorType.Shape.Dim).Where(d => !d.HasDimValue).Select(d => d.DimParam)];
        // Runtimes take dimensions of the same name to be equal: the batch is, height and width are not.
        Assert.HasCount(6, names);
        Assert.AreEqual(2, names.Count(n => n == "N"));
        Assert.HasCount(5, names.Distinct());
    }

    [TestMethod]
    public void DimensionsLeftOpenStayOpen()
    {
        var relu = OnnxModels.Node("Relu", ["x"], "y");
        var y = OnnxModels.Value("y");
        y.Type.TensorType.Shape = null;
        var network = Network.Load(OnnxModels.Model([OnnxModels.Value("x", -1, 3, -1, 5)], [relu], [y]).ToByteArray());
        Assert.AreEqual("[N, 3, N, 5]", network.Inputs[0].Shape!.ToString());
        Assert.AreEqual("[N, 3, N, 5]", network.Shapes["y"].ToString());
        var written = ModelProto.Parser.ParseFrom(network.ToOnnx()).Graph;
        CollectionAssert.AreEqual(new[] { false, true, false, true }, written.Input[0].Type.TensorType.Shape.Dim.Select(d => d.HasDimValue).ToArray());
        CollectionAssert.AreEqual(new[] { "batch", "", "batch", "" }, written.Input[0].Type.TensorType.Shape.Dim.Select(d => d.DimParam).ToArray());
        Assert.IsNull(written.Output[0].Type.TensorType.Shape);
    }

    [TestMethod]
    public void SavingReplacesTheFileAndLeavesNothingBeside()
    {
        var folder = Directory.CreateTempSubdirectory("mlnetcompact-test");
        try
        {
            var path = Path.Combine(folder.FullName, "new", "net.onnx");
            Networks.Mlp(2, [3], 1).Save(path);
            OnnxModels.Small().Save(path);
            CollectionAssert.AreEqual(OnnxModels.Small().ToOnnx(), File.ReadAllBytes(path));
            CollectionAssert.AreEqual(OnnxModels.Small().ToOnnx(), Network.Load(path).ToOnnx());
            Assert.HasCount(1, Directory.GetFiles(folder.FullName, "*", SearchOption.AllDirectories));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
