namespace Microsoft.ML.AutoML;

/// <summary>Runs a trial. It is disposed after each one.</summary>
public interface ITrialRunner : IDisposable
{
    Task<TrialResult> RunAsync(TrialSettings settings, CancellationToken ct);
}
