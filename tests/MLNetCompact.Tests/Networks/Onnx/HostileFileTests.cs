using Google.Protobuf;
using MLNetCompact.Tests.Tools;
using static MLNetCompact.Tests.Tools.HostileFile;

namespace MLNetCompact.Tests.NetworkFloor;

/// <summary>Files come from anywhere: whatever they hold, reading ends with a network or with an InvalidDataException, soon and in little memory.</summary>
[TestClass]
public class HostileFileTests
{
    [TestMethod]
    public void EmptyFileIsRefused() => Refused([], "no graph");

    [TestMethod]
    public void TextIsRefused() => Refused("This is not a model, but a letter to whom it may concern.\n"u8.ToArray());

    [TestMethod]
    public void FileNameStandsInTheMessage()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.onnx");
        File.WriteAllText(path, "no model");
        try
        {
            var e = Assert.ThrowsExactly<InvalidDataException>(() => Network.Load(path));
            Assert.Contains(path, e.Message);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestMethod]
    public void MissingFileIsNamed()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.onnx");
        var e = Assert.ThrowsExactly<FileNotFoundException>(() => Network.Load(path));
        Assert.Contains(path, e.Message);
    }

    [TestMethod]
    public void FileCutShortIsRefusedOrComplete()
    {
        var bytes = OnnxModels.Small().ToOnnx();
        var refused = 0;
        for (var length = 0; length < bytes.Length; length += 37)
            refused += Survives(bytes[..length], $"cut to {length} bytes") ? 0 : 1;
        Assert.IsGreaterThan(bytes.Length / 37 / 2, refused);
    }

    [TestMethod]
    [DataRow(9, "raw bytes")]
    [DataRow(4, "floats")]
    [DataRow(7, "integers")]
    [DataRow(1, "dimensions")]
    [DataRow(8, "a name")]
    public void TwoGigabytesClaimedByAKilobyteTakeNoMemory(int field, string _)
    {
        // A weight whose field claims 2^31 - 1 bytes, in a graph and a model that claim more.
        byte[] claim = [0xff, 0xff, 0xff, 0xff, 0x07];
        byte[] bytes = [8, 8, 7 << 3 | 2, .. claim, 5 << 3 | 2, .. claim, (byte)(field << 3 | 2), .. claim, .. new byte[1000]];
        Refused(bytes, "the given bytes");
        using var folder = new TempFolder();
        File.WriteAllBytes(folder.File("claim.onnx"), bytes);
        Refused(folder.File("claim.onnx"), "claim.onnx");
    }

    [TestMethod]
    public void InputOfTwoBillionChannelsTakesNoMemory() => Survives(OnnxModels.Model([OnnxModels.Value("x", -1, int.MaxValue)],
        [OnnxModels.Node("Relu", ["x"], "y")], [OnnxModels.Value("y", -1, int.MaxValue)]).ToByteArray(), "two billion channels");

    [TestMethod]
    public void FlattenedMapOfTwoBillionPixelsTakesNoMemory() => Survives(OnnxModels.Model([OnnxModels.Value("x", -1, 1, 40000, 40000)],
        [OnnxModels.Node("Flatten", ["x"], "y")], [OnnxModels.Value("y", -1, 1_600_000_000)]).ToByteArray(), "two billion pixels");

    [TestMethod]
    public void ManyNodesWithoutNamesAreReadSoon() => Survives(OnnxModels.Model([OnnxModels.Value("v0", -1, 2)],
        Enumerable.Range(0, 30_000).Select(i => OnnxModels.Node("Relu", [$"v{i}"], $"v{i + 1}")), [OnnxModels.Value("v30000", -1, 2)]).ToByteArray(),
        "many nodes", use: false);
}
