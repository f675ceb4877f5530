using Google.Protobuf;
using MLNetCompact.Onnx;
using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;
using static MLNetCompact.Onnx.AttributeProto.Types;

namespace MLNetCompact.Tests.NetworkFloor;

/// <summary>Constants that a file keeps among its nodes, and tensors of which it keeps only what is not 0.</summary>
[TestClass]
public class ConstantNodeTests
{
    [TestMethod]
    public void AConstantNodeIsAWeightUnderTheNameOfItsOutput()
    {
        var tensor = OnnxModels.Floats("another name", [2, 1], 1, 2);
        var network = Loaded(new AttributeProto { Name = "value", Type = AttributeType.Tensor, T = tensor });
        Assert.AreEqual("c Float [2, 1]", network.Weights["c"].ToString());
        CollectionAssert.AreEqual(new float[] { 1, 2 }, network.Weights["c"].Values.ToArray());
        Assert.HasCount(1, network.Nodes);
        CollectionAssert.AreEqual(network.ToOnnx(), Network.Load(network.ToOnnx()).ToOnnx());
    }

    [TestMethod]
    public void WhatTheTensorSaysBesideItsNumbersIsKept()
    {
        var tensor = OnnxModels.Floats("", [1], 3);
        tensor.DocString = "kept";
        var written = ModelProto.Parser.ParseFrom(Loaded(new AttributeProto { Name = "value", Type = AttributeType.Tensor, T = tensor }).ToOnnx());
        Assert.AreEqual("kept", written.Graph.Initializer.Single().DocString);
    }

    [TestMethod]
    public void ConstantsComeInTheOrderOfTheirNodesBehindTheOtherWeights()
    {
        string[] names = ["z", "a", "m"];
        var nodes = names.Select((n, i) => OnnxModels.Node("Constant", [], n, new AttributeProto { Name = "value_float", Type = AttributeType.Float, F = i }))
            .Concat(names.Prepend("b").Select((n, i) => OnnxModels.Node("Mul", [i == 0 ? "x" : $"y{i - 1}", n], $"y{i}")));
        var network = Network.Load(OnnxModels.Model([OnnxModels.Value("x", 1)], [.. nodes], [OnnxModels.Value("y3", 1)], OnnxModels.Floats("b", [1], 3)).ToByteArray());
        CollectionAssert.AreEqual(names.Prepend("b").ToArray(), ModelProto.Parser.ParseFrom(network.ToOnnx()).Graph.Initializer.Select(i => i.Name).ToArray());
    }

    [TestMethod]
    public void PlainNumbersAreScalarsAndRows()
    {
        Assert.AreEqual("c Float []", Loaded(new AttributeProto { Name = "value_float", Type = AttributeType.Float, F = 1.5f }).Weights["c"].ToString());
        Assert.AreEqual("c Float [2]", Loaded(new AttributeProto { Name = "value_floats", Type = AttributeType.Floats, Floats = { 1, 2 } }).Weights["c"].ToString());
        Assert.AreEqual("c Int64 []", Loaded(new AttributeProto { Name = "value_int", Type = AttributeType.Int, I = -7 }).Weights["c"].ToString());
        var row = Loaded(new AttributeProto { Name = "value_ints", Type = AttributeType.Ints, Ints = { 3, -4 } }).Weights["c"];
        CollectionAssert.AreEqual(new long[] { 3, -4 }, row.Integers.ToArray());
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void ASparseTensorBecomesADenseWeight(bool byDimension)
    {
        var sparse = Sparse(byDimension, [2, 3], (1, 5f), (5, -2));
        float[] expected = [0, 5, 0, 0, 0, -2];
        var node = Loaded(new AttributeProto { Name = "sparse_value", Type = AttributeType.SparseTensor, SparseTensor = sparse });
        CollectionAssert.AreEqual(expected, node.Weights["c"].Values.ToArray());
        var model = Model();
        sparse.Values.Name = "c";
        model.Graph.SparseInitializer.Add(sparse);
        var network = Network.Load(model.ToByteArray());
        CollectionAssert.AreEqual(expected, network.Weights["c"].Values.ToArray());
        Assert.AreEqual("[2, 3]", network.Weights["c"].Shape.ToString());
        CollectionAssert.AreEqual(network.ToOnnx(), Network.Load(network.ToOnnx()).ToOnnx());
        var x = new Dictionary<string, ReferenceTensor> { ["x"] = new([1], [2]) };
        CollectionAssert.AreEqual(expected.Select(v => v * 2.0).ToArray(), OrtExecutor.Run(network.ToOnnx(), x)["y"].Values);
    }

    [TestMethod]
    public void SparseTensorsThatDoNotHoldWhatTheyClaimAreRefused()
    {
        Refused(s => s.Dims[0] = 1L << 29, "'c'", "claims", "holds 2");
        Refused(s => s.Dims[0] = 1L << 40, "'c'", "1099511627776");
        Refused(s => s.Dims[0] = -1, "'c'", "-1");
        Refused(s => s.Indices.Int64Data[1] = 6, "'c'", "at 6", "6 places");
        Refused(s => s.Indices.Int64Data[1] = -1, "'c'", "at -1");
        Refused(s => s.Indices.Int64Data.Add(1), "'c indices'", "holds 3");
        Refused(s => s.Indices.Dims[0] = 1, "'c indices'", "holds 2");
        Refused(s => s.Indices = null, "'c'", "no indices");
        Refused(s => s.Values = null, "no values");
        Refused(s => s.Values.Dims.Add(1), "'c'", "expected [n]");
        static void Refused(Action<SparseTensorProto> change, params string[] mentions)
        {
            var sparse = Sparse(false, [2, 3], (1, 5f), (5, -2));
            sparse.Values.Name = "c";
            change(sparse);
            var model = Model();
            model.Graph.SparseInitializer.Add(sparse);
            HostileFile.Refused(model.ToByteArray(), mentions);
        }
    }

    [TestMethod]
    public void TextsStayANode()
    {
        var texts = new AttributeProto { Name = "value_strings", Type = AttributeType.Strings, Strings = { ByteString.CopyFromUtf8("a") } };
        var model = Model(texts);
        model.Graph.Node[^1].Input[1] = "x";
        var node = Network.Load(model.ToByteArray()).Nodes[0];
        Assert.AreEqual("Constant", ((OpaqueOp)node.Operator).OpType);
        Assert.AreEqual("c", node.Output);
    }

    [TestMethod]
    public void AConstantThatTheNetworkGivesStaysANode()
    {
        var model = Model(new AttributeProto { Name = "value", Type = AttributeType.Tensor, T = OnnxModels.Floats("", [1], 3) });
        model.Graph.Output.Add(OnnxModels.Value("c", 1));
        var network = Network.Load(model.ToByteArray());
        Assert.HasCount(2, network.Nodes);
        Assert.AreEqual(3, OrtExecutor.Run(network.ToOnnx(), new Dictionary<string, ReferenceTensor> { ["x"] = new([1], [2]) })["c"].Values[0]);
    }

    [TestMethod]
    public void AConstantThatDoesNotHoldWhatItSaysIsRefusedByItsNode() => HostileFile.Refused(
        Model(new AttributeProto { Name = "value", Type = AttributeType.Tensor, T = OnnxModels.Floats("", [3], 3) }).ToByteArray(), "Constant 'Constant_1'", "'c'", "holds 1");

    [TestMethod]
    public void AConstantOfTheNameOfAWeightIsRefused()
    {
        var model = Model(new AttributeProto { Name = "value_float", Type = AttributeType.Float, F = 1 });
        model.Graph.Initializer.Add(OnnxModels.Floats("c", [1], 3));
        HostileFile.Refused(model.ToByteArray(), "Constant 'Constant_1'", "'c'");
    }

    private static SparseTensorProto Sparse(bool byDimension, long[] dims, params (int Place, float Value)[] values)
    {
        var indices = new TensorProto { DataType = (int)ElementType.Int64, Dims = { values.Length } };
        if (byDimension)
            indices.Dims.Add(dims.Length);
        indices.Int64Data.AddRange(values.SelectMany(v => byDimension ? [v.Place / dims[1], v.Place % dims[1]] : new long[] { v.Place }));
        return new SparseTensorProto { Values = OnnxModels.Floats("", [values.Length], [.. values.Select(v => v.Value)]), Indices = indices, Dims = { dims } };
    }

    private static Network Loaded(AttributeProto value) => Network.Load(Model(value).ToByteArray());

    /// <summary>y = x * c, c a Constant node where there is a value for it.</summary>
    private static ModelProto Model(AttributeProto? value = null)
    {
        var y = OnnxModels.Value("y");
        y.Type.TensorType.Shape = null;
        var multiply = OnnxModels.Node("Mul", ["x", "c"], "y");
        return OnnxModels.Model([OnnxModels.Value("x", 1)], value is null ? [multiply] : [OnnxModels.Node("Constant", [], "c", value), multiply], [y]);
    }
}
