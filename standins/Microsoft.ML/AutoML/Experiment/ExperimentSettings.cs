namespace Microsoft.ML.AutoML;

public abstract class ExperimentSettings
{
    /// <summary>As told to the experiment: nothing stops unless it was.</summary>
    public int MaxModels = int.MaxValue;

    public ExperimentSettings() { }

    /// <inheritdoc cref="MaxModels" />
    public uint MaxExperimentTimeInSeconds { get; set; } = 24 * 60 * 60;

    public CancellationToken CancellationToken { get; set; }
}
