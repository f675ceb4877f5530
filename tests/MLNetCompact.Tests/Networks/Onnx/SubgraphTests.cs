using Google.Protobuf;
using MLNetCompact.Onnx;
using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;
using static MLNetCompact.Onnx.AttributeProto.Types;

namespace MLNetCompact.Tests.NetworkFloor;

/// <summary>Nodes with graphs inside (If, Loop, Scan) are carried through; the values that those graphs read count as inputs.</summary>
[TestClass]
public class SubgraphTests
{
    [TestMethod]
    public void IfComesBackAsItWasAndComputesTheSame()
    {
        var model = Model();
        var network = Network.Load(model.ToByteArray());
        Assert.AreEqual(model, ModelProto.Parser.ParseFrom(network.ToOnnx()));
        var inputs = RandomNetworks.Inputs(network);
        Same.Outputs(OrtExecutor.Run(model.ToByteArray(), inputs), OrtExecutor.Run(network.ToOnnx(), inputs), "If");
    }

    [TestMethod]
    public void WhatAGraphInsideReadsIsAnInputOfItsNodeAndProtected()
    {
        var network = Network.Load(Model().ToByteArray());
        var node = network.Nodes.Single(n => n.Operator.OpType == "If");
        CollectionAssert.AreEqual(new[] { "flag", "a", "w2", "b" }, node.Inputs.ToArray());
        Assert.AreSame(node, network.ReadersOf("b").Single());
        Assert.IsFalse(ChannelGroups.Of(network).Removable.Any(g => g.Producers.Any(p => p.Node is "first" or "second")));
    }

    [TestMethod]
    public void AValueThatIsNotThereIsRefused() => HostileFile.Refused(Bytes(m => Branch(m, "else_branch").Node[0].Input[1] = "nowhere"), "If 'choice'", "'nowhere'");

    [TestMethod]
    public void AValueThatIsMadeLaterIsRefused() => HostileFile.Refused(Bytes(m => Branch(m, "else_branch").Node[0].Input[1] = "y"), "If 'choice'", "'y'");

    [TestMethod]
    public void NamesOfTheGraphInsideAreItsOwn()
    {
        var network = Network.Load(Bytes(m =>
        {
            // A graph inside the graph inside, which reads a name of the one around it and one from outside.
            var branch = Branch(m, "then_branch");
            var inner = new GraphProto { Name = "inner", Node = { OnnxModels.Node("Add", ["inside", "b"], "deep") }, Output = { OnnxModels.Value("deep", -1, 3) } };
            branch.Node.Add(OnnxModels.Node("If", ["flag"], "deeper", Graph("then_branch", inner), Graph("else_branch", inner.Clone())));
            branch.Output[0] = OnnxModels.Value("deeper", -1, 3);
        }));
        CollectionAssert.AreEqual(new[] { "flag", "a", "w2", "flag", "b" }.Distinct().ToArray(), network.Nodes.Single(n => n.Operator.OpType == "If").Inputs.Distinct().ToArray());
    }

    [TestMethod]
    public void RenamedValuesAreRenamedInsideToo()
    {
        var network = Network.Load(Bytes(m => Branch(m, "else_branch").Node[0].Input[1] = "x"));
        string New(string name) => name is "x" or "a" ? $"new.{name}" : name;
        var renamed = network.With([.. network.Inputs.Select(i => i with { Name = New(i.Name) })],
            network.Nodes.Select(n => n with { Inputs = [.. n.Inputs.Select(New)], Outputs = [.. n.Outputs.Select(New)] }));
        var written = renamed.ToOnnx();
        var node = ModelProto.Parser.ParseFrom(written).Node("choice");
        Assert.AreEqual("flag", node.Input.Single());
        Assert.AreEqual("new.x", node.Attribute.Single(a => a.Name == "else_branch").G.Node[0].Input[1]);
        Assert.AreEqual("inside", node.Attribute.Single(a => a.Name == "then_branch").G.Output[0].Name);
        var inputs = RandomNetworks.Inputs(network);
        var again = OrtExecutor.Run(written, inputs.ToDictionary(i => New(i.Key), i => i.Value));
        Same.Outputs(OrtExecutor.Run(network.ToOnnx(), inputs), again, "renamed");
        CollectionAssert.AreEqual(written, Network.Load(written).ToOnnx());
    }

    [TestMethod]
    public void ANodeMadeAnewOfTheSameOperatorWritesItsGraphsToo()
    {
        var network = Network.Load(Model().ToByteArray());
        var anew = network.With(nodes: network.Nodes.Select(n => new Node(n.Name, n.Operator, n.Inputs, n.Outputs)));
        var inputs = RandomNetworks.Inputs(network);
        Same.Outputs(OrtExecutor.Run(network.ToOnnx(), inputs), OrtExecutor.Run(anew.ToOnnx(), inputs), "made anew");
    }

    [TestMethod]
    public void AConstantReadInsideOnlyStays()
    {
        var network = Network.Load(Bytes(m =>
        {
            var constant = OnnxModels.Node("Constant", [], "k", new AttributeProto { Name = "value_floats", Type = AttributeType.Floats, Floats = { 1, 2, 3 } });
            m.OpsetImport[0].Version = 13;
            m.Graph.Node.Insert(0, constant);
            Branch(m, "else_branch").Node[0].Input[1] = "k";
        }));
        CollectionAssert.AreEqual(new float[] { 1, 2, 3 }, network.Weights["k"].Values.ToArray());
        Assert.IsNotNull(OrtExecutor.Run(network.ToOnnx(), RandomNetworks.Inputs(network)));
    }

    [TestMethod]
    public void DeepNestingIsRefused()
    {
        var graph = new GraphProto { Name = "g" };
        for (var i = 0; i < 400; i++)
            graph = new GraphProto { Name = "g", Node = { OnnxModels.Node("If", ["x"], "y", Graph("then_branch", graph)) } };
        HostileFile.Refused(OnnxModels.Model([OnnxModels.Value("x", 1)], graph.Node, [OnnxModels.Value("y", 1)]).ToByteArray(), "the given bytes");
    }

    [TestMethod]
    public void NodesOfAFunctionOfTheFileAreCarriedThrough()
    {
        var model = OnnxModels.SmallModel();
        model.IrVersion = 8;
        model.Node("relu1").Domain = "com.example";
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.example", Version = 1 });
        // message FunctionProto: name, input 4, output 5, node 7, opset_import 9, domain 10
        var function = new FunctionProto { Name = "Relu", Domain = "com.example", Node = { OnnxModels.Node("Sigmoid", ["p"], "q") } };
        function.MergeFrom((byte[])[4 << 3 | 2, 1, (byte)'p', 5 << 3 | 2, 1, (byte)'q', 9 << 3 | 2, 4, 10, 0, 16, 17]);
        model.Functions.Add(function);
        var network = Network.Load(model.ToByteArray());
        Assert.IsInstanceOfType<OpaqueOp>(network.Nodes.Single(n => n.Name == "relu1").Operator);
        Assert.AreEqual(model, ModelProto.Parser.ParseFrom(network.ToOnnx()));
        var inputs = RandomNetworks.Inputs(network);
        Same.Outputs(OrtExecutor.Run(model.ToByteArray(), inputs), OrtExecutor.Run(network.ToOnnx(), inputs), "function");
    }

    private static AttributeProto Graph(string name, GraphProto graph) => new() { Name = name, Type = AttributeType.Graph, G = graph };

    private static GraphProto Branch(ModelProto model, string name) => model.Node("choice").Attribute.Single(a => a.Name == name).G;

    private static byte[] Bytes(Action<ModelProto> change)
    {
        var model = Model();
        change(model);
        return model.ToByteArray();
    }

    /// <summary>a and b are two dense layers of x; where the sum of x is positive the network gives a * w2, else b.</summary>
    private static ModelProto Model()
    {
        var then = new GraphProto { Name = "then", Node = { OnnxModels.Node("Mul", ["a", "w2"], "inside") }, Output = { OnnxModels.Value("inside", -1, 3) } };
        var otherwise = new GraphProto { Name = "otherwise", Initializer = { OnnxModels.Floats("half", [1], 0.5f) }, Node = { OnnxModels.Node("Mul", ["half", "b"], "inside") }, Output = { OnnxModels.Value("inside", -1, 3) } };
        var nodes = new[]
        {
            OnnxModels.Node("Gemm", ["x", "w"], "a"), OnnxModels.Node("Gemm", ["x", "w"], "b"),
            OnnxModels.Node("ReduceMax", ["x"], "largest", new AttributeProto { Name = "keepdims", Type = AttributeType.Int, I = 0 }), OnnxModels.Node("Cast", ["largest"], "flag", new AttributeProto { Name = "to", Type = AttributeType.Int, I = 9 }),
            OnnxModels.Node("If", ["flag"], "y", Graph("then_branch", then), Graph("else_branch", otherwise)),
        };
        foreach (var (node, name) in nodes.Zip(["first", "second", "max", "bool", "choice"]))
            node.Name = name;
        var model = OnnxModels.Model([OnnxModels.Value("x", -1, 3)], nodes, [OnnxModels.Value("y", -1, 3)],
            OnnxModels.Floats("w", [3, 3], 1, 2, 3, -4, 5, -6, 7, 8, 9), OnnxModels.Floats("w2", [3], 0.5f, 2, -1));
        foreach (var tensor in model.Graph.Initializer)
        {
            tensor.RawData = ByteString.CopyFrom(System.Runtime.InteropServices.MemoryMarshal.AsBytes(tensor.FloatData.ToArray().AsSpan()));
            tensor.FloatData.Clear();
        }
        return model;
    }
}
