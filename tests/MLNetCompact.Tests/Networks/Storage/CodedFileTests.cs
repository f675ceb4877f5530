using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using MLNetCompact.Onnx;
using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

/// <summary>Coded weights in files: standard nodes that runtimes compute once, and that come back as the codes they are.</summary>
[TestClass]
public class CodedFileTests
{
    [TestMethod]
    public void ACodedNetworkIsReadBackAsItIs()
    {
        var (network, _) = Coded();
        var bytes = network.ToOnnx();
        var read = Network.Load(bytes);
        CollectionAssert.AreEqual(bytes, read.ToOnnx());
        CollectionAssert.AreEqual(network.Nodes.Select(n => n.Name).ToArray(), read.Nodes.Select(n => n.Name).ToArray());
        CollectionAssert.AreEqual(network.Weights.Keys.ToArray(), read.Weights.Keys.ToArray());
        foreach (var (name, weight) in network.Weights)
            Assert.AreEqual(weight.Storage, read.Weights[name].Storage, name);
    }

    [TestMethod]
    public void OnnxRuntimeGivesTheNumbersOfTheDenseNetwork()
    {
        var (coded, dense) = Coded();
        var inputs = RandomNetworks.Inputs(dense);
        var expected = OrtExecutor.Run(dense.ToOnnx(), inputs);
        Same.Outputs(expected, OrtExecutor.Run(coded.ToOnnx(), inputs), "coded");
        Same.Outputs(expected, ReferenceExecutor.Run(dense, inputs), "reference");
    }

    [TestMethod]
    [DataRow(11)]
    [DataRow(13)]
    [DataRow(17)]
    [DataRow(21)]
    public void OnnxRuntimeComputesAllCodesWhenItLoadsTheFile(int opset)
    {
        var (coded, dense) = Coded();
        coded = WithOpset(coded, opset);
        using var folder = new TempFolder();
        using (var options = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_BASIC, OptimizedModelFilePath = folder.File("optimized.onnx") })
        using (new InferenceSession(coded.ToOnnx(), options))
        {
        }
        var optimized = ModelProto.Parser.ParseFrom(File.ReadAllBytes(folder.File("optimized.onnx"))).Graph;
        string[] decoding = ["Cast", "Div", "Mod", "Add", "Sub", "Mul", "CumSum", "Gather", "ScatterElements", "ConstantOfShape", "Reshape"];
        Assert.IsFalse(optimized.Node.Any(n => decoding.Contains(n.OpType)), string.Join(' ', optimized.Node.Select(n => n.OpType)));
        // The numbers are those of the dense weights to the last bit.
        foreach (var (name, weight) in dense.Weights.Where(w => coded.Weights[w.Key].Storage is CodedStorage))
            CollectionAssert.AreEqual(weight.Bytes.ToArray(), optimized.Initializer.Single(i => i.Name == name).RawData.ToByteArray(), name);
    }

    [TestMethod]
    public void TheFileIsAsLargeAsTheCodesAndSomeHundredBytesForEach()
    {
        var (coded, dense) = Coded();
        var names = dense.ToOnnx().Length - dense.Weights.Values.Sum(w => w.StoredBytes);
        var codes = coded.Weights.Values.Count(w => w.Storage is CodedStorage);
        var extra = coded.ToOnnx().Length - coded.Weights.Values.Sum(w => w.StoredBytes) - names;
        Assert.IsInRange(codes * 100, codes * 700, extra);
    }

    [TestMethod]
    public void CodesComeBackInTheOrderOfTheFile()
    {
        var (coded, _) = Coded();
        var model = ModelProto.Parser.ParseFrom(coded.ToOnnx());
        // Weights of another order than by name, as other tools write them.
        var reversed = model.Graph.Initializer.Reverse().ToArray();
        model.Graph.Initializer.Clear();
        model.Graph.Initializer.AddRange(reversed);
        var network = Network.Load(model.ToByteArray());
        CollectionAssert.AreEqual(network.ToOnnx(), Network.Load(network.ToOnnx()).ToOnnx());
        var names = ModelProto.Parser.ParseFrom(network.ToOnnx()).Graph.Initializer.Select(i => i.Name).ToList();
        Assert.IsGreaterThan(names.FindIndex(n => n.StartsWith("dense2", StringComparison.Ordinal)), names.FindIndex(n => n.StartsWith("conv1", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void OldOperatorsCannotScatterSoTheFileIsDense()
    {
        var (coded, dense) = Coded();
        var inputs = RandomNetworks.Inputs(dense);
        var old = WithOpset(coded, 10);
        var read = Network.Load(old.ToOnnx());
        Assert.IsFalse(read.Weights.Values.Any(w => w.Storage is SparseStorage));
        Assert.IsTrue(read.Weights.Values.Any(w => w.Storage is KernelStorage));
        Same.Outputs(OrtExecutor.Run(WithOpset(dense, 10).ToOnnx(), inputs), OrtExecutor.Run(old.ToOnnx(), inputs), "opset 10");
    }

    [TestMethod]
    public void NamesThatAreTakenAreNotTakenTwice()
    {
        var (coded, _) = Coded();
        var sparse = coded.Weights.Values.First(w => w.Storage is SparseStorage);
        // An input that is called as a part would be, and a node as the last one.
        string New(string name) => name == coded.Inputs[0].Name ? $"{sparse.Name}.codes" : name == coded.Nodes[1].Output ? "~1" : name;
        var named = coded.With([coded.Inputs[0] with { Name = New(coded.Inputs[0].Name) }],
            coded.Nodes.Select((n, i) => n with { Name = i == 0 ? $"{CodeWriter.Mark}{sparse.Name}" : n.Name, Inputs = [.. n.Inputs.Select(New)], Outputs = [.. n.Outputs.Select(New)] }));
        var read = Network.Load(named.ToOnnx());
        Assert.AreEqual(sparse.Storage, read.Weights[sparse.Name].Storage);
        CollectionAssert.AreEqual(named.ToOnnx(), read.ToOnnx());
    }

    [TestMethod]
    public void AWeightThatSeveralNodesReadIsStillOneCode()
    {
        var storage = SparseStorage.Of(Codes.Sparse(64, 0.3, 3, 1));
        var network = new Network([new("x", ElementType.Float, new Shape(Shape.Unknown, 8))],
            [new("a", new Gemm { TransB = true }, ["x", "w"], ["h"]), new("b", new Gemm(), ["h", "w"], ["y"])], [new("y", ElementType.Float, new Shape(Shape.Unknown, 8))],
            [Weight.Of("w", new Shape(8, 8), storage)]);
        Assert.AreEqual(storage, Network.Load(network.ToOnnx()).Weights["w"].Storage);
    }

    [TestMethod]
    public void OtherNodesOfTheSameKindsAreLeftAlone()
    {
        var (coded, _) = Coded();
        var model = ModelProto.Parser.ParseFrom(coded.ToOnnx());
        foreach (var node in model.Graph.Node.Where(n => n.Name.StartsWith(CodeWriter.Mark, StringComparison.Ordinal)))
            node.Name = node.Name[CodeWriter.Mark.Length..] + ".made";
        Assert.IsFalse(Network.Load(model.ToByteArray()).Weights.Values.Any(w => w.Storage is CodedStorage));
    }

    [TestMethod]
    public void CodesThatAreNotExactlyThoseOfThisProjectStayNodes()
    {
        var (coded, _) = Coded();
        var (all, inputs) = (coded.Weights.Values.Count(w => w.Storage is CodedStorage), RandomNetworks.Inputs(coded));
        // Each change leaves one code that is none, and a valid file.
        foreach (var (change, runs) in new (Action<ModelProto>, bool)[]
        {
            (m => m.Graph.Node.First(n => n.OpType == "CumSum").Attribute.Add(new AttributeProto { Name = "reverse", Type = AttributeProto.Types.AttributeType.Int, I = 0 }), true),
            (m => m.Graph.Node.First(n => n.OpType == "ScatterElements").Attribute.Add(new AttributeProto { Name = "axis", Type = AttributeProto.Types.AttributeType.Int, I = 0 }), true),
            (m => Read(m, m.Graph.Node.First(n => n.OpType == "CumSum").Output[0], Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Int32), true),
            (m => Read(m, m.Graph.Node.First(n => n.OpType == "Gather").Output[0], Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float), true),
            (m => m.Graph.Initializer.First(i => i.Name.EndsWith(".codes", StringComparison.Ordinal)).RawData = ByteString.CopyFrom([.. Enumerable.Repeat((byte)255, m.Graph.Initializer.First(i => i.Name.EndsWith(".codes", StringComparison.Ordinal)).RawData.Length)]), false),
            (m => m.Graph.Initializer.First(i => i.Name.EndsWith(".index", StringComparison.Ordinal)).RawData = ByteString.CopyFrom([.. Enumerable.Repeat((byte)255, m.Graph.Initializer.First(i => i.Name.EndsWith(".index", StringComparison.Ordinal)).RawData.Length)]), false),
        })
        {
            var model = ModelProto.Parser.ParseFrom(coded.ToOnnx());
            change(model);
            var network = Network.Load(model.ToByteArray());
            Assert.AreEqual(all - 1, network.Weights.Values.Count(w => w.Storage is CodedStorage));
            CollectionAssert.AreEqual(network.ToOnnx(), Network.Load(network.ToOnnx()).ToOnnx());
            if (runs)
                Assert.IsGreaterThan(0, OrtExecutor.Bytes(network.ToOnnx(), inputs).Count);
        }
        static void Read(ModelProto model, string name, Microsoft.ML.OnnxRuntime.Tensors.TensorElementType type)
        {
            var output = OnnxModels.Value(name);
            (output.Type.TensorType.ElemType, output.Type.TensorType.Shape) = ((int)type, null);
            model.Graph.Output.Add(output);
        }
    }

    [TestMethod]
    public void ACodeThatClaimsGigabytesStaysNodes()
    {
        var (coded, _) = Coded();
        var model = ModelProto.Parser.ParseFrom(coded.ToOnnx());
        foreach (var count in model.Graph.Initializer.Where(i => i.Name.EndsWith(".count", StringComparison.Ordinal)))
            count.RawData = ByteString.CopyFrom(BitConverter.GetBytes(1L << 30));
        foreach (var shape in model.Graph.Initializer.Where(i => i.Name.EndsWith(".shape", StringComparison.Ordinal)))
            shape.RawData = ByteString.CopyFrom([.. new[] { 1L << 30 }.Concat(Enumerable.Repeat(1L, (int)shape.Dims[0] - 1)).SelectMany(BitConverter.GetBytes)]);
        // Layers find that such a weight does not fit.
        HostileFile.Survives(model.ToByteArray(), "gigabytes");
        var scatter = model.Graph.Node.Where(n => n.Name.StartsWith(CodeWriter.Mark, StringComparison.Ordinal) && n.OpType is "ScatterElements" or "Reshape").Select(n => n.Output[0]).ToHashSet();
        var alone = OnnxModels.Model([OnnxModels.Value("x", -1)], [.. model.Graph.Node.TakeWhile(n => !n.Input.Contains(model.Graph.Input[0].Name)), OnnxModels.Node("Relu", ["x"], "y"),
            .. scatter.Select((s, i) => OnnxModels.Node("Identity", [s], $"o{i}"))], [OnnxModels.Value("y", -1)], [.. model.Graph.Initializer]);
        Assert.IsTrue(HostileFile.Survives(alone.ToByteArray(), "gigabytes alone", use: false));
        Assert.IsFalse(Network.Load(alone.ToByteArray()).Weights.Values.Any(w => w.Storage is SparseStorage));
    }

    [TestMethod]
    public void OneCodeForManyWeightsStaysNodes()
    {
        var index = new TensorProto { Name = "index", DataType = (int)ElementType.UInt8, Dims = { 1000 }, RawData = ByteString.CopyFrom(new byte[1000]) };
        var nodes = Enumerable.Range(0, 50).SelectMany(i => new[]
        {
            OnnxModels.Node("Cast", ["index"], $"i{i}", new AttributeProto { Name = "to", Type = AttributeProto.Types.AttributeType.Int, I = 6 }),
            OnnxModels.Node("Gather", ["book", $"i{i}"], $"w{i}"), OnnxModels.Node("Mul", ["x", $"w{i}"], $"y{i}"),
        }).ToArray();
        foreach (var node in nodes.Where(n => n.OpType == "Gather"))
            node.Name = $"{CodeWriter.Mark}{node.Output[0]}";
        var model = OnnxModels.Model([OnnxModels.Value("x", -1)], nodes, [OnnxModels.Value("y0", -1)], index, OnnxModels.Floats("book", [1, 4096], new float[4096]));
        Assert.IsTrue(HostileFile.Survives(model.ToByteArray(), "one code for many", use: false));
        Assert.IsFalse(Network.Load(model.ToByteArray()).Weights.Values.Any(w => w.Storage is CodedStorage));
    }

    [TestMethod]
    public void SurgeryOfACodedNetworkIsThatOfTheDenseOne()
    {
        var (coded, dense) = Coded();
        var groups = ChannelGroups.Of(coded).Removable.Where(g => g.Id % 3 == 0).Select(g => g.Id).ToHashSet();
        Network Cut(Network network) => Surgery.Remove(network, ChannelGroups.Of(network).All.Where(g => groups.Contains(g.Id))).Network;
        Same.Behaviour(Cut(dense), Cut(coded), "cut");
    }

    private static Network WithOpset(Network network, int opset) =>
        new(network.Inputs, network.Nodes, network.Outputs, network.Weights.Values, network.Metadata) { Opset = opset, IrVersion = opset < 11 ? 5 : 8 };

    /// <summary>A network with a weight in each code, and the same with dense weights.</summary>
    private static (Network Coded, Network Dense) Coded()
    {
        var dense = new NetworkBuilder(3, 12, 12).Conv(8, 3).Relu().Conv(6, 3, pad: 1).MaxPool(2).Relu().Conv(5, 2).Flatten().Dense(20).Tanh().Dense(12).Relu().Dense(4).Build();
        var weights = new List<Weight>();
        foreach (var (weight, i) in dense.Weights.Values.Where(w => w.Shape.Count > 1).Select((w, i) => (w, i)))
        {
            CodedStorage storage = i switch
            {
                0 => (CodedStorage)Codes.Kernels(weight.Name, weight.Shape, 5, scaled: false, seed: 1).Weight.Storage,
                1 => (CodedStorage)Codes.Kernels(weight.Name, weight.Shape, 7, scaled: true, seed: 2).Weight.Storage,
                2 => Codes.Sparse(Codes.Sparse((int)weight.Count, 0.4, 7, seed: 3), "codes", 7),
                3 => Codes.Sparse(Codes.Sparse((int)weight.Count, 0.3, 40, seed: 4), "numbers", 40),
                4 => Codes.Sparse(Codes.Sparse((int)weight.Count, 0.5, 0, seed: 5), "values", 0),
                _ => SparseStorage.Of(Codes.Sparse((int)weight.Count, 0.6, 15, seed: 6)),
            };
            weights.Add(Weight.Of(weight.Name, weight.Shape, storage));
        }
        // A bias too: one dimension needs no Reshape.
        var bias = dense.Weights["dense1.bias"];
        weights.Add(Weight.Of(bias.Name, bias.Shape, SparseStorage.Of(Codes.Sparse(20, 0.3, 3, seed: 7))));
        return (dense.WithWeights(weights), dense.WithWeights(weights.Select(w => Weight.Of(w.Name, w.Shape, w.Values))));
    }
}
