using System.Globalization;
using MLNetCompact;
using Scoring;
using Spectre.Console;

namespace QuickStart;

/// <summary>The before/after table. Every figure is read from the files in the output folder, or measured on them.</summary>
public static class ResultTable
{
    public static void Print(string folder, Scores scores)
    {
        var (before, after) = (Column(folder, "baseline.onnx", scores), Column(folder, "model.onnx", scores));
        var table = new Table().Title("LeNet-5 on MNIST").AddColumn("").AddColumn(new TableColumn("baseline").RightAligned())
            .AddColumn(new TableColumn("compacted").RightAligned()).AddColumn(new TableColumn("ratio").RightAligned());
        Row("parameters", c => c.Cost.Parameters, "N0");
        Row("multiply-adds", c => c.Cost.MultiplyAdds, "N0");
        Row("ONNX file, bytes", c => c.Bytes, "N0");
        Row("ms per image", c => c.Score.MillisecondsPerImage, "0.0000");
        table.AddRow("test accuracy", Percent(before.Score.Accuracy), Percent(after.Score.Accuracy), "");
        table.AddRow("model.zip, bytes", "", new FileInfo(Path.Combine(folder, "model.zip")).Length.ToString("N0", CultureInfo.InvariantCulture), "");
        table.AddRow("model.zip, test accuracy", "", Percent(scores.ZipAccuracy), "");
        AnsiConsole.Write(table);
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"Scored {scores.Rows:N0} test images through ML.NET, one at a time, in a second process that loaded {(scores.TrainingLibraries.Count == 0 ? "no training library" : string.Join(", ", scores.TrainingLibraries))}.");

        void Row(string name, Func<Measured, double> figure, string format) =>
            table.AddRow(name, figure(before).ToString(format, CultureInfo.InvariantCulture), figure(after).ToString(format, CultureInfo.InvariantCulture),
                (figure(before) / figure(after)).ToString("0.0", CultureInfo.InvariantCulture) + "x");
    }

    private static Measured Column(string folder, string file, Scores scores)
    {
        var path = Path.Combine(folder, file);
        return new Measured(NetworkCost.Of(Network.Load(path)), new FileInfo(path).Length, scores.Files.Single(f => f.File == file));
    }

    private static string Percent(double share) => share.ToString("0.00 %", CultureInfo.InvariantCulture);

    private sealed record Measured(NetworkCost Cost, long Bytes, FileScore Score);
}
