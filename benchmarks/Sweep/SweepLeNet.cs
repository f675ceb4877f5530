using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using MLNetCompact.RealData;
using SweepExample;

namespace MLNetCompact.Benchmarks;

/// <summary>The sweep of examples/Sweep, killed once and started again.</summary>
public sealed class SweepLeNet : IBenchmark
{
    private const int Trials = 40, BeforeTheKill = 10;

    public string Name => "sweep-lenet";

    public string Description => $"examples/Sweep: {Trials} ways to make LeNet-5 small (unify, cluster, an epoch of training) on 10,000 MNIST images, a tenth of them held back. Its process is killed after {BeforeTheKill} trials and started again. The test images are asked once, for the smallest within half a point.";

    public Measurement Run(CancellationToken cancel)
    {
        var folder = Path.Combine(ResultFiles.Root, "out", "benchmarks", Name);
        Directory.CreateDirectory(folder);
        var before = Start(folder, () => Files(folder).Count >= BeforeTheKill, cancel);
        var left = Files(folder);
        if (!before)
            Start(folder, () => false, cancel);
        var after = Files(folder);
        var result = SweepResult.Merge(folder);
        ResultFiles.WriteFigure(Name, result.ToSvg());
        var best = result.Best(SweepObjective.StoredBytes, maxLoss: 0.005)!;
        var dense = Network.Load(Path.Combine(folder, "dense.onnx"));
        var digits = Mnist.Load().Test is var test ? Enumerable.Range(0, test.Count).Select(i => (test.Image(i), (int)test.Label(i))).ToArray() : [];
        var (whole, small) = (UnifyRuns.Accuracy(dense, digits, cancel), UnifyRuns.Accuracy(result.Network(best), digits, cancel));
        var rows = result.Front().Select(t => (IReadOnlyDictionary<string, object>)new Dictionary<string, object>
        {
            ["trial on the front"] = t.Number, ["held-back accuracy %"] = Math.Round(100 * t.Metric!.Value, 2), [".onnx, bytes"] = t.StoredBytes, ["multiply-adds"] = t.MultiplyAdds,
            ["options"] = string.Join(", ", t.Options.Select(o => string.Create(CultureInfo.InvariantCulture, $"{o.Key} {o.Value!.GetValue<double>():0.####}"))),
            ["test accuracy %"] = t.Number == best.Number ? Math.Round(100 * small, 2) : "-",
        }).ToArray();
        return new([1], rows,
        [
            Claim.AtLeast("trials that are complete", result.Complete.Count(), Trials, "issue 9"),
            Claim.AtLeast($"of the {left.Count} trials that were done when it was killed, left as they were", left.Count(f => after.GetValueOrDefault(f.Key) == f.Value), left.Count, "ours"),
            Claim.AtMost("test accuracy that the smallest within half a point loses, points", 100 * (whole - small), 0.5, "ours"),
            Claim.AtMost("its bytes as a share of the dense file's", (double)best.StoredBytes / new FileInfo(Path.Combine(folder, "dense.onnx")).Length, 0.1, "ours"),
        ]);
    }

    /// <summary>Runs the program; kills it where it is asked to, and tells whether it ended by itself.</summary>
    private static bool Start(string folder, Func<bool> kills, CancellationToken cancel)
    {
        var start = new ProcessStartInfo("dotnet") { ArgumentList = { typeof(LeNetSweep).Assembly.Location, "--out", folder, "--trials", Trials.ToString(CultureInfo.InvariantCulture) } };
        using var process = Process.Start(start)!;
        while (!process.WaitForExit(200))
        {
            if (!kills() && !cancel.IsCancellationRequested)
                continue;
            process.Kill();
            process.WaitForExit();
            cancel.ThrowIfCancellationRequested();
            return false;
        }
        return process.ExitCode == 0 ? true : throw new InvalidOperationException($"The sweep ended with {process.ExitCode}.");
    }

    private static Dictionary<string, string> Files(string folder) => Directory.EnumerateFiles(folder, "trial-*.json").ToDictionary(f => f, f => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(f))));
}
