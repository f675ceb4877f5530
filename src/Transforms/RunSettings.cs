namespace MLNetCompact;

/// <summary>How a <c>Fit</c> runs, apart from what it computes: nothing here is swept or saved.</summary>
public sealed record RunSettings
{
    /// <summary>Called after every epoch of every step, on the thread that fits.</summary>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>Ends a running <c>Fit</c> with <see cref="OperationCanceledException"/>; nothing is left half-written.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>
    /// The share of the rows that is held back inside <c>Fit</c> to choose the best epoch and to fill the report, each class alike.
    /// At least 0 (none) and below 1; default 0.1.
    /// </summary>
    public double ValidationFraction { get; init; } = 0.1;

    /// <summary>Seed of everything that is drawn at random; null takes one from the <c>MLContext</c>, which repeats if that has a seed.</summary>
    public int? Seed { get; init; }

    /// <summary>
    /// Threads that a training on the CPU computes with; at least 1, null for one per processor. Sums are rounded in another order with another number,
    /// so only the same number gives the same bytes.
    /// </summary>
    public int? Threads { get; init; }

    /// <summary>
    /// A folder for checkpoints, or null for none. After every epoch the state of the training is written there; a <c>Fit</c> of the same data,
    /// options and seed that was killed goes on from it, to the same network as without the interruption. When it is done, its files are deleted.
    /// </summary>
    public string? CheckpointFolder { get; init; }

    internal void Validate()
    {
        if (ValidationFraction is not (>= 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(ValidationFraction), ValidationFraction, $"{nameof(RunSettings)}.{nameof(ValidationFraction)} must be at least 0 and below 1.");
        if (Threads < 1)
            throw new ArgumentOutOfRangeException(nameof(Threads), Threads, $"{nameof(RunSettings)}.{nameof(Threads)} must be at least 1, or null.");
    }
}
