using System.Globalization;

namespace MLNetCompact.Benchmarks;

/// <summary>Prints the epochs of a trial.</summary>
internal sealed class TrialLine(string point, int seed) : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{point} seed {seed}: {value}"));
}
