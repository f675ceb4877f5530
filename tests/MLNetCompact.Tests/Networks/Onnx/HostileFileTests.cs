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
    public void FlippedBytesNeverBreakTheReader()
    {
        var bytes = OnnxModels.Small().ToOnnx();
        var random = new Random(5);
        var read = 0;
        for (var i = 0; i < 5000; i++)
        {
            var broken = (byte[])bytes.Clone();
            var log = "";
            for (var flips = random.Next(1, 4); flips > 0; flips--)
            {
                var (at, mask) = (random.Next(bytes.Length), (byte)random.Next(1, 256));
                broken[at] ^= mask;
                log += $" {at}^{mask}";
            }
            read += Survives(broken, $"flips{log}") ? 1 : 0;
        }
        // Both kinds have to occur, or this tests nothing.
        Assert.IsInRange(500, 4500, read);
    }

    [TestMethod]
    public void FlippedBytesOfTheStructureNeverBreakTheReader()
    {
        // Weights of one element leave little but structure to flip.
        var bytes = new NetworkBuilder(1, 3, 3).Conv(1, 1).MaxPool(1).Flatten().Dense(1).Build().ToOnnx();
        var random = new Random(6);
        for (var i = 0; i < 2000; i++)
        {
            var (broken, at, value) = ((byte[])bytes.Clone(), random.Next(bytes.Length), (byte)random.Next(256));
            broken[at] = value;
            Survives(broken, $"byte {at} = {value}");
        }
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
