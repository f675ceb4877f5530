using System.Diagnostics;

namespace MLNetCompact;

/// <summary>
/// Times networks in ONNX Runtime as an application would run them: all optimizations, the same random rows, warmed up. Variants take turns, each round beginning with
/// another one, and what counts is the median over rounds of each variant's time relative to that of the first in the same round: what else the machine does then slows all alike.
/// </summary>
/// <param name="threads">Threads of a run.</param>
/// <param name="cancel">Ends the timing between runs.</param>
internal sealed class OnnxTimer(int threads = 1, CancellationToken cancel = default)
{
    /// <summary>Seconds of one sample; a run that is shorter is repeated.</summary>
    private const double Sample = 2e-3;

    /// <summary>Seconds of all rounds together, for networks that are slow enough to need more than <see cref="FewestRounds"/>.</summary>
    private const double Budget = 2;
    private const int FewestRounds = 7;
    private const int MostRounds = 101;

    /// <summary>The seconds of a run of each variant; a <see cref="SpeedTimer"/>.</summary>
    /// <exception cref="ArgumentException">A network has an input whose size is open beyond the batch, or of text.</exception>
    public IReadOnlyList<double> Time(IReadOnlyList<Network> variants, int batch) => [.. Spread(variants, batch).Select(s => s.Median)];

    /// <summary>The same, with the times that a quarter of the samples was at most and at least.</summary>
    /// <exception cref="ArgumentException">A network has an input whose size is open beyond the batch, or of text.</exception>
    public IReadOnlyList<(double Median, double Lower, double Upper)> Spread(IReadOnlyList<Network> variants, int batch)
    {
        var sessions = new List<TimedSession>();
        try
        {
            foreach (var variant in variants)
                sessions.Add(new TimedSession(variant, batch, threads));
            int[] repeats = [.. sessions.Select(Repeats)];
            var rounds = (int)Math.Clamp(Budget / (variants.Count * Sample), FewestRounds, MostRounds);
            var times = sessions.Select(_ => new List<double>()).ToArray();
            var clock = Stopwatch.StartNew();
            for (var round = 0; round < rounds && (round < FewestRounds || clock.Elapsed.TotalSeconds < Budget); round++)
            {
                for (var turn = 0; turn < sessions.Count; turn++)
                {
                    var i = (round + turn) % sessions.Count;
                    times[i].Add(Seconds(sessions[i], repeats[i]));
                }
            }
            var first = Median(times[0]);
            return [.. times.Select(t => (first * Median(t.Zip(times[0], (own, other) => own / other)), Quarter(t, 1), Quarter(t, 3)))];
        }
        finally
        {
            foreach (var session in sessions)
                session.Dispose();
        }
    }

    /// <summary>Warms a session up and tells how many runs make a sample.</summary>
    private int Repeats(TimedSession session)
    {
        session.Run();
        var least = Enumerable.Range(0, 3).Min(_ => Seconds(session, 1));
        return (int)Math.Ceiling(Sample / Math.Clamp(least, 1e-7, Sample));
    }

    private double Seconds(TimedSession session, int repeats)
    {
        cancel.ThrowIfCancellationRequested();
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < repeats; i++)
            session.Run();
        return Stopwatch.GetElapsedTime(start).TotalSeconds / repeats;
    }

    private static double Quarter(List<double> values, int quarter) => values.Order().ElementAt((values.Count - 1) * quarter / 4);

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
