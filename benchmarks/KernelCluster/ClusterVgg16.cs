using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace MLNetCompact.Benchmarks;

/// <summary>How long 1.6 million kernels take, beside scikit-learn.</summary>
public sealed class ClusterVgg16 : IBenchmark
{
    /// <summary>Neither may take longer.</summary>
    private static readonly TimeSpan s_most = TimeSpan.FromMinutes(10);

    private static readonly (int Clusters, int Kernels, string Kind)[] s_points = [(256, 1_634_496, "full"), (4096, 1_634_496, "batch"), (65_536, 300_000, "batch")];

    public string Name => "cluster-vgg16";

    public string Description => "k-means over the 3x3 kernels of VGG-16 (random weights), plain form, beside scikit-learn in the same run with the same threads: KMeans for 256 representatives, MiniBatchKMeans (batches of 16,384) for more; one initialization each, stopped at 10 minutes. "
        + "Seconds are those of the clustering alone; the inertia is that of all kernels. 's to its inertia' is when ours was no more than theirs for the first time.";

    public Measurement Run(CancellationToken cancel)
    {
        float[] all = [.. Networks.Vgg16().Weights.Values.Where(w => w.Shape.Count == 4).SelectMany(w => w.Values.ToArray())];
        var (rows, claims, file) = (new List<IReadOnlyDictionary<string, object>>(), new List<Claim>(), Path.GetTempFileName());
        try
        {
            foreach (var (clusters, kernels, kind) in s_points)
            {
                // From everywhere in the network.
                var values = new float[9 * kernels];
                for (var i = 0; i < kernels; i++)
                    all.AsSpan((int)((long)i * (all.Length / 9) / kernels) * 9, 9).CopyTo(values.AsSpan(i * 9));
                File.WriteAllBytes(file, MemoryMarshal.AsBytes(values.AsSpan()).ToArray());
                var peer = Peer(file, kind, clusters);
                var (clock, equal) = (Stopwatch.StartNew(), (double?)null);
                var own = new KernelMeans(new(values, 9), false, [[0, 1, 2, 3, 4, 5, 6, 7, 8]], new() { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancel }).Run(clusters, false, new Random(1), inertia => equal ??= inertia <= peer?.Inertia ? clock.Elapsed.TotalSeconds : null);
                var seconds = clock.Elapsed.TotalSeconds;
                var row = new Dictionary<string, object>
                {
                    ["representatives"] = clusters, ["kernels"] = kernels, ["s"] = Math.Round(seconds, 1), ["rounds"] = own.History.Count - 1, ["inertia"] = Math.Round(own.Inertia, 3),
                    ["scikit-learn"] = kind == "full" ? "KMeans" : "MiniBatchKMeans", ["its s"] = peer is { } p ? Math.Round(p.Seconds, 1) : $"stopped at {s_most.TotalSeconds}", ["its inertia"] = peer is { } q ? Math.Round(q.Inertia, 3) : "none",
                    ["s to its inertia"] = equal is { } e ? Math.Round(e, 1) : "none",
                };
                rows.Add(row);
                Console.WriteLine(string.Join(", ", row.Select(r => FormattableString.Invariant($"{r.Key} {r.Value}"))));
                claims.Add(peer is { } known && equal is null
                    ? Claim.AtMost($"{clusters} representatives: inertia as a share of scikit-learn's", Math.Round(own.Inertia / known.Inertia, 4), 1, "scikit-learn in the same run")
                    : Claim.AtMost($"{clusters} representatives: time to scikit-learn's inertia as a share of its time", Math.Round((equal ?? seconds) / (peer?.Seconds ?? s_most.TotalSeconds), 3), 1, "scikit-learn in the same run"));
            }
        }
        finally
        {
            File.Delete(file);
        }
        return new Measurement([1], rows, claims);
    }

    /// <summary>What scikit-learn takes and reaches; null where it was stopped.</summary>
    private static (double Seconds, double Inertia)? Peer(string file, string kind, int clusters)
    {
        var start = new ProcessStartInfo("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "KernelCluster", "cluster_vgg16.py"), file, kind, $"{clusters}"]) { RedirectStandardOutput = true };
        start.Environment["OMP_NUM_THREADS"] = start.Environment["OPENBLAS_NUM_THREADS"] = $"{Environment.ProcessorCount}";
        using var process = Process.Start(start)!;
        if (!process.WaitForExit(s_most + TimeSpan.FromSeconds(30)))
        {
            process.Kill(entireProcessTree: true);
            return null;
        }
        var parts = process.StandardOutput.ReadToEnd().Trim().Split(';');
        return process.ExitCode == 0 ? (double.Parse(parts[0], CultureInfo.InvariantCulture), double.Parse(parts[1], CultureInfo.InvariantCulture))
            : throw new InvalidOperationException("This benchmark compares with scikit-learn: install Debian's python3-sklearn.");
    }
}
