using MLNetCompact.Onnx;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

/// <summary>A network holds the numbers of its file once.</summary>
[TestClass]
public class MemoryTests
{
    private const int Layers = 8;
    private const int Width = 1024;

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void ReadingAFileTakesLittleMoreThanItsSize(bool typed)
    {
        using var folder = new TempFolder();
        var path = Save(folder, typed);
        var size = new FileInfo(path).Length;
        var (allocated, live) = (GC.GetTotalAllocatedBytes(precise: true), GC.GetTotalMemory(forceFullCollection: true));
        var network = Network.Load(path);
        // Pieces of a tensor are put together once, lists of numbers grow by doubling; the file as a whole never lies in memory beside the weights.
        Assert.IsLessThan((typed ? 3.3 : 2.3) * size, GC.GetTotalAllocatedBytes(precise: true) - allocated);
        Assert.IsLessThan(1.1 * size, GC.GetTotalMemory(forceFullCollection: true) - live);
        Assert.HasCount(2 * Layers, network.Weights);
        GC.KeepAlive(network);
    }

    [TestMethod]
    public void WritingAFileCopiesNoNumbers()
    {
        using var folder = new TempFolder();
        var path = Save(folder, typed: false);
        var network = Network.Load(path);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        network.Save(folder.File("again.onnx"));
        Assert.IsLessThan(1 << 20, GC.GetTotalAllocatedBytes(precise: true) - before);
        CollectionAssert.AreEqual(File.ReadAllBytes(path), File.ReadAllBytes(folder.File("again.onnx")));
    }

    [TestMethod]
    public void AChangeOfOneLayerCopiesThatLayerOnly()
    {
        using var folder = new TempFolder();
        var network = Network.Load(Save(folder, typed: false));
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var weight = network.Weights["dense1.weight"];
        var changed = network.WithWeights([weight.With(weight.Values)]);
        Assert.IsLessThan(1.2 * weight.StoredBytes, GC.GetTotalAllocatedBytes(precise: true) - before);
        Assert.AreSame(network.Weights["dense2.weight"], changed.Weights["dense2.weight"]);
    }

    private static string Save(TempFolder folder, bool typed)
    {
        var path = folder.File("large.onnx");
        var network = Networks.Mlp(Width, Enumerable.Repeat(Width, Layers - 1), Width);
        if (!typed)
            network.Save(path);
        else
        {
            var model = ModelProto.Parser.ParseFrom(network.ToOnnx());
            foreach (var tensor in model.Graph.Initializer)
            {
                tensor.FloatData.AddRange(System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray());
                tensor.ClearRawData();
            }
            using var file = File.Create(path);
            using var output = new Google.Protobuf.CodedOutputStream(file);
            model.WriteTo(output);
        }
        return path;
    }
}
