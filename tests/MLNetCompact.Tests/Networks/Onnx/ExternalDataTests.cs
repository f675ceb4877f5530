using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf;
using MLNetCompact.Onnx;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

/// <summary>Tensors in files beside the model: read from the model's own folder, never from anywhere else.</summary>
[TestClass]
public class ExternalDataTests
{
    [TestMethod]
    public void WeightsBesideTheModelAreRead()
    {
        using var folder = new TempFolder();
        var path = Save(folder, "weights.bin");
        CollectionAssert.AreEqual(OnnxModels.Small().ToOnnx(), Network.Load(path).ToOnnx());
    }

    [TestMethod]
    public void AFolderInsideTheModelsFolderIsInside()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.File("a/b"));
        CollectionAssert.AreEqual(OnnxModels.Small().ToOnnx(), Network.Load(Save(folder, "a/b/weights.bin")).ToOnnx());
    }

    [TestMethod]
    public void WithoutALengthTheDimensionsTellIt()
    {
        using var folder = new TempFolder();
        var path = Save(folder, "weights.bin", m => m.Weight("dense1.weight").ExternalData.Remove(m.Weight("dense1.weight").ExternalData.Single(e => e.Key == "length")));
        CollectionAssert.AreEqual(OnnxModels.Small().ToOnnx(), Network.Load(path).ToOnnx());
    }

    [TestMethod]
    public void TensorsInsideNodesAndTheirGraphsAreReadToo()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder.File("weights.bin"), [0, 0, 128, 63, 0, 0, 0, 64]);
        var graph = new GraphProto { Name = "g", Initializer = { Outside("k", 4) }, Node = { OnnxModels.Node("Mul", ["x", "k"], "t") }, Output = { OnnxModels.Value("t", 1) } };
        var model = OnnxModels.Model([OnnxModels.Value("x", 1)], [
            OnnxModels.Node("Constant", [], "c", new AttributeProto { Name = "value", Type = AttributeProto.Types.AttributeType.Tensor, T = Outside("", 0) }),
            OnnxModels.Node("Cast", ["c"], "flag", new AttributeProto { Name = "to", Type = AttributeProto.Types.AttributeType.Int, I = 9 }),
            OnnxModels.Node("If", ["flag"], "y", If("then_branch"), If("else_branch"))], [OnnxModels.Value("y", 1)]);
        AttributeProto If(string name) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Graph, G = graph.Clone() };
        File.WriteAllBytes(folder.File("net.onnx"), model.ToByteArray());
        var outputs = OrtExecutor.Run(Network.Load(folder.File("net.onnx")).ToOnnx(), new Dictionary<string, ReferenceTensor> { ["x"] = new([1], [3]) });
        Assert.AreEqual(6, outputs["y"].Values[0]);
        TensorProto Outside(string name, int offset) => new()
        {
            Name = name, DataType = 1, Dims = { 1 }, DataLocation = 1, ExternalData = { Entry("location", "weights.bin"), Entry("offset", $"{offset}"), Entry("length", "4") },
        };
    }

    [TestMethod]
    public void OneRegionForTwoWeightsIsReadOnce()
    {
        using var folder = new TempFolder();
        var path = Save(folder, "weights.bin", m =>
        {
            var (copy, node) = (m.Weight("dense2.bias").Clone(), m.Node("dense2"));
            copy.Name = "same";
            m.Graph.Initializer.Add(copy);
            m.Graph.Node.Add(OnnxModels.Node("Add", [node.Output[0], "same"], "z"));
        });
        var network = Network.Load(path);
        Assert.IsTrue(MemoryMarshal.TryGetArray(network.Weights["same"].Bytes, out var one) && MemoryMarshal.TryGetArray(network.Weights["dense2.bias"].Bytes, out var two)
            && ReferenceEquals(one.Array, two.Array));
    }

    [TestMethod]
    [DataRow("../../etc/passwd")]
    [DataRow("a/../../b")]
    [DataRow("/etc/passwd")]
    [DataRow("C:\\windows\\win.ini")]
    [DataRow("..\\secret")]
    [DataRow("a//b")]
    [DataRow("")]
    public void APathThatMayLeadOutIsRefused(string location) => Refused(m => Set(m, "location", location), "'dense1.weight'", $"'{location}'", "inside the model's folder");

    [TestMethod]
    public void ALinkThatLeadsOutIsRefused()
    {
        using var outside = new TempFolder();
        File.WriteAllBytes(outside.File("secret.bin"), new byte[4096]);
        using var folder = new TempFolder();
        var path = Save(folder, "weights.bin", m => Set(m, "location", "link.bin"));
        File.CreateSymbolicLink(folder.File("link.bin"), outside.File("secret.bin"));
        Refused(path, "'dense1.weight'", "'link.bin'", "leads out");
        var second = Save(folder, "weights.bin", m => Set(m, "location", "link/secret.bin"));
        Directory.CreateSymbolicLink(folder.File("link"), outside.Path);
        Refused(second, "'dense1.weight'", "'link/secret.bin'", "leads out");
    }

    [TestMethod]
    public void ALinkThatStaysInsideIsFollowed()
    {
        using var folder = new TempFolder();
        var path = Save(folder, "weights.bin");
        File.Move(folder.File("weights.bin"), folder.File("moved.bin"));
        File.CreateSymbolicLink(folder.File("weights.bin"), "moved.bin");
        CollectionAssert.AreEqual(OnnxModels.Small().ToOnnx(), Network.Load(path).ToOnnx());
    }

    [TestMethod]
    public void AModelReachedThroughALinkedFolderIsRead()
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.File("real"));
        Directory.CreateSymbolicLink(folder.File("linked"), folder.File("real"));
        Save(folder, "real/weights.bin", m => m.Graph.Initializer.ToList().ForEach(w => Set(m, "location", "weights.bin", w.Name)));
        File.Move(folder.File("net.onnx"), folder.File("real/net.onnx"));
        CollectionAssert.AreEqual(OnnxModels.Small().ToOnnx(), Network.Load(folder.File("linked/net.onnx")).ToOnnx());
    }

    [TestMethod]
    public void LinksInACircleAreRefused()
    {
        using var folder = new TempFolder();
        var path = Save(folder, "weights.bin", m => Set(m, "location", "one/x"));
        File.CreateSymbolicLink(folder.File("one"), "two/x");
        File.CreateSymbolicLink(folder.File("two"), "one/x");
        Refused(path, "'dense1.weight'", "'one/x'");
    }

    [TestMethod]
    public void AMissingFileIsRefused() => Refused(m => Set(m, "location", "elsewhere.bin"), "'dense1.weight'", "'elsewhere.bin'");

    [TestMethod]
    public void AFolderInPlaceOfTheFileIsRefused() => Refused(m => Set(m, "location", "."), "'dense1.weight'", "'.'");

    [TestMethod]
    [DataRow("offset", "-4")]
    [DataRow("offset", "4294967296")]
    [DataRow("offset", "9223372036854775807")]
    [DataRow("offset", "four")]
    [DataRow("length", "12")]
    [DataRow("length", "9223372036854775807")]
    [DataRow("length", "-1")]
    public void APlaceOutsideTheFileIsRefused(string key, string value) => Refused(m => Set(m, key, value), "'dense1.weight'", value == "four" ? "'four'" : value);

    [TestMethod]
    public void TwoGigabytesOutOfASmallFileAreRefused() => Refused(m =>
    {
        m.Weight("dense1.weight").Dims[0] = 1 << 29;
        m.Weight("dense1.weight").Dims[1] = 1;
        Set(m, "length", $"{1L << 31}");
    }, "'dense1.weight'", "'weights.bin'");

    [TestMethod]
    public void AFileThatIsNamedOverAndOverIsReadOnceAtMost()
    {
        using var folder = new TempFolder();
        var path = Save(folder, "weights.bin", m =>
        {
            // A thousand weights that overlap, each nearly the whole file.
            for (var i = 0; i < 1000; i++)
            {
                var weight = m.Weight("dense1.weight").Clone();
                weight.Name = $"w{i}";
                weight.Dims.Clear();
                weight.Dims.Add(2_000_000);
                m.Graph.Initializer.Add(weight);
                Set(m, "offset", $"{i * 4}", weight.Name);
                Set(m, "length", "8000000", weight.Name);
            }
        });
        using (var file = File.OpenWrite(folder.File("weights.bin")))
            file.SetLength(9_000_000);
        Refused(path, "'w1'", "'weights.bin'");
    }

    [TestMethod]
    public void OnlyBytesHaveNoFolder()
    {
        using var folder = new TempFolder();
        var bytes = File.ReadAllBytes(Save(folder, "weights.bin"));
        HostileFile.Refused(bytes, "outside the file", "by its path");
    }

    [TestMethod]
    public void APipeIsRefusedInsteadOfWaitedFor()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("There are no such pipes here.");
        using var folder = new TempFolder();
        var path = Save(folder, "weights.bin", m => Set(m, "location", "pipe"));
        using (var make = System.Diagnostics.Process.Start("mkfifo", [folder.File("pipe")]))
            make.WaitForExit();
        Assert.IsTrue(File.Exists(folder.File("pipe")));
        Refused(path, "'dense1.weight'", "'pipe'");
    }

    private static void Set(ModelProto model, string key, string value, string weight = "dense1.weight") =>
        model.Weight(weight).ExternalData.Single(e => e.Key == key).Value = value;

    private static StringStringEntryProto Entry(string key, string value) => new() { Key = key, Value = value };

    private static void Refused(Action<ModelProto> change, params string[] mentions)
    {
        using var folder = new TempFolder();
        Refused(Save(folder, "weights.bin", change), mentions);
    }

    private static void Refused(string path, params string[] mentions) => HostileFile.Refused(path, mentions);

    /// <summary>The small model with all weights in a file beside it.</summary>
    private static string Save(TempFolder folder, string location, Action<ModelProto>? change = null)
    {
        var model = OnnxModels.SmallModel();
        using (var file = File.Create(folder.File(location)))
        {
            file.Write(new byte[16]);
            foreach (var weight in model.Graph.Initializer)
            {
                weight.ExternalData.Add([Entry("location", location), Entry("offset", file.Position.ToString(CultureInfo.InvariantCulture)),
                    Entry("length", weight.RawData.Length.ToString(CultureInfo.InvariantCulture)), Entry("checksum", "unchecked")]);
                weight.DataLocation = 1;
                file.Write(weight.RawData.Span);
                weight.ClearRawData();
            }
        }
        change?.Invoke(model);
        File.WriteAllBytes(folder.File("net.onnx"), model.ToByteArray());
        return folder.File("net.onnx");
    }
}
