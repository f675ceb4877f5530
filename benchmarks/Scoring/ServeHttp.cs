using System.Diagnostics;
using LineOfBusiness;

namespace MLNetCompact.Benchmarks;

/// <summary>A web service that scores, under load.</summary>
public sealed class ServeHttp : IBenchmark
{
    private const int Requests = 100_000, Concurrency = 8;

    private const string Dense = "LeNet-5";

    public string Name => "serve-http";

    public string Description => $"examples/LineOfBusiness in a process of its own, answering {Requests:N0} POST /score of 784 numbers in JSON, {Concurrency} at a time, from a client on the same cores; every answer is held against the one that its row got alone. Heap after the last collection, when a quarter and when all are answered.";

    public Measurement Run(CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("serve-http-").FullName;
        try
        {
            var (rows, claims) = (new List<IReadOnlyDictionary<string, object>>(), new List<Claim>());
            foreach (var (name, network) in new[] { (Dense, Networks.LeNet5(seed: 1)), ("LeNet-5 with 3 and 12 filters, 150 neurons", ScoreBulk.Small()) })
            {
                var file = Path.Combine(folder, "model.zip");
                File.WriteAllBytes(file, ZipSize.Model(network));
                var load = Measure(file, cancel);
                var (early, late) = (load.Memory[0].HeapBytesAfterCollection / 1e6, load.Memory[^1].HeapBytesAfterCollection / 1e6);
                rows.Add(new Dictionary<string, object>
                {
                    ["network"] = name, ["requests a second"] = Math.Round(load.PerSecond), ["ms, p50"] = Math.Round(load.Median, 2), ["ms, p99"] = Math.Round(load.Percentile99, 2), ["ms, most"] = Math.Round(load.Most, 1),
                    ["heap, MB, a quarter"] = Math.Round(early, 1), ["heap, MB, all"] = Math.Round(late, 1), ["working set, MB"] = Math.Round(load.Memory[^1].WorkingSetBytes / 1e6), ["bytes allocated a request"] = load.AllocatedBytes,
                });
                claims.Add(Claim.AtMost($"{name}: heap after all requests, after a quarter = 1", Math.Round(late / early, 2), 1.1, "the project's own"));
            }
            return new Measurement([1], rows, claims);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static LoadResult Measure(string model, CancellationToken cancel)
    {
        using var server = Process.Start(new ProcessStartInfo("dotnet", [typeof(ScoringServer).Assembly.Location, "--model", model, "--port", "0"]) { RedirectStandardOutput = true })!;
        try
        {
            var line = server.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The server did not start.");
            var address = line.Split(' ').Single(w => w.StartsWith("http://", StringComparison.Ordinal)).TrimEnd(':');
            return LoadClient.Run(new Uri(address), Requests, Concurrency, cancel).GetAwaiter().GetResult();
        }
        finally
        {
            server.Kill(entireProcessTree: true);
            server.WaitForExit();
        }
    }
}
