using Microsoft.ML;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.BadInput;

/// <summary>Files that cannot be written: the error names the path, nothing half-written is left, what was there stays.</summary>
[TestClass]
public sealed class OutputTests
{
    private static readonly Lazy<NetworkTransformer> s_model = new(() =>
    {
        var ml = new MLContext(seed: 1);
        return Bad.Trainer(ml).Fit(Bad.View(ml, TinyImages.Rows(24)));
    });

    public static IEnumerable<object[]> Writers => [["SaveOnnx"], ["Report.Save"]];

    [TestMethod]
    [DynamicData(nameof(Writers))]
    public void ATargetThatIsAFolderIsNamed(string writer)
    {
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder.File("model"));
        Fails(writer, folder.File("model"), names: folder.File("model"));
        CollectionAssert.AreEqual(new[] { folder.File("model") }, Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    [DynamicData(nameof(Writers))]
    public void AFolderThatIsAFileIsNamed(string writer)
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("file"), "mine");
        Fails(writer, Path.Combine(folder.File("file"), "model"), names: folder.File("file"));
        Assert.AreEqual("mine", File.ReadAllText(folder.File("file")));
    }

    [TestMethod]
    [DynamicData(nameof(Writers))]
    [OSCondition(OperatingSystems.Linux)]
    public void AFolderInWhichNothingCanBeMadeIsNamed(string writer) => Fails(writer, "/proc/model", names: "/proc/model");

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void ADiskThatIsFullLeavesTheOldFileAndNothingElse()
    {
        using var folder = new TempFolder();
        s_model.Value.SaveOnnx(folder.File("from.onnx"));
        Assert.IsTrue(new FileInfo(folder.File("from.onnx")).Length > 4096);
        File.WriteAllText(folder.File("to.onnx"), "old");
        // The other process may write one block to a file, and no more.
        var process = OtherProcess.Run(["copy", folder.File("from.onnx"), folder.File("to.onnx")], shell: "trap '' XFSZ; ulimit -f 1");
        Assert.AreEqual(1, process.ExitCode, process.Errors);
        StringAssert.Contains(process.Errors, "System.IO.IOException");
        StringAssert.Contains(process.Errors, folder.File("to.onnx"));
        Assert.AreEqual("old", File.ReadAllText(folder.File("to.onnx")));
        CollectionAssert.AreEquivalent(new[] { folder.File("from.onnx"), folder.File("to.onnx") }, Directory.GetFiles(folder.Path));
    }

    [ClassCleanup]
    public static void DisposeModel() => s_model.Value.Dispose();

    private static void Fails(string writer, string path, string names)
    {
        var error = Assert.Throws<Exception>(() =>
        {
            if (writer == "SaveOnnx")
                s_model.Value.SaveOnnx(path);
            else
                s_model.Value.Report.Save(path);
        });
        Assert.IsTrue(error is IOException or UnauthorizedAccessException, $"{error}");
        StringAssert.Contains(error.Message, names);
    }
}
