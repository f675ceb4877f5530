using Google.Protobuf;
using MLNetCompact.Onnx;
using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;
using static MLNetCompact.Onnx.AttributeProto.Types;

namespace MLNetCompact.Tests.NetworkFloor;

/// <summary>What is not in the closed set of operators, or in a form that is not handled, is carried through as it is and protects its channels.</summary>
[TestClass]
public class OpaqueOperatorTests
{
    private static readonly AttributeProto[] s_lrn = [OnnxModels.Attribute("alpha", 0.5f), OnnxModels.Attribute("beta", 0.25f), Integer("size", 3)];

    [TestMethod]
    public void LrnComputesTheSameAfterTheRoundTripAndProtectsItsChannels()
    {
        var bytes = BehindConv("LRN", s_lrn).ToByteArray();
        var network = Network.Load(bytes);
        Carried(bytes, network);
        var groups = ChannelGroups.Of(network);
        var protectedByLrn = groups.All.Where(g => g.Producers.Any(p => p.Node == "first")).ToArray();
        Assert.HasCount(4, protectedByLrn);
        Assert.IsTrue(protectedByLrn.All(g => g.Protection == "LRN 'odd' is carried through unchanged"));
        // Channels that do not touch it can still go.
        Assert.HasCount(3, groups.Removable);
        Assert.IsTrue(groups.Removable.All(g => g.Producers.Single().Node == "second"));
        var cut = Surgery.Remove(network, groups.All);
        Assert.HasCount(2, cut.Removed);
        Same.Outputs(OrtExecutor.Run(Surgery.Mask(network, cut.Removed).ToOnnx(), RandomNetworks.Inputs(network)),
            OrtExecutor.Run(cut.Network.ToOnnx(), RandomNetworks.Inputs(network)), "cut behind LRN");
    }

    [TestMethod]
    [DataRow("lambd")]
    [DataRow("bias")]
    public void UnknownActivationKeepsItsAttribute(string attribute)
    {
        var bytes = BehindConv("Shrink", OnnxModels.Attribute(attribute, 0.125f)).ToByteArray();
        Carried(bytes, Network.Load(bytes));
    }

    [TestMethod]
    public void CustomOperatorKeepsDomainOutputsAndEveryKindOfAttribute()
    {
        var odd = new NodeProto { Name = "odd", OpType = "Fancy", Domain = "com.example", Input = { "x", "", "w" }, Output = { "y", "", "z" } };
        odd.Attribute.AddRange([
            Integer("a", -1),
            new() { Name = "b", Type = AttributeType.String, S = ByteString.CopyFromUtf8("text Ä") },
            new() { Name = "c", Type = AttributeType.String, S = ByteString.CopyFrom(0xff, 0xfe, 0) },
            new() { Name = "d", Type = AttributeType.Tensor, T = OnnxModels.Floats("t", [2], 1, 2) },
            new() { Name = "e", Type = AttributeType.Strings, Strings = { ByteString.CopyFromUtf8("one"), ByteString.CopyFromUtf8("two") } },
            new() { Name = "f", Type = AttributeType.Floats, Floats = { 0.5f, -2 } },
            OnnxModels.Attribute("g", 1, 2, 3),
            OnnxModels.Attribute("h", 0.5f),
            new() { Name = "i", Type = AttributeType.Ints },
        ]);
        var model = OnnxModels.Model([OnnxModels.Value("x", -1, 2)], [odd], [OnnxModels.Value("y", -1, 2), OnnxModels.Value("z", 2)], OnnxModels.Floats("w", [1], 3));
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.example", Version = 1 });
        var network = Network.Load(model.ToByteArray());
        Assert.AreEqual("com.example", ((OpaqueOp)network.Nodes[0].Operator).Domain);
        Assert.AreEqual(odd, ModelProto.Parser.ParseFrom(network.ToOnnx()).Graph.Node.Single());
        Assert.IsFalse(network.Shapes.ContainsKey("y"));
        CollectionAssert.AreEqual(network.ToOnnx(), Network.Load(network.ToOnnx()).ToOnnx());
    }

    [TestMethod]
    public void KnownNameOfAnotherDomainIsNotMistaken()
    {
        var model = BehindConv("Relu");
        model.Node("odd").Domain = "com.example";
        Assert.IsInstanceOfType<OpaqueOp>(Network.Load(model.ToByteArray()).Nodes.Single(n => n.Name == "odd").Operator);
    }

    [TestMethod]
    public void ChannelsOfAResidualSumAreProtectedOnBothSides()
    {
        var model = BehindConv("Sum");
        model.Node("odd").Input.Add("first.out");
        var bytes = model.ToByteArray();
        var network = Network.Load(bytes);
        Carried(bytes, network);
        Assert.IsFalse(ChannelGroups.Of(network).Removable.Any(g => g.Producers.Any(p => p.Node == "first")));
    }

    [TestMethod]
    public void PoolingOfAnUnhandledFormIsCarriedThrough()
    {
        var bytes = BehindConv("MaxPool", OnnxModels.Attribute("kernel_shape", 2, 2), OnnxModels.Attribute("pads", 0, 1, 1, 0), Integer("storage_order", 1)).ToByteArray();
        Carried(bytes, Network.Load(bytes));
    }

    [TestMethod]
    public void DenseLayerOfAnUnusualFormComputesTheSameAndIsProtected()
    {
        // A bias of one number for all outputs, and an input read across.
        foreach (var (name, value, bias) in new[] { ("transA", 0L, new[] { 1f }), ("transA", 1L, [1, 2, 3]) })
        {
            var gemm = OnnxModels.Node("Gemm", ["x", "w", "b"], "y", Integer(name, value));
            var model = OnnxModels.Model([OnnxModels.Value("x", 2, 2)], [gemm], [OnnxModels.Value("y", 2, 3)],
                OnnxModels.Floats("w", [2, 3], 1, 2, 3, 4, 5, 6), OnnxModels.Floats("b", [bias.Length], bias));
            var network = Network.Load(model.ToByteArray());
            Assert.IsInstanceOfType<Gemm>(network.Nodes.Single().Operator);
            Assert.IsEmpty(ChannelGroups.Of(network).Removable);
            Same.Outputs(OrtExecutor.Run(model.ToByteArray(), RandomNetworks.Inputs(network)), OrtExecutor.Run(network.ToOnnx(), RandomNetworks.Inputs(network)), "unusual form");
        }
    }

    [TestMethod]
    public void DenseLayerWhoseBiasIsComputedProtectsAllThatItReads()
    {
        var nodes = new[]
        {
            OnnxModels.Node("Gemm", ["x", "w"], "a"), OnnxModels.Node("Relu", ["a"], "r"), OnnxModels.Node("Gemm", ["r", "w", "a"], "y"),
        };
        var model = OnnxModels.Model([OnnxModels.Value("x", -1, 2)], nodes, [OnnxModels.Value("y", -1, 2)], OnnxModels.Floats("w", [2, 2], 1, 2, 3, 4));
        var network = Network.Load(model.ToByteArray());
        Assert.IsEmpty(ChannelGroups.Of(network).Removable);
        Same.Outputs(OrtExecutor.Run(model.ToByteArray(), RandomNetworks.Inputs(network)), OrtExecutor.Run(network.ToOnnx(), RandomNetworks.Inputs(network)), "computed bias");
    }

    [TestMethod]
    public void DefaultsOfAConvolutionAreThoseOfOnnx()
    {
        var conv = (Conv)Network.Load(BehindConv("Relu").ToByteArray()).Nodes.Single(n => n.Name == "second").Operator;
        Assert.AreEqual("2 2|1 1|0 0 0 0|1 1|1", string.Join('|', string.Join(' ', conv.Kernel), string.Join(' ', conv.Strides),
            string.Join(' ', conv.Pads), string.Join(' ', conv.Dilations), conv.Group));
    }

    /// <summary>The node is opaque, it is written as it was read, and ONNX Runtime computes the same with both files.</summary>
    private static void Carried(byte[] bytes, Network network, string node = "odd")
    {
        Assert.IsInstanceOfType<OpaqueOp>(network.Nodes.Single(n => n.Name == node).Operator);
        var inputs = RandomNetworks.Inputs(network);
        Same.Outputs(OrtExecutor.Run(bytes, inputs), OrtExecutor.Run(network.ToOnnx(), inputs), "carried through");
    }

    private static AttributeProto Integer(string name, long value) => new() { Name = name, Type = AttributeType.Int, I = value };

    /// <summary>A convolution of 4 filters, the node "odd", a convolution of 3 filters, and a third of 2.</summary>
    private static ModelProto BehindConv(string opType, params AttributeProto[] attributes)
    {
        var random = new Random(1);
        float[] Values(int count) => [.. Enumerable.Range(0, count).Select(_ => (float)random.NextDouble() - 0.4f)];
        var nodes = new[]
        {
            OnnxModels.Node("Conv", ["x", "w1", "b1"], "first.out"), OnnxModels.Node(opType, ["first.out"], "odd.out", attributes),
            OnnxModels.Node("Conv", ["odd.out", "w2", "b2"], "second.out"), OnnxModels.Node("Conv", ["second.out", "w3"], "y"),
        };
        (nodes[0].Name, nodes[1].Name, nodes[2].Name, nodes[3].Name) = ("first", "odd", "second", "third");
        var y = OnnxModels.Value("y");
        y.Type.TensorType.Shape = null;
        return OnnxModels.Model([OnnxModels.Value("x", -1, 2, 7, 7)], nodes, [y],
            OnnxModels.Floats("w1", [4, 2, 2, 2], Values(32)), OnnxModels.Floats("b1", [4], Values(4)), OnnxModels.Floats("w2", [3, 4, 2, 2], Values(48)),
            OnnxModels.Floats("b2", [3], Values(3)), OnnxModels.Floats("w3", [2, 3, 1, 1], Values(6)));
    }
}
