namespace MLNetCompact.Benchmarks;

/// <summary>One point of the paper's tables that is trained for.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Options">The options of the step that makes it.</param>
/// <param name="MostError">The test error that is claimed, in percent, as the mean over seeds.</param>
/// <param name="Source">Where that comes from.</param>
public sealed record TrialPoint(string Name, object Options, double? MostError, string Source);
