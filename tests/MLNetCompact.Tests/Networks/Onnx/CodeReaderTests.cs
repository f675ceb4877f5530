using System.Runtime.InteropServices;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime.Tensors;
using MLNetCompact.Onnx;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

/// <summary>Only what is exactly a code of this project becomes one; everything else stays nodes, and takes little memory.</summary>
[TestClass]
public class CodeReaderTests
{
    [TestMethod]
    public void OtherNodesOfTheSameKindsAreLeftAlone()
    {
        var (coded, _) = Codes.Network();
        var model = ModelProto.Parser.ParseFrom(coded.ToOnnx());
        foreach (var node in model.Graph.Node.Where(n => n.Name.StartsWith(CodeWriter.Mark, StringComparison.Ordinal)))
            node.Name = node.Name[CodeWriter.Mark.Length..] + ".made";
        Assert.IsFalse(Network.Load(model.ToByteArray()).Weights.Values.Any(w => w.Storage is CodedStorage));
    }

    [TestMethod]
    public void CodesThatAreNotExactlyThoseOfThisProjectStayNodes()
    {
        var (coded, _) = Codes.Network();
        var (all, inputs) = (coded.Weights.Values.Count(w => w.Storage is CodedStorage), RandomNetworks.Inputs(coded));
        // Each change leaves one code that is none, and a valid file.
        foreach (var (change, runs) in new (Action<ModelProto>, bool)[]
        {
            (m => m.Graph.Node.First(n => n.OpType == "CumSum").Attribute.Add(new AttributeProto { Name = "reverse", Type = AttributeProto.Types.AttributeType.Int, I = 0 }), true),
            (m => m.Graph.Node.First(n => n.OpType == "ScatterElements").Attribute.Add(new AttributeProto { Name = "axis", Type = AttributeProto.Types.AttributeType.Int, I = 0 }), true),
            (m => Read(m, m.Graph.Node.First(n => n.OpType == "CumSum").Output[0], TensorElementType.Int32), true),
            (m => Read(m, m.Graph.Node.First(n => n.OpType == "Gather" && n.Name.Length == 0).Output[0], TensorElementType.Float), true),
            (m => Part(m, ".shape").RawData = Longs([-1, .. Sizes(m).Skip(1)]), true),
            (m => Part(m, ".codes").RawData = Full(Part(m, ".codes")), false),
            (m => Part(m, ".index").RawData = Full(Part(m, ".index")), false),
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
        static TensorProto Part(ModelProto model, string end) => model.Graph.Initializer.First(i => i.Name.EndsWith(end, StringComparison.Ordinal));
        static long[] Sizes(ModelProto model) => MemoryMarshal.Cast<byte, long>(Part(model, ".shape").RawData.Span).ToArray();
        static ByteString Longs(long[] values) => ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan()));
        static ByteString Full(TensorProto part) => ByteString.CopyFrom([.. Enumerable.Repeat(byte.MaxValue, part.RawData.Length)]);
        static void Read(ModelProto model, string name, TensorElementType type)
        {
            var output = OnnxModels.Value(name);
            (output.Type.TensorType.ElemType, output.Type.TensorType.Shape) = ((int)type, null);
            model.Graph.Output.Add(output);
        }
    }

    [TestMethod]
    public void CodesWithoutInputsOrOfManyDimensionsTakeNoMemory()
    {
        foreach (var change in new Action<ModelProto>[]
        {
            m => m.Graph.Node.First(n => n.OpType == "Mul" && n.Name.StartsWith(CodeWriter.Mark, StringComparison.Ordinal)).Input.RemoveAt(1),
            m => m.Graph.Node.First(n => n.OpType == "Gather").Input.Clear(),
            m => m.Graph.Node.First(n => n.OpType == "ScatterElements").Input.RemoveAt(2),
            m =>
            {
                var shape = m.Graph.Initializer.First(i => i.Name.EndsWith(".shape", StringComparison.Ordinal));
                var sizes = MemoryMarshal.Cast<byte, long>(shape.RawData.Span).ToArray();
                long[] many = [.. sizes, .. Enumerable.Repeat(1L, 10_000)];
                (shape.Dims[0], shape.RawData) = (many.Length, ByteString.CopyFrom(MemoryMarshal.AsBytes(many.AsSpan())));
            },
        })
        {
            var model = ModelProto.Parser.ParseFrom(Codes.Network().Coded.ToOnnx());
            change(model);
            HostileFile.Survives(model.ToByteArray(), "code");
        }
    }

    [TestMethod]
    public void ACodeThatClaimsGigabytesStaysNodes()
    {
        var (coded, _) = Codes.Network();
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
        var model = OnnxModels.Model([OnnxModels.Value("x", -1)], nodes, [OnnxModels.Value("y0", -1)], index, OnnxModels.Floats("book", [1, 1024], new float[1024]));
        Assert.IsTrue(HostileFile.Survives(model.ToByteArray(), "one code for many", use: false));
        Assert.IsFalse(Network.Load(model.ToByteArray()).Weights.Values.Any(w => w.Storage is CodedStorage));
    }
}
