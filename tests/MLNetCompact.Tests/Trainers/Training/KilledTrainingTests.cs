using System.Diagnostics;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests;

[TestClass]
public sealed class KilledTrainingTests
{
    [TestMethod]
    [DataRow("sparsity")]
    [DataRow("pruning")]
    public void ATrainingThatIsKilledAgainAndAgainEndsWithTheSameBytes(string method)
    {
        using var folder = new TempFolder();
        var (undisturbed, killed, checkpoints) = (folder.File("undisturbed.onnx"), folder.File("killed.onnx"), folder.File("checkpoints"));
        using (var process = Start(method, folder.File("none"), undisturbed))
        {
            process.WaitForExit();
            Assert.AreEqual(0, process.ExitCode);
        }
        var (random, kills) = (new Random(5), 0);
        for (var attempt = 0; attempt < 6; attempt++)
        {
            using var process = Start(method, checkpoints, killed);
            // From the first checkpoint on, at any moment: within a step, within the writing of a file.
            while (!process.HasExited && !(Directory.Exists(checkpoints) && Directory.GetFiles(checkpoints, "*.checkpoint").Length > attempt / 4))
                Thread.Sleep(5);
            if (process.WaitForExit(random.Next(150)))
                break;
            process.Kill();
            process.WaitForExit();
            kills++;
        }
        using (var process = Start(method, checkpoints, killed))
        {
            process.WaitForExit();
            Assert.AreEqual(0, process.ExitCode);
        }
        Assert.IsTrue(kills >= 2, $"{kills} kills");
        CollectionAssert.AreEqual(File.ReadAllBytes(undisturbed), File.ReadAllBytes(killed));
        Assert.AreEqual(0, Directory.GetFiles(checkpoints, "*.checkpoint").Length);
    }

    private static Process Start(string method, string checkpoints, string output) =>
        Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "MLNetCompact.TrainingProcess.dll"), method, checkpoints, output]))!;
}
