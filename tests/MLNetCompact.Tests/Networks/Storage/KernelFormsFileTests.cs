using System.Runtime.InteropServices;
using Google.Protobuf;
using MLNetCompact.Onnx;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

/// <summary>Kernels in forms and vectors in files.</summary>
[TestClass]
public class KernelFormsFileTests
{
    [TestMethod]
    [DataRow(7)]
    [DataRow(13)]
    [DataRow(21)]
    public void OnnxRuntimeComputesThemWhenItLoadsTheFile(int opset)
    {
        var (coded, dense) = KernelCodes.Network();
        var optimized = OrtExecutor.Optimized(Codes.WithOpset(coded, opset).ToOnnx());
        string[] decoding = ["Cast", "Mul", "Gather", "Reshape"];
        Assert.IsFalse(optimized.Node.Any(n => decoding.Contains(n.OpType)), string.Join(' ', optimized.Node.Select(n => n.OpType)));
        foreach (var (name, weight) in dense.Weights)
            CollectionAssert.AreEqual(weight.Bytes.ToArray(), optimized.Initializer.Single(i => i.Name == name).RawData.ToByteArray(), name);
        Same.Behaviour(dense, coded, "forms");
        Assert.AreEqual(1, ModelProto.Parser.ParseFrom(coded.ToOnnx()).Graph.Initializer.Count(i => i.Name.StartsWith("~f8.", StringComparison.Ordinal)), "all weights read one table of places");
        var names = dense.ToOnnx().Length - dense.Weights.Values.Sum(w => w.StoredBytes);
        Assert.IsInRange(4 * 100, 4 * 600, coded.ToOnnx().Length - Weight.StoredTogether(coded.Weights.Values) - names);
    }

    [TestMethod]
    public void SurgeryIsThatOfTheDenseNetwork()
    {
        var (coded, dense) = KernelCodes.Network();
        var groups = ChannelGroups.Of(coded).Removable.Where(g => g.Id % 3 == 0).Select(g => g.Id).ToHashSet();
        Network Cut(Network network) => Surgery.Remove(network, ChannelGroups.Of(network).All.Where(g => groups.Contains(g.Id))).Network;
        Same.Behaviour(Cut(dense), Cut(coded), "cut");
    }

    [TestMethod]
    public void FormsThatAreNotExactlyThoseStayNodes()
    {
        var (coded, _) = KernelCodes.Network();
        // Two convolutions share the codebook: both stay nodes.
        foreach (var (change, left) in new (Action<ModelProto>, int)[]
        {
            (m => Ints(m, "~f8.", (_, i) => (i[0], i[1]) = (i[1], i[0])), 2),
            (m => Ints(m, "~f8.", (_, i) => i[^1] = 9), 2),
            (m => Ints(m, "~f8.", (_, i) => i[0] = -9), 2),
            (m => Part(m, "~k3x3").RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<long>([8 * 12, 3, 3]).ToArray()), 1),
            (m => Part(m, "~k3x3").RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<long>([-1, 9, 1]).ToArray()), 1),
            (m => m.Graph.Node.First(n => n.OpType == "Flatten" && n.Input[0].EndsWith("codebook", StringComparison.Ordinal)).Attribute.Add(new AttributeProto { Name = "axis", Type = AttributeProto.Types.AttributeType.Int, I = 1 }), 2),
            (m => m.Graph.Node.First(n => n.Attribute.Any(a => a.Name == "axis")).Attribute[0].I = 0, 2),
            (m => m.Graph.Node.First(n => n.OpType == "Gather" && n.Attribute.Count > 0).Attribute.Clear(), 2),
            (m => m.Graph.Node.First(n => n.OpType == "Gather" && n.Attribute.Count > 0).Input.RemoveAt(1), 2),
            (m => Full(m.Graph.Initializer.First(i => i.Name.EndsWith(".index", StringComparison.Ordinal))), 2),
            (m => Part(m, "dense1.weight.shape").RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<long>([-1, 64]).ToArray()), 3),
            (m => Part(m, "dense1.weight.shape").RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<long>([1L << 40, 1L << 40]).ToArray()), 3),
        })
        {
            var model = ModelProto.Parser.ParseFrom(coded.ToOnnx());
            change(model);
            if (HostileFile.Survives(model.ToByteArray(), "forms", use: false))
                Assert.IsLessThanOrEqualTo(left, Network.Load(model.ToByteArray()).Weights.Values.Count(w => w.Storage is KernelStorage));
        }
        static TensorProto Part(ModelProto model, string start) => model.Graph.Initializer.First(i => i.Name.StartsWith(start, StringComparison.Ordinal));
        static void Full(TensorProto part) => part.RawData = ByteString.CopyFrom([.. Enumerable.Repeat(byte.MaxValue, part.RawData.Length)]);
        static void Ints(ModelProto model, string start, Action<TensorProto, int[]> change)
        {
            var part = Part(model, start);
            var values = MemoryMarshal.Cast<byte, int>(part.RawData.Span).ToArray();
            change(part, values);
            part.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
        }
    }

    [TestMethod]
    public void ManyCodesThatReadOneTableOfPlacesTakeLittle()
    {
        var places = KernelSymmetry.Square.Places(new Shape(32, 32));
        var to = new AttributeProto { Name = "to", Type = AttributeProto.Types.AttributeType.Int, I = 6 };
        var axis = new AttributeProto { Name = "axis", Type = AttributeProto.Types.AttributeType.Int, I = 1 };
        var nodes = Enumerable.Range(0, 1500).SelectMany(i => new[]
        {
            OnnxModels.Node("Cast", [$"index{i}"], $"i{i}", to), OnnxModels.Node("Flatten", ["book"], $"a{i}"), OnnxModels.Node("Gather", [$"a{i}", "places"], $"b{i}", axis),
            OnnxModels.Node("Reshape", [$"b{i}", "kernel"], $"c{i}"), OnnxModels.Node("Gather", [$"c{i}", $"i{i}"], $"w{i}"), OnnxModels.Node("Mul", ["x", $"w{i}"], $"y{i}"),
        }).ToArray();
        foreach (var node in nodes.Where(n => n.Output[0][0] == 'w'))
            node.Name = $"{CodeWriter.Mark}{node.Output[0]}";
        var model = OnnxModels.Model([OnnxModels.Value("x", -1)], nodes, [OnnxModels.Value("y0", -1)],
            [.. Enumerable.Range(0, 1500).Select(i => new TensorProto { Name = $"index{i}", DataType = (int)ElementType.UInt8, Dims = { 1 }, RawData = ByteString.CopyFrom(new byte[1]) }),
            OnnxModels.Floats("book", [1, 32, 32], new float[1024]),
            new TensorProto { Name = "places", DataType = (int)ElementType.Int32, Dims = { places.Length }, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(places.AsSpan()).ToArray()) },
            new TensorProto { Name = "kernel", DataType = (int)ElementType.Int64, Dims = { 3 }, RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes<long>([-1, 32, 32]).ToArray()) }]);
        Assert.IsTrue(HostileFile.Survives(model.ToByteArray(), "one table for many", use: false));
        Assert.AreEqual(1500, Network.Load(model.ToByteArray()).Weights.Values.Count(w => w.Storage is KernelStorage { Symmetry: KernelSymmetry.Square }));
    }
}
