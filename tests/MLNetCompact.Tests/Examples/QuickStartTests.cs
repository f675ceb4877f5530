using MLNetCompact.RealData;
using MLNetCompact.Tests.RealData;
using MLNetCompact.Tests.Tools;
using QuickStart;

namespace MLNetCompact.Tests.Examples;

/// <summary>QuickStart from images to the second process, on digits made here.</summary>
[TestClass]
public sealed class QuickStartTests
{
    [TestMethod]
    public void The_second_process_scores_what_the_first_one_trained_and_loads_no_training_library()
    {
        using var folder = new TempFolder();
        using var files = new IdxFiles();
        var (train, test) = (BarDigits.Of(800, 1), BarDigits.Of(200, 2));
        foreach (var (name, set) in new[] { ("train", train), ("t10k", test) })
        {
            files.Write($"{name}-images-idx3-ubyte", IdxFiles.Images(set.Count, 28, 28, set.Pixels));
            files.Write($"{name}-labels-idx1-ubyte", IdxFiles.Labels(set.Labels));
        }

        var effort = new Effort(Baseline: 3, Sparsify: 2, Retrain: 1, Last: 1, train.Count, Lambda: 5e-3);
        Training.Run(new ImageData(train, test, [.. Enumerable.Range(0, 10).Select(i => $"{i}")]), effort, folder.Path, new RunSettings());
        var scores = SecondProcess.Score(folder.Path, files.Folder);

        Assert.AreEqual(test.Count, scores.Rows);
        Assert.HasCount(0, scores.TrainingLibraries);
        CollectionAssert.AreEqual(new[] { "baseline.onnx", "model.onnx" }, scores.Files.Select(f => f.File).ToArray());
        Assert.IsGreaterThan(0.9, scores.ZipAccuracy);
        Assert.AreEqual(scores.Files[1].Accuracy, scores.ZipAccuracy, "the zip and the ONNX file hold the same network");
        Assert.IsTrue(File.Exists(folder.File("report.json")));
        Assert.IsTrue(NetworkCost.Of(Network.Load(folder.File("model.onnx"))).Parameters <= NetworkCost.Of(Network.Load(folder.File("baseline.onnx"))).Parameters);
    }
}
