using System.Runtime.InteropServices;
using Google.Protobuf;
using MLNetCompact.Onnx;
using MLNetCompact.Tests.Tools;
using static MLNetCompact.Onnx.AttributeProto.Types;

namespace MLNetCompact.Tests.NetworkFloor;

/// <summary>What is computed on reading, what is left as it is, and how large constants may become.</summary>
[TestClass]
public class FoldingBoundsTests
{
    private static readonly float[] s_small = [.. Enumerable.Range(0, 18).Select(i => i / 4f)];

    [TestMethod]
    [DataRow("Identity")]
    [DataRow("Transpose")]
    [DataRow("Reshape")]
    public void AWeightBehindANodeThatOnlyMovesItIsAWeight(string opType)
    {
        // 64 x 64 numbers: no small constant.
        var weight = Floats("w", [64, 64]);
        var node = opType == "Reshape" ? OnnxModels.Node(opType, ["w", "dims"], "moved") : OnnxModels.Node(opType, ["w"], "moved");
        var bytes = Model([64], [node, OnnxModels.Node("MatMul", ["x", "moved"], "y")], weight, Ints("dims", 64, 64));
        var network = Network.Load(bytes);
        Assert.AreEqual("MatMul", Operators(network));
        CollectionAssert.AreEqual(new[] { "moved" }, network.Weights.Keys.ToArray());
        SameAsFile(bytes, network);
    }

    [TestMethod]
    [DataRow("Gather")]
    [DataRow("Expand")]
    [DataRow("Pad")]
    [DataRow("Tile")]
    public void AConstantThatANodeWidensStaysSmall(string opType)
    {
        // As surgery writes the constants of border zones: 3 x 3 values for maps of any size.
        var places = opType switch
        {
            "Gather" => Ints("p", 0, 1, 1, 1, 2),
            "Expand" => Ints("p", 2, 2, 3, 3),
            "Pad" => Ints("p", 0, 0, 0, 0, 0, 0, 1, 2),
            _ => Ints("p", 1, 1, 2, 1),
        };
        var nodes = opType == "Gather"
            ? new[] { OnnxModels.Node("Gather", ["k", "p"], "rows", Int("axis", 2)), OnnxModels.Node("Gather", ["rows", "p"], "wide", Int("axis", 3)) }
            : [OnnxModels.Node(opType, ["k", "p"], "wide")];
        var bytes = Model([1, 1, 1], [.. nodes, OnnxModels.Node("Mul", ["x", "wide"], "y")], OnnxModels.Floats("k", [1, 2, 3, 3], s_small), places);
        var network = Network.Load(bytes);
        Assert.AreEqual(opType == "Gather" ? "Gather Gather Mul" : $"{opType} Mul", Operators(network));
        SameAsFile(bytes, network);
    }

    [TestMethod]
    public void AConstantThatANodeMakesSmallerIsComputed()
    {
        var bytes = Model([1], [OnnxModels.Node("Gather", ["k", "p"], "part", Int("axis", 2)), OnnxModels.Node("Mul", ["x", "part"], "y")], OnnxModels.Floats("k", [1, 2, 3, 3], s_small), Ints("p", 2, 0));
        Assert.AreEqual("Mul", Operators(Network.Load(bytes)));
    }

    [TestMethod]
    public void WeightsThatAreKeptShortStayShortAndScalesBecomeNumbers()
    {
        TensorProto Halves(string name, params long[] dims)
        {
            var tensor = Floats(name, dims);
            var values = MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray();
            (tensor.DataType, tensor.RawData) = ((int)ElementType.Float16, ByteString.CopyFrom(FloatBytes.Write(ElementType.Float16, values)));
            return tensor;
        }
        var bytes = Model([4], [
            OnnxModels.Node("Cast", ["w"], "wide", Int("to", 1)), OnnxModels.Node("MatMul", ["x", "wide"], "a"), OnnxModels.Node("Cast", ["s"], "scale", Int("to", 1)),
            OnnxModels.Node("Mul", ["a", "scale"], "y")], Halves("w", 4, 3), Halves("s"));
        var network = Network.Load(bytes);
        Assert.AreEqual("Cast MatMul Mul", Operators(network));
        Assert.AreEqual(ElementType.Float16, network.Weights["w"].Type);
        Assert.AreEqual(ElementType.Float, network.Weights["scale"].Type);
        SameAsFile(bytes, network);
    }

    [TestMethod]
    public void WhatIsNotDefinedIsNotComputed()
    {
        var bytes = Model([1], [
            OnnxModels.Node("Div", ["a", "zero"], "byZero"), OnnxModels.Node("Gather", ["a", "far"], "outside"), OnnxModels.Node("Div", ["least", "minus"], "beyond"), OnnxModels.Node("Cast", ["nan"], "noNumber", Int("to", 7)), OnnxModels.Node("Concat", ["a"], "nowhere"),
            OnnxModels.Node("Add", ["a", "nan"], "types"),
            OnnxModels.Node("Cast", ["a"], "unknown", Int("to", 99)), OnnxModels.Node("Relu", ["x"], "y")],
            Ints("a", 1, 2), Scalar("zero", 0), Ints("far", 7), Scalar("least", long.MinValue), Scalar("minus", -1), OnnxModels.Floats("nan", [], float.NaN));
        Assert.AreEqual("Div Gather Div Cast Concat Add Cast Relu", Operators(Network.Load(bytes)));
    }

    [TestMethod]
    public void AttributesOfTheWrongKindAreRefused() => HostileFile.Refused(
        Model([1], [OnnxModels.Node("Transpose", ["a"], "t", Int("perm", 0)), OnnxModels.Node("Relu", ["x"], "y")], Ints("a", 1, 2)), "Transpose 'Transpose_1'", "'perm'");

    [TestMethod]
    public void ASmallFileNeverBecomesLarge()
    {
        // Each node could make gigabytes.
        var nodes = new[]
        {
            OnnxModels.Node("ConstantOfShape", ["huge"], "a"), OnnxModels.Node("Expand", ["k", "huge"], "b"), OnnxModels.Node("Tile", ["k", "huge"], "c"), OnnxModels.Node("Range", ["zero", "billion", "one"], "d"),
            OnnxModels.Node("Pad", ["k", "huge2"], "e"), OnnxModels.Node("Expand", ["one", "huge"], "f"), OnnxModels.Node("ConstantOfShape", ["many"], "g"), OnnxModels.Node("Tile", ["huge", "many"], "h"),
            OnnxModels.Node("Relu", ["x"], "y"),
        };
        var network = Loaded(Model([1], nodes, Ints("huge", 1 << 30), Ints("huge2", 1 << 30, 1 << 30), Scalar("zero", 0), Scalar("one", 1), Scalar("billion", 1 << 30), Ints("many", 1 << 28),
            OnnxModels.Floats("k", [1], 1)));
        Assert.IsLessThan(100_000, network.Weights.Values.Sum(w => w.Count));
        Assert.AreEqual("ConstantOfShape Expand Tile Range Pad Expand ConstantOfShape Tile Relu", Operators(network));
    }

    [TestMethod]
    public void ConstantsThatDoubleWithEveryNodeStop()
    {
        var nodes = new List<NodeProto>();
        for (var i = 0; i < 40; i++)
        {
            nodes.Add(OnnxModels.Node("Neg", [$"v{i}"], $"a{i}"));
            nodes.Add(OnnxModels.Node("Identity", [$"v{i}"], $"b{i}"));
            nodes.Add(OnnxModels.Node("Concat", [$"a{i}", $"b{i}"], $"v{i + 1}", Int("axis", 0)));
        }
        nodes.Add(OnnxModels.Node("Relu", ["x"], "y"));
        nodes.Add(OnnxModels.Node("Size", ["v40"], "n"));
        var network = Loaded(Model([1], [.. nodes], Ints("v0", 1, 2, 3)));
        Assert.IsLessThan(4L << 20, network.Weights.Values.Sum(w => w.StoredBytes));
    }

    [TestMethod]
    public void OneWeightThatManyNodesMoveStaysOne()
    {
        var nodes = Enumerable.Range(0, 200).SelectMany(i => new[] { OnnxModels.Node("Transpose", ["w"], $"t{i}"), OnnxModels.Node("MatMul", [i == 0 ? "x" : $"v{i - 1}", $"t{i}"], i == 199 ? "y" : $"v{i}") }).ToArray();
        var network = Loaded(Model([512], nodes, Floats("w", [512, 512])));
        Assert.HasCount(400, network.Nodes);
        Assert.HasCount(1, network.Weights);
        // A few are what a file may well have.
        Assert.HasCount(4, Network.Load(Model([512], [.. nodes[..7], OnnxModels.Node("MatMul", ["v2", "t3"], "y")], Floats("w", [512, 512]))).Nodes);
    }

    [TestMethod]
    public void WhatAGraphInsideANodeReadsIsComputedToo()
    {
        var branch = new GraphProto { Name = "g", Node = { OnnxModels.Node("Mul", ["x", "moved"], "inside") }, Output = { OnnxModels.Value("inside", 2, 2) } };
        AttributeProto Branch(string name) => new() { Name = name, Type = AttributeType.Graph, G = branch.Clone() };
        var flag = new TensorProto { Name = "flag", DataType = (int)ElementType.Bool, Int32Data = { 1 } };
        var bytes = Model([2], [OnnxModels.Node("Transpose", ["w"], "moved"), OnnxModels.Node("If", ["flag"], "y", Branch("then_branch"), Branch("else_branch"))], Floats("w", [2, 2]), flag);
        var network = Network.Load(bytes);
        Assert.AreEqual("If", Operators(network));
        SameAsFile(bytes, network);
    }

    /// <summary>The network, which was read soon and in little memory, and which a second reading finds as it is.</summary>
    private static Network Loaded(byte[] bytes)
    {
        Assert.IsTrue(HostileFile.Survives(bytes, "a hostile file", use: false));
        var network = Network.Load(bytes);
        CollectionAssert.AreEqual(network.ToOnnx(), Network.Load(network.ToOnnx()).ToOnnx());
        return network;
    }

    private static void SameAsFile(byte[] bytes, Network network)
    {
        CollectionAssert.AreEqual(network.ToOnnx(), Network.Load(network.ToOnnx()).ToOnnx());
        var inputs = new Dictionary<string, ReferenceTensor> { ["x"] = ReferenceTensor.Random(new Random(3), [2, .. network.Inputs[0].Shape!.Skip(1).Select(d => (int)d)]) };
        Same.Outputs(OrtExecutor.Run(bytes, inputs), OrtExecutor.Run(network.ToOnnx(), inputs), "folded");
    }

    private static string Operators(Network network) => string.Join(' ', network.Nodes.Select(n => n.Operator.OpType));

    private static byte[] Model(long[] row, NodeProto[] nodes, params TensorProto[] weights)
    {
        var y = OnnxModels.Value("y");
        y.Type.TensorType.Shape = null;
        return OnnxModels.Model([OnnxModels.Value("x", [-1, .. row])], nodes, [y], weights).ToByteArray();
    }

    private static TensorProto Floats(string name, params long[] dims) => new()
    {
        Name = name, DataType = 1, Dims = { dims },
        RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(Enumerable.Range(0, (int)dims.Aggregate(1L, (p, d) => p * d)).Select(i => (i % 11 - 5) / 16f).ToArray().AsSpan())),
    };

    private static TensorProto Ints(string name, params long[] values) => new() { Name = name, DataType = (int)ElementType.Int64, Dims = { values.Length }, Int64Data = { values } };

    private static TensorProto Scalar(string name, long value) => new() { Name = name, DataType = (int)ElementType.Int64, Int64Data = { value } };

    private static AttributeProto Int(string name, long value) => new() { Name = name, Type = AttributeType.Int, I = value };
}
