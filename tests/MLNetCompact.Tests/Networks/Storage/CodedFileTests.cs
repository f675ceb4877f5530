using Google.Protobuf;
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
        var (network, _) = Codes.Network();
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
        var (coded, dense) = Codes.Network();
        var inputs = RandomNetworks.Inputs(dense);
        var expected = OrtExecutor.Run(dense.ToOnnx(), inputs);
        Same.Outputs(expected, OrtExecutor.Run(coded.ToOnnx(), inputs), "coded");
        Same.Outputs(expected, ReferenceExecutor.Run(dense, inputs), "reference");
    }

    [TestMethod]
    [DataRow(7)]
    [DataRow(10)]
    [DataRow(11)]
    [DataRow(13)]
    [DataRow(17)]
    [DataRow(21)]
    public void OnnxRuntimeComputesAllCodesWhenItLoadsTheFile(int opset)
    {
        var (coded, dense) = Codes.Network();
        coded = Codes.WithOpset(coded, opset);
        var optimized = OrtExecutor.Optimized(coded.ToOnnx());
        string[] decoding = ["Cast", "Div", "Mod", "Add", "Sub", "Mul", "CumSum", "Gather", "ScatterElements", "ConstantOfShape", "Reshape"];
        Assert.IsFalse(optimized.Node.Any(n => decoding.Contains(n.OpType)), string.Join(' ', optimized.Node.Select(n => n.OpType)));
        // The numbers are those of the dense weights to the last bit.
        foreach (var (name, weight) in dense.Weights)
            CollectionAssert.AreEqual(weight.Bytes.ToArray(), optimized.Initializer.Single(i => i.Name == name).RawData.ToByteArray(), name);
    }

    [TestMethod]
    public void TheFileIsAsLargeAsTheCodesAndSomeHundredBytesForEach()
    {
        var (coded, dense) = Codes.Network();
        var names = dense.ToOnnx().Length - dense.Weights.Values.Sum(w => w.StoredBytes);
        var codes = coded.Weights.Values.Count(w => w.Storage is CodedStorage);
        var extra = coded.ToOnnx().Length - coded.Weights.Values.Sum(w => w.StoredBytes) - names;
        Assert.IsInRange(codes * 100, codes * 700, extra);
    }

    [TestMethod]
    public void CodesComeBackInTheOrderOfTheFile()
    {
        var (coded, _) = Codes.Network();
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
        var (coded, dense) = Codes.Network();
        var inputs = RandomNetworks.Inputs(dense);
        var old = Codes.WithOpset(coded, 10);
        var read = Network.Load(old.ToOnnx());
        Assert.IsFalse(read.Weights.Values.Any(w => w.Storage is SparseStorage));
        Assert.IsTrue(read.Weights.Values.Any(w => w.Storage is KernelStorage));
        Same.Outputs(OrtExecutor.Run(Codes.WithOpset(dense, 10).ToOnnx(), inputs), OrtExecutor.Run(old.ToOnnx(), inputs), "opset 10");
    }

    [TestMethod]
    public void NamesThatAreTakenAreNotTakenTwice()
    {
        var (coded, _) = Codes.Network();
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
    public void ACodedWeightThatTheNetworkGivesIsStillACode()
    {
        var storage = SparseStorage.Of(Codes.Sparse(64, 0.3, 3, 1));
        var network = new Network([new("x", ElementType.Float, new Shape(Shape.Unknown, 8))], [new("a", new Gemm { TransB = true }, ["x", "w"], ["y"])],
            [new("y", ElementType.Float, new Shape(Shape.Unknown, 8)), new("w", ElementType.Float, new Shape(8, 8))], [Weight.Of("w", new Shape(8, 8), storage)]);
        var read = Network.Load(network.ToOnnx());
        Assert.AreEqual(storage, read.Weights["w"].Storage);
        CollectionAssert.AreEqual(network.ToOnnx(), read.ToOnnx());
        CollectionAssert.AreEqual(Array.ConvertAll(network.Weights["w"].Values.ToArray(), v => (double)v), OrtExecutor.Run(network.ToOnnx(), RandomNetworks.Inputs(network))["w"].Values);
    }

    [TestMethod]
    public void ScalesWithoutASignComeBackToo()
    {
        Weight Bytes(params byte[] bytes) => Weight.Of("b", ElementType.UInt8, new Shape(4, 2), bytes);
        var storage = new KernelStorage(Weight.Of("c", new Shape(2, 3), [1f, 2, 3, 4, 5, 6]), Bytes(1, 0, 1, 1, 0, 0, 1, 0), new(Bytes(255, 1, 0, 128, 127, 3, 4, 5), Weight.Of("t", new Shape(4), [0.5f, 2, -1, 0.25f])));
        var network = new Network([new("x", ElementType.Float, new Shape(Shape.Unknown, 2, 7))], [new("a", new Conv { Kernel = [3] }, ["x", "w"], ["y"])],
            [new("y", ElementType.Float, new Shape(Shape.Unknown, 4, 5))], [Weight.Of("w", new Shape(4, 2, 3), storage)]);
        Assert.AreEqual(storage, Network.Load(network.ToOnnx()).Weights["w"].Storage);
        Same.Behaviour(network.WithWeights([network.Weights["w"].AsDense()]), network, "UInt8");
    }

    [TestMethod]
    public void ALargeCodedWeightIsComputedWhenTheFileIsLoadedToo()
    {
        // 16 MB in 0.2 MB.
        var values = Codes.Sparse(2048 * 2048, 0.03, 15, seed: 9);
        var network = new NetworkBuilder(2048).Dense(2048).Build();
        network = network.WithWeights([Weight.Of("dense1.weight", new Shape(2048, 2048), values).AsSparse()]);
        Assert.IsLessThan(300_000, network.ToOnnx().Length);
        var optimized = OrtExecutor.Optimized(network.ToOnnx());
        Assert.AreEqual("Gemm", string.Join(' ', optimized.Node.Select(n => n.OpType)));
        CollectionAssert.AreEqual(network.Weights["dense1.weight"].Bytes.ToArray(), optimized.Initializer.Single(i => i.Name == "dense1.weight").RawData.ToByteArray());
    }

    [TestMethod]
    public void SurgeryOfACodedNetworkIsThatOfTheDenseOne()
    {
        var (coded, dense) = Codes.Network();
        var groups = ChannelGroups.Of(coded).Removable.Where(g => g.Id % 3 == 0).Select(g => g.Id).ToHashSet();
        Network Cut(Network network) => Surgery.Remove(network, ChannelGroups.Of(network).All.Where(g => groups.Contains(g.Id))).Network;
        Same.Behaviour(Cut(dense), Cut(coded), "cut");
    }
}
