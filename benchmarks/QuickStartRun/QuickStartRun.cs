using System.Diagnostics;
using MLNetCompact.RealData;
using QuickStart;

namespace MLNetCompact.Benchmarks;

/// <summary>The demonstration from its first to its last step: what README promises.</summary>
public sealed class QuickStartRun : IBenchmark
{
    public string Name => "quick-start";

    public string Description => "examples/QuickStart: LeNet-5 on MNIST with structured sparsity, scored on the 10,000 test images by a second process through ML.NET.";

    public Measurement Run(CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("quick-start-").FullName;
        try
        {
            var digits = Mnist.Load();
            var clock = Stopwatch.StartNew();
            Training.Run(digits, Effort.Full(digits), folder, new RunSettings { CancellationToken = cancel });
            var seconds = clock.Elapsed.TotalSeconds;
            var scores = SecondProcess.Score(folder, null);
            var rows = scores.Files.Select(f => Row(folder, f.File, f.Accuracy, f.MillisecondsPerImage)).ToArray();
            var ratio = (double)(long)rows[1]["multiply-adds"] / (long)rows[0]["multiply-adds"];
            return new Measurement([1], rows,
            [
                Claim.AtLeast("test accuracy of model.zip, %", scores.ZipAccuracy * 100, 98.9, "README"),
                Claim.AtMost("multiply-adds as a share of the baseline's", ratio, 0.5, "README"),
                Claim.AtMost("training time of all phases on 2 cores, s", seconds, 360, "README"),
                Claim.AtMost("training libraries that the scoring process loaded", scores.TrainingLibraries.Count, 0, "README"),
            ]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Dictionary<string, object> Row(string folder, string file, double accuracy, double milliseconds)
    {
        var path = Path.Combine(folder, file);
        var cost = NetworkCost.Of(Network.Load(path));
        return new Dictionary<string, object>
        {
            ["network"] = file, ["parameters"] = cost.Parameters, ["multiply-adds"] = cost.MultiplyAdds, ["bytes"] = new FileInfo(path).Length,
            ["test accuracy %"] = Math.Round(accuracy * 100, 2), ["ms per image"] = Math.Round(milliseconds, 4),
        };
    }
}
