namespace Microsoft.ML.AutoML;

/// <summary>When a run ends: at a time, after so many trials, or when it is cancelled. Without any of them it does not.</summary>
internal sealed class StopConditions : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly int? _trials;
    private int _done;

    public StopConditions(TimeSpan? time, int? trials, CancellationToken cancelled)
    {
        _trials = trials;
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancelled);
        if (time is { } given)
            _source.CancelAfter(given);
    }

    public bool Met => _source.IsCancellationRequested || _done >= _trials;

    /// <summary>Cancelled when the time is up, or with the run; not by the number of trials.</summary>
    public CancellationToken Token => _source.Token;

    public void CountTrial() => _done++;

    public void Dispose() => _source.Dispose();
}
