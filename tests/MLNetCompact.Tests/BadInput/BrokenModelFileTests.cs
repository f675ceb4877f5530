using System.IO.Compression;
using System.Reflection;
using Microsoft.ML;
using MLNetCompact.ScoringProcess;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.BadInput;

/// <summary>Saved models that are cut short or damaged: an exception of ML.NET's loader, and nothing left behind.</summary>
[TestClass]
public sealed class BrokenModelFileTests
{
    private static readonly Lazy<byte[]> s_zip = new(() =>
    {
        var ml = new MLContext(seed: 1);
        using var model = Bad.Trainer(ml).Fit(Bad.View(ml, TinyImages.Rows(24)));
        using var zip = new MemoryStream();
        ml.Model.Save(model, TinyImages.View(ml, 1).Schema, zip);
        return zip.ToArray();
    });

    [TestMethod]
    public void TheModelItselfLoads()
    {
        var ml = new MLContext();
        var model = ml.Model.Load(new MemoryStream(s_zip.Value), out _);
        Assert.HasCount(3, ScoredRows.Of(model.Transform(TinyImages.View(ml, 3))));
        ((IDisposable)model).Dispose();
    }

    [TestMethod]
    [DataRow(0.0)]
    [DataRow(0.001)]
    [DataRow(0.5)]
    [DataRow(0.999)]
    public void AZipCutShortIsAnError(double share) => Fails(s_zip.Value[..(int)(share * s_zip.Value.Length)]);

    [TestMethod]
    public void GarbageIsAnError()
    {
        var garbage = new byte[5000];
        new Random(0).NextBytes(garbage);
        Fails(garbage);
    }

    [TestMethod]
    [DataRow("/OnnxModel", 0.0)]
    [DataRow("/OnnxModel", 0.3)]
    [DataRow("/OnnxModel", 0.9)]
    [DataRow("/Model.key", 0.5)]
    public void APartCutShortIsAnError(string part, double share) => Fails(WithPart(part, bytes => bytes[..(int)(share * bytes.Length)]));

    [TestMethod]
    [DataRow("/OnnxModel", 4)]
    [DataRow("/OnnxModel", 0)]
    [DataRow("/Model.key", 0)]
    public void GarbageInAPartIsAnError(string part, int keep) => Fails(WithPart(part, bytes =>
    {
        var garbage = new byte[bytes.Length];
        new Random(0).NextBytes(garbage);
        // A sound length first, or a number that is too large.
        bytes.AsSpan(0, keep).CopyTo(garbage);
        return garbage;
    }));

    [TestMethod]
    public void AMissingPartIsAnError() => Fails(WithPart("/OnnxModel", _ => null));

    [TestMethod]
    [DataRow(0.0)]
    [DataRow(0.5)]
    [DataRow(0.99)]
    public void AnOnnxFileCutShortIsNamed(double share)
    {
        using var folder = new TempFolder();
        var bytes = TinyImages.Network().ToOnnx();
        File.WriteAllBytes(folder.File("cut.onnx"), bytes[..(int)(share * bytes.Length)]);
        Bad.Message<InvalidDataException>(() => Network.Load(folder.File("cut.onnx")), folder.File("cut.onnx"));
    }

    private static void Fails(byte[] zip)
    {
        using var temp = new PrivateTemp();
        var error = Assert.Throws<Exception>(() => new MLContext().Model.Load(new MemoryStream(zip), out _));
        // Which of these it is, ML.NET's own loader decides.
        Assert.IsTrue(error is FormatException or InvalidDataException or InvalidOperationException or IOException or TargetInvocationException, $"{error}");
        Assert.IsTrue(error.Message.Length > 0);
        // A part that was not read yet is given up by the collector, and its file with it.
        GC.Collect();
        GC.WaitForPendingFinalizers();
        // ML.NET itself leaves the file of a network that is none.
        Assert.IsFalse(temp.Files.Any(f => f.StartsWith("mlnetcompact-", StringComparison.Ordinal)), string.Join(' ', temp.Files));
    }

    /// <summary>The zip with the first part of that name changed, or left out.</summary>
    private static byte[] WithPart(string name, Func<byte[], byte[]?> change)
    {
        using var zip = new MemoryStream();
        zip.Write(s_zip.Value);
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Update, leaveOpen: true))
        {
            var entry = archive.Entries.First(e => e.FullName.Replace('\\', '/').EndsWith(name, StringComparison.Ordinal));
            using var bytes = new MemoryStream();
            using (var content = entry.Open())
                content.CopyTo(bytes);
            var path = entry.FullName;
            entry.Delete();
            if (change(bytes.ToArray()) is { } changed)
            {
                using var content = archive.CreateEntry(path).Open();
                content.Write(changed);
            }
        }
        return zip.ToArray();
    }
}
