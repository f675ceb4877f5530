using System.IO.Compression;
using Microsoft.ML;
using MLNetCompact.ScoringProcess;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.Contract;

/// <summary>How a fitted model is saved and comes back.</summary>
internal static class SavingChecks
{
    public static void AnotherProcessAgrees(Candidate candidate)
    {
        using var folder = new TempFolder();
        var (zip, features, answers) = (folder.File("model.zip"), folder.File("features.txt"), folder.File("answers.txt"));
        var rows = ContractRow.Some(12, seed: 3);
        Save(candidate.Model, zip);
        FeatureRow.Write(features, rows.Select(r => r.Features));
        var process = OtherProcess.Run(["score", zip, features, answers]);
        Assert.AreEqual(0, process.ExitCode, process.Errors);
        CollectionAssert.AreEqual(ScoredRows.Of(candidate.Model.Transform(ContractRow.View(rows))), File.ReadAllLines(answers));
        var loaded = process.Output.Split('\n');
        CollectionAssert.Contains(loaded, "MLNetCompact.Transforms");
        Assert.IsEmpty(loaded.Where(a => a.Contains("Torch", StringComparison.Ordinal) || a == "MLNetCompact.Trainers"));
        Assert.IsEmpty(process.LeftInTemp, string.Join(' ', process.LeftInTemp));
    }

    public static void SavedBytesAreTheSame(Candidate candidate)
    {
        using var folder = new TempFolder();
        using var again = candidate.Estimator().Fit(Candidate.Data());
        Save(candidate.Model, folder.File("first.zip"));
        Save(candidate.Model, folder.File("second.zip"));
        Save(again, folder.File("again.zip"));
        var first = Entries(folder.File("first.zip"));
        CollectionAssert.AreEqual(first, Entries(folder.File("second.zip")), "the same model");
        CollectionAssert.AreEqual(first, Entries(folder.File("again.zip")), "the same model, fitted again");
    }

    public static void LoadingLeavesNoFile(Candidate candidate)
    {
        using var folder = new TempFolder();
        Save(candidate.Model, folder.File("model.zip"));
        var data = Candidate.Data(1);
        var expected = ScoredRows.Of(candidate.Model.Transform(data));
        using var temp = new PrivateTemp();
        for (var i = 0; i < 100; i++)
        {
            var model = new MLContext().Model.Load(folder.File("model.zip"), out _);
            CollectionAssert.AreEqual(expected, ScoredRows.Of(model.Transform(data)));
            ((IDisposable)model).Dispose();
        }
        Assert.IsEmpty(temp.Files, string.Join(' ', temp.Files));
    }

    private static void Save(ITransformer model, string path) => new MLContext().Model.Save(model, Candidate.Data(1).Schema, path);

    private static string[] Entries(string path)
    {
        using var zip = ZipFile.OpenRead(path);
        return [.. zip.Entries.Select(entry =>
        {
            using var stream = entry.Open();
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            return $"{entry.FullName} {Convert.ToHexString(bytes.ToArray())}";
        })];
    }
}
