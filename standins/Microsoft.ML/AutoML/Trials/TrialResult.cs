namespace Microsoft.ML.AutoML;

/// <summary>What came of a trial; the one of the lowest loss is the best.</summary>
public class TrialResult
{
    public TrialSettings TrialSettings { get; set; } = null!;

    public ITransformer Model { get; set; } = null!;

    public double Loss { get; set; }

    public double Metric { get; set; }

    public double DurationInMilliseconds { get; set; }

    public double? PeakCpu { get; set; }

    public double? PeakMemoryInMegaByte { get; set; }
}
