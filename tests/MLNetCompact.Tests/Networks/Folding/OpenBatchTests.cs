using Google.Protobuf;
using MLNetCompact.Onnx;
using MLNetCompact.Tests.Tools;
using static MLNetCompact.Onnx.AttributeProto.Types;

namespace MLNetCompact.Tests.NetworkFloor;

/// <summary>Shapes that a file computes from its open batch become constants that say the same for every batch.</summary>
[TestClass]
public class OpenBatchTests
{
    [TestMethod]
    public void ViewOfBatchAndRest() => Folds(Model([-1, 2, 4, 4],
        Node("Relu", ["x"], "r"), Node("Shape", ["r"], "s"), Node("Gather", ["s", "zero"], "b", Int("axis", 0)), Node("Unsqueeze", ["b", "axis0"], "b1"),
        Node("Concat", ["b1", "rest"], "target", Int("axis", 0)), Node("Reshape", ["r", "target"], "y")), "Relu Reshape", 0, -1);

    [TestMethod]
    public void ViewBySliceOfTheShape() => Folds(Model([-1, 2, 4, 4],
        Node("Shape", ["x"], "s"), Node("Slice", ["s", "axis0", "one1"], "b"), Node("Concat", ["b", "rest"], "target", Int("axis", 0)), Node("Reshape", ["x", "target"], "y")), "Reshape", 0, -1);

    [TestMethod]
    public void ViewOfBatchTimesChannels() => Folds(Model([-1, 2, 4, 4],
        Node("Shape", ["x"], "s"), Node("Gather", ["s", "zero"], "b"), Node("Gather", ["s", "one"], "c"), Node("Mul", ["b", "c"], "rows"), Node("Unsqueeze", ["rows", "axis0"], "rows1"),
        Node("Concat", ["rows1", "four", "four"], "target", Int("axis", 0)), Node("Reshape", ["x", "target"], "y")), "Reshape", -1, 4, 4);

    [TestMethod]
    public void ChannelShuffle()
    {
        var bytes = Model([-1, 4, 3, 3],
            Node("Sigmoid", ["x"], "a"), Node("Shape", ["a"], "s"), Node("Gather", ["s", "zero"], "b"), Node("Gather", ["s", "one"], "c"), Node("Gather", ["s", "minus"], "w"),
            Node("Div", ["c", "two"], "half"), Node("Unsqueeze", ["b", "axis0"], "b1"), Node("Unsqueeze", ["half", "axis0"], "half1"), Node("Unsqueeze", ["w", "axis0"], "w1"),
            Node("Concat", ["b1", "two1", "half1", "w1", "w1"], "first", Int("axis", 0)), Node("Reshape", ["a", "first"], "g"),
            Node("Transpose", ["g"], "t", OnnxModels.Attribute("perm", 0, 2, 1, 3, 4)), Node("Concat", ["b1", "rest", "w1", "w1"], "second", Int("axis", 0)), Node("Reshape", ["t", "second"], "y"));
        var network = Folds(bytes, "Sigmoid Reshape Transpose Reshape", 0, -1, 3, 3);
        CollectionAssert.AreEqual(new long[] { 0, 2, 2, 3, 3 }, network.WeightOrNull(network.Nodes[1].Inputs[1])!.Integers.ToArray());
        Assert.AreEqual("[N, 4, 3, 3]", network.Shapes["y"].ToString());
    }

    [TestMethod]
    public void ExpandToTheBatchKeepsIt() => Folds(Model([-1, 1, 4],
        Node("Shape", ["x"], "s"), Node("Gather", ["s", "zero"], "b"), Node("Unsqueeze", ["b", "axis0"], "b1"), Node("Concat", ["b1", "two1", "rest"], "wish", Int("axis", 0)),
        Node("Shape", ["wish"], "n"), Node("ConstantOfShape", ["n"], "ones", Tensor("value", 1)), Node("Mul", ["ones", "minus"], "open"), Node("Equal", ["wish", "open"], "isOpen"),
        Node("Where", ["isOpen", "ones", "wish"], "target"), Node("Expand", ["x", "target"], "y")), "Expand", 1, 2, 1);

    [TestMethod]
    public void ResizeToSizesBecomesResizeByFactors()
    {
        var bytes = Model([-1, 2, 4, 4],
            Node("Shape", ["x"], "s"), Node("Slice", ["s", "axis0", "two1"], "bc"), Node("Concat", ["bc", "eight", "eight"], "sizes", Int("axis", 0)),
            Node("Resize", ["x", "", "", "sizes"], "y", Text("mode", "nearest"), Text("nearest_mode", "floor"), Text("coordinate_transformation_mode", "asymmetric")));
        var network = Folds(bytes, "Resize");
        CollectionAssert.AreEqual(new float[] { 1, 1, 2, 2 }, network.WeightOrNull(network.Nodes[0].Inputs[2])!.Values.ToArray());
        Assert.HasCount(3, network.Nodes[0].Inputs);
        Assert.AreEqual("[N, 2, 8, 8]", network.Shapes["y"].ToString());
    }

    [TestMethod]
    public void OpenHeightAndWidthAreLeftToOneDimension() => Folds(Model([-1, 2, -1, -1],
        Node("Shape", ["x"], "s"), Node("Gather", ["s", "zero"], "b"), Node("Gather", ["s", "one"], "c"), Node("Unsqueeze", ["b", "axis0"], "b1"), Node("Unsqueeze", ["c", "axis0"], "c1"),
        Node("Concat", ["b1", "c1", "rest"], "target", Int("axis", 0)), Node("Reshape", ["x", "target"], "y")), "Reshape", 0, 2, -1);

    [TestMethod]
    public void OpenHeightAndWidthEachInItsPlaceAreCopied() => Folds(Model([-1, 2, -1, -1],
        Node("Shape", ["x"], "s"), Node("Slice", ["s", "axis0", "one1"], "b"), Node("Slice", ["s", "two1", "four"], "hw"), Node("Concat", ["b", "two1", "hw"], "target", Int("axis", 0)),
        Node("Relu", ["x"], "r"), Node("Reshape", ["r", "target"], "y")), "Relu Reshape", 0, 2, 0, 0);

    [TestMethod]
    public void BehindAnOperatorOfUnknownShapeTheBatchIsStillTheFirstDimension() => Folds(Model([-1, 2, 4, 4],
        Node("Unique", ["ids"], "u"), Node("Elsewhere", ["x"], "a"), Node("Shape", ["a"], "s"), Node("Gather", ["s", "zero"], "b"), Node("Unsqueeze", ["b", "axis0"], "b1"),
        Node("Concat", ["b1", "rest"], "target", Int("axis", 0)), Node("Reshape", ["a", "target"], "y")), "Unique Elsewhere Reshape", run: false, 0, -1);

    [TestMethod]
    public void SizesThatAreKnownBecomeConstants()
    {
        var network = Folds(Model([-1, 4, 4, 4],
            Node("Shape", ["x"], "s"), Node("Gather", ["s", "one"], "c"), Node("Div", ["c", "two"], "half"), Node("Unsqueeze", ["half", "axis0"], "end"),
            Node("Slice", ["x", "axis0", "end", "one1"], "y")), "Slice");
        Assert.AreEqual("[N, 2, 4, 4]", network.Shapes["y"].ToString());
        CollectionAssert.AreEqual(new long[] { 2 }, network.Weights["end"].Integers.ToArray());
    }

    [TestMethod]
    public void TheBatchOfAnotherInputIsAnother()
    {
        var bytes = Model([-1, 8], m => m.Graph.Input.Add(OnnxModels.Value("z", -1, 2)),
            Node("Shape", ["z"], "s"), Node("Gather", ["s", "zero"], "b"), Node("Unsqueeze", ["b", "axis0"], "b1"), Node("Concat", ["b1", "rest"], "target", Int("axis", 0)),
            Node("Reshape", ["x", "target"], "y"));
        var network = Network.Load(bytes);
        Assert.AreEqual("Shape Gather Unsqueeze Concat Reshape", Operators(network));
        var inputs = new Dictionary<string, ReferenceTensor> { ["x"] = ReferenceTensor.Random(new Random(1), 3, 8), ["z"] = ReferenceTensor.Random(new Random(2), 4, 2) };
        Same.Outputs(OrtExecutor.Run(bytes, inputs), OrtExecutor.Run(network.ToOnnx(), inputs), "two batches");
    }

    [TestMethod]
    public void TwoOpenDimensionsInOtherPlacesAreNotGuessed()
    {
        // Height and width change places: no constant says that.
        var bytes = Model([-1, 2, -1, -1],
            Node("Shape", ["x"], "s"), Node("Gather", ["s", "order"], "target"), Node("Reshape", ["x", "target"], "y"));
        Assert.AreEqual("Shape Gather Reshape", Operators(Network.Load(bytes)));
    }

    [TestMethod]
    public void NodesThatNobodyReadsAnyMoreGoAndOthersThatNobodyEverReadStay()
    {
        var network = Network.Load(Model([-1, 2, 4, 4], Node("Tanh", ["x"], "idle"),
            Node("Sigmoid", ["x"], "a"), Node("Shape", ["a"], "s"), Node("Gather", ["s", "one"], "c"), Node("Unsqueeze", ["c", "axis0"], "c1"), Node("Concat", ["rest", "c1"], "target", Int("axis", 0)),
            Node("Reshape", ["x", "target"], "y")));
        Assert.AreEqual("Tanh Reshape", Operators(network));
        CollectionAssert.AreEqual(new[] { "target" }, network.Weights.Keys.ToArray());
    }

    [TestMethod]
    public void AShapeThatTheNetworkGivesStays()
    {
        var bytes = Model([-1, 2, 4, 4], m =>
        {
            var output = OnnxModels.Value("target", 2);
            output.Type.TensorType.ElemType = (int)ElementType.Int64;
            m.Graph.Output.Add(output);
        }, Node("Shape", ["x"], "s"), Node("Slice", ["s", "one1", "two1"], "c"), Node("Concat", ["rest", "c"], "target", Int("axis", 0)), Node("Reshape", ["x", "target"], "y"));
        var network = Network.Load(bytes);
        Assert.AreEqual("Concat Reshape", Operators(network));
        CollectionAssert.AreEqual(network.ToOnnx(), Network.Load(network.ToOnnx()).ToOnnx());
        Assert.HasCount(2, OrtExecutor.Bytes(network.ToOnnx(), new Dictionary<string, ReferenceTensor> { ["x"] = ReferenceTensor.Random(new Random(1), 3, 2, 4, 4) }));
    }

    private static Network Folds(byte[] bytes, string operators, params long[] shape) => Folds(bytes, operators, run: true, shape);

    /// <summary>Only those nodes are left; the last reads that shape; batches of 1 and 3 give what the file gave; a second reading finds nothing more.</summary>
    private static Network Folds(byte[] bytes, string operators, bool run, params long[] shape)
    {
        var network = Network.Load(bytes);
        Assert.AreEqual(operators, Operators(network));
        if (shape.Length > 0)
            CollectionAssert.AreEqual(shape, network.WeightOrNull(network.Nodes[^1].Inputs[1])!.Integers.ToArray());
        CollectionAssert.AreEqual(network.ToOnnx(), Network.Load(network.ToOnnx()).ToOnnx());
        foreach (var batch in run ? new[] { 1, 3 } : [])
        {
            var inputs = network.Inputs.ToDictionary(i => i.Name, i => ReferenceTensor.Random(new Random(batch), [.. i.Shape!.Select((d, at) => d != Shape.Unknown ? (int)d : at == 0 ? batch : 3 + at)]));
            Same.Outputs(OrtExecutor.Run(bytes, inputs), OrtExecutor.Run(network.ToOnnx(), inputs), $"batch {batch}");
        }
        return network;
    }

    private static string Operators(Network network) => string.Join(' ', network.Nodes.Select(n => n.Operator.OpType));

    private static NodeProto Node(string opType, string[] inputs, string output, params AttributeProto[] attributes)
    {
        var node = OnnxModels.Node(opType, inputs, output, attributes);
        node.Domain = opType is "Elsewhere" ? "com.example" : "";
        return node;
    }

    private static byte[] Model(long[] input, params NodeProto[] nodes) => Model(input, null, nodes);

    private static byte[] Model(long[] input, Action<ModelProto>? change, params NodeProto[] nodes)
    {
        var y = OnnxModels.Value("y");
        y.Type.TensorType.Shape = null;
        var read = nodes.SelectMany(n => n.Input).ToHashSet();
        var constants = new (string Name, long[] Dims, long[] Values)[]
        {
            ("zero", [], [0]), ("one", [], [1]), ("two", [], [2]), ("minus", [], [-1]), ("axis0", [1], [0]), ("one1", [1], [1]), ("two1", [1], [2]), ("four", [1], [4]),
            ("eight", [1], [8]), ("rest", [1], [-1]), ("order", [4], [0, 1, 3, 2]), ("ids", [3], [1, 2, 1]),
        };
        var model = OnnxModels.Model([OnnxModels.Value("x", input)], nodes, [y], [.. constants.Where(c => read.Contains(c.Name)).Select(c =>
        {
            var tensor = new TensorProto { Name = c.Name, DataType = (int)ElementType.Int64, Dims = { c.Dims } };
            tensor.Int64Data.AddRange(c.Values);
            return tensor;
        })]);
        foreach (var dim in model.Graph.Input[0].Type.TensorType.Shape.Dim.Where(d => d.DimParam == "batch").Skip(1).Index())
            dim.Item.DimParam = $"size{dim.Index}";
        if (nodes.Any(n => n.Domain.Length > 0))
            model.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.example", Version = 1 });
        change?.Invoke(model);
        return model.ToByteArray();
    }

    private static AttributeProto Int(string name, long value) => new() { Name = name, Type = AttributeType.Int, I = value };

    private static AttributeProto Text(string name, string value) => new() { Name = name, Type = AttributeType.String, S = ByteString.CopyFromUtf8(value) };

    private static AttributeProto Tensor(string name, long value) =>
        new() { Name = name, Type = AttributeType.Tensor, T = new TensorProto { DataType = (int)ElementType.Int64, Dims = { 1 }, Int64Data = { value } } };
}
