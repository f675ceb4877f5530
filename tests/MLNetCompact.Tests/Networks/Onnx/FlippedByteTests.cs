using Google.Protobuf;
using MLNetCompact.Onnx;
using MLNetCompact.Tests.Tools;
using static MLNetCompact.Onnx.AttributeProto.Types;

namespace MLNetCompact.Tests.NetworkFloor;

/// <summary>
/// Damaged files: reading each ends with a network or with an InvalidDataException, soon and in little memory. 20,000 of them, or so many times
/// as many as the variable MLNETCOMPACT_FLIPS says.
/// </summary>
[TestClass]
public class FlippedByteTests
{
    private static readonly int s_times = int.TryParse(Environment.GetEnvironmentVariable("MLNETCOMPACT_FLIPS"), out var times) && times > 0 ? times : 1;

    [TestMethod]
    [DataRow("layers", 5_000)]
    [DataRow("structure", 4_000)]
    [DataRow("codes", 4_000)]
    [DataRow("shapes", 4_000)]
    [DataRow("graphs inside", 2_000)]
    public void FlippedBytesNeverBreakTheReader(string kind, int share)
    {
        var files = share * s_times;
        var bytes = Bytes(kind);
        Assert.IsTrue(HostileFile.Survives(bytes, kind));
        var read = 0;
        Parallel.For(0, files, i =>
        {
            var (broken, log) = Broken(bytes, i);
            // All that is done with networks takes its time.
            if (HostileFile.Survives(broken, $"{kind}, file {i}:{log}", use: i % 8 == 0))
                Interlocked.Increment(ref read);
        });
        // Both kinds have to occur, or this tests nothing.
        Assert.IsInRange(files / 50, files - files / 50, read, kind);
    }

    [TestMethod]
    public void FlippedBytesOfAModelWithWeightsBesideItNeverBreakTheReader()
    {
        using var folder = new TempFolder();
        var bytes = Beside(folder);
        var read = 0;
        Parallel.For(0, 1_000 * s_times, i =>
        {
            var (broken, log) = Broken(bytes, i);
            var path = folder.File($"{i}.onnx");
            File.WriteAllBytes(path, broken);
            if (HostileFile.Survives(path, $"file {i}:{log}"))
                Interlocked.Increment(ref read);
            File.Delete(path);
        });
        Assert.IsInRange(20 * s_times, 980 * s_times, read);
    }

    private static (byte[] Bytes, string Log) Broken(byte[] bytes, int seed)
    {
        var (random, broken, log) = (new Random(seed), (byte[])bytes.Clone(), "");
        for (var flips = random.Next(1, 4); flips > 0; flips--)
        {
            var (at, value) = (random.Next(bytes.Length), (byte)random.Next(256));
            broken[at] = random.Next(2) == 0 ? value : (byte)(broken[at] ^ 1 << random.Next(8));
            log += $" {at}={broken[at]}";
        }
        return (broken, log);
    }

    private static byte[] Bytes(string kind)
    {
        switch (kind)
        {
            case "layers":
                return OnnxModels.Small().ToOnnx();
            case "structure":
                // Weights of one element leave little but structure to flip.
                return new NetworkBuilder(1, 3, 3).Conv(1, 1).MaxPool(1).Flatten().Dense(1).Build().ToOnnx();
            case "codes":
                var network = new NetworkBuilder(2, 5, 5).Conv(4, 3).Relu().Flatten().Dense(3).Build();
                var (conv, dense) = (network.Weights["conv1.weight"], network.Weights["dense1.weight"]);
                return network.WithWeights([Codes.Kernels(conv.Name, conv.Shape, 3, scaled: true, seed: 1).Weight,
                    Weight.Of(dense.Name, dense.Shape, Codes.Sparse(Codes.Sparse((int)dense.Count, 0.3, 5, seed: 2), "codes", 7))]).ToOnnx();
            case "shapes":
                return Shapes();
            default:
                var then = new GraphProto { Name = "t", Node = { OnnxModels.Node("Mul", ["x", "k"], "i") }, Output = { OnnxModels.Value("i", -1, 2) } };
                var other = new GraphProto { Name = "o", Node = { OnnxModels.Node("Neg", ["x"], "i") }, Output = { OnnxModels.Value("i", -1, 2) } };
                return OnnxModels.Model([OnnxModels.Value("x", -1, 2)], [
                    OnnxModels.Node("ReduceMax", ["x"], "m", Int("keepdims", 0)), OnnxModels.Node("Cast", ["m"], "flag", Int("to", 9)),
                    OnnxModels.Node("If", ["flag"], "y", Graph("then_branch", then), Graph("else_branch", other))], [OnnxModels.Value("y", -1, 2)], OnnxModels.Floats("k", [2], 1, 2)).ToByteArray();
        }
    }

    /// <summary>Constants of all kinds, chains of shapes, and a weight that nodes prepare.</summary>
    private static byte[] Shapes()
    {
        var nodes = new[]
        {
            Constant("zero", new AttributeProto { Name = "value_int", Type = AttributeType.Int, I = 0 }), Constant("axis", Ints("value_ints", 0)), Constant("rest", Ints("value_ints", -1)),
            OnnxModels.Node("Relu", ["x"], "r"), OnnxModels.Node("Shape", ["r"], "s"), OnnxModels.Node("Gather", ["s", "zero"], "b", Int("axis", 0)), OnnxModels.Node("Unsqueeze", ["b", "axis"], "b1"),
            OnnxModels.Node("Concat", ["b1", "rest"], "target", Int("axis", 0)), OnnxModels.Node("Reshape", ["r", "target"], "flat"),
            Constant("w", new AttributeProto { Name = "value", Type = AttributeType.Tensor, T = OnnxModels.Floats("", [2, 8], [.. Enumerable.Range(0, 16).Select(i => i / 8f)]) }),
            OnnxModels.Node("Transpose", ["w"], "wt", OnnxModels.Attribute("perm", 1, 0)), OnnxModels.Node("Slice", ["wt", "axis", "eight", "axis"], "ws"),
            OnnxModels.Node("MatMul", ["flat", "ws"], "m"), OnnxModels.Node("Range", ["zero", "two", "one"], "order"), OnnxModels.Node("Gather", ["m", "order"], "g", Int("axis", 1)),
            OnnxModels.Node("ConstantOfShape", ["pads"], "p"), OnnxModels.Node("Cast", ["p"], "pi", Int("to", 7)), OnnxModels.Node("Pad", ["g", "pi"], "y"),
        };
        TensorProto Long(string name, long[] dims, params long[] values) => new() { Name = name, DataType = 7, Dims = { dims }, Int64Data = { values } };
        return OnnxModels.Model([OnnxModels.Value("x", -1, 2, 2, 2)], nodes, [OnnxModels.Value("y", -1, 2)], Long("eight", [1], 8), Long("one", [], 1), Long("two", [], 2), Long("pads", [1], 4)).ToByteArray();
    }

    private static byte[] Beside(TempFolder folder)
    {
        var model = OnnxModels.SmallModel();
        using var file = File.Create(folder.File("w.bin"));
        foreach (var weight in model.Graph.Initializer)
        {
            weight.ExternalData.Add([Entry("location", "w.bin"), Entry("offset", $"{file.Position}"), Entry("length", $"{weight.RawData.Length}")]);
            weight.DataLocation = 1;
            file.Write(weight.RawData.Span);
            weight.ClearRawData();
        }
        return model.ToByteArray();
    }

    private static StringStringEntryProto Entry(string key, string value) => new() { Key = key, Value = value };

    private static NodeProto Constant(string name, AttributeProto value) => OnnxModels.Node("Constant", [], name, value);

    private static AttributeProto Graph(string name, GraphProto graph) => new() { Name = name, Type = AttributeType.Graph, G = graph };

    private static AttributeProto Ints(string name, params long[] values) => OnnxModels.Attribute(name, values);

    private static AttributeProto Int(string name, long value) => new() { Name = name, Type = AttributeType.Int, I = value };
}
