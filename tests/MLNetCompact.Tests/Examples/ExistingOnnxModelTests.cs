using ExistingOnnxModel;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.Examples;

/// <summary>The example from an ONNX file to the smaller one, on a network made here.</summary>
[TestClass]
public sealed class ExistingOnnxModelTests
{
    [TestMethod]
    public void A_file_is_made_small_without_labels_and_compared_with_what_it_was()
    {
        using var folder = new TempFolder();
        var images = TinyImages.Rows(200).Select(r => r.Features).ToArray();
        var network = new NetworkBuilder([1, TinyImages.Side, TinyImages.Side], seed: 1).Conv(16, 3).Relu().MaxPool(2).Conv(32, 3, pad: 1).Relu().Flatten().Dense(3).Build();
        network.Save(folder.File("given.onnx"));
        var given = File.ReadAllBytes(folder.File("given.onnx"));

        var table = Compaction.Run(folder.File("given.onnx"), images[..150], images[150..], folder.Path, 0.1, new() { Seed = 1 });

        CollectionAssert.AreEqual(given, File.ReadAllBytes(folder.File("given.onnx")), "the given file is touched");
        var compact = Network.Load(folder.File("compact.onnx"));
        CollectionAssert.AreEqual(network.Inputs.Concat(network.Outputs).Select(v => v.Name).ToArray(), compact.Inputs.Concat(compact.Outputs).Select(v => v.Name).ToArray());
        Assert.IsLessThan(NetworkCost.Of(network).MultiplyAdds, NetworkCost.Of(compact).MultiplyAdds);
        Assert.IsLessThan(given.Length / 2, new FileInfo(folder.File("compact.onnx")).Length);
        Assert.IsTrue(compact.Weights.Values.Where(w => w.Shape.Count == 4).All(w => w.Shape[0] % 8 == 0), "a convolution has a width that is no multiple of 8");
        Assert.IsTrue(File.Exists(folder.File("report.json")));
        Assert.HasCount(7, table.Rows);
    }

    [TestMethod]
    public void A_file_for_other_rows_is_refused()
    {
        using var folder = new TempFolder();
        TinyImages.Network().Save(folder.File("given.onnx"));
        var error = Assert.ThrowsExactly<InvalidDataException>(() => Compaction.Run(folder.File("given.onnx"), [new float[5], new float[5]], [new float[5]], folder.Path, 0.1, new()));
        StringAssert.Contains(error.Message, "[N, 1, 12, 12]");
        StringAssert.Contains(error.Message, "5 numbers");
    }
}
