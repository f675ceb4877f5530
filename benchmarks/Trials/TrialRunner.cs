using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace MLNetCompact.Benchmarks;

/// <summary>Runs the trials of a benchmark as processes of their own, one per processor at a time with one thread each; torch has one source of random numbers per process.</summary>
public static class TrialRunner
{
    /// <summary>The command of such a process.</summary>
    public const string Command = "trial";

    public static Measurement Run(ITrials benchmark, CancellationToken cancel) => benchmark.Summary(Train(benchmark, benchmark.SeedsOf, false, cancel), cancel);

    /// <summary>Prints the errors on validation rows with the first seed, for choosing settings.</summary>
    public static void Choose(ITrials benchmark, CancellationToken cancel)
    {
        foreach (var trial in Train(benchmark, _ => [benchmark.Seeds[0]], true, cancel))
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{trial.Point}, seed {trial.Seed}: validation error {100 * trial.Error:0.00} %, {trial.Seconds:0} s"));
    }

    /// <summary>One trial, in this process.</summary>
    public static void RunOne(ITrials benchmark, string point, int seed, bool choosing, CancellationToken cancel) =>
        benchmark.Train(point, seed, choosing, cancel);

    /// <summary>Makes sure that the trials of those points are there, for benchmarks that go on from them.</summary>
    public static void Ensure(ITrials benchmark, IReadOnlyCollection<string> points, IReadOnlyList<int> seeds, CancellationToken cancel)
    {
        foreach (var round in benchmark.Rounds)
            Open(benchmark, round.Where(points.Contains), _ => seeds, false, cancel);
    }

    private static List<Trial> Train(ITrials benchmark, Func<string, IReadOnlyList<int>> seeds, bool choosing, CancellationToken cancel)
    {
        foreach (var round in benchmark.Rounds)
            Open(benchmark, round, seeds, choosing, cancel);
        return [.. benchmark.Rounds.SelectMany(r => r).SelectMany(point => seeds(point).Select(seed => benchmark.Folder(point, choosing).Find(point, seed)!))];
    }

    /// <summary>Runs those trials of a round that are not done yet.</summary>
    private static void Open(ITrials benchmark, IEnumerable<string> points, Func<string, IReadOnlyList<int>> seeds, bool choosing, CancellationToken cancel)
    {
        var open = points.SelectMany(point => seeds(point).Select(seed => (point, seed))).Where(t => benchmark.Folder(t.point, choosing).Find(t.point, t.seed) is null).ToArray();
        // One by one: by default an array is dealt out in ranges, and a long one waits behind another while a processor is idle.
        Parallel.ForEach(Partitioner.Create(open, EnumerablePartitionerOptions.NoBuffering), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancel }, t => Start(benchmark.Name, t.point, t.seed, choosing, cancel));
    }

    private static void Start(string benchmark, string point, int seed, bool choosing, CancellationToken cancel)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(TrialRunner).Assembly.Location, Command, benchmark, point, $"{seed}", choosing ? "choose" : "test"]))!;
        using var registration = cancel.Register(process.Kill);
        process.WaitForExit();
        cancel.ThrowIfCancellationRequested();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"The trial {benchmark} {point} with seed {seed} ended with {process.ExitCode}.");
    }
}
