namespace MLNetCompact;

/// <summary>What <see cref="ZeroShapes"/> did.</summary>
/// <param name="Network">The network that makes use of its zeros.</param>
/// <param name="Notes">For the report: what has another form now, and what keeps its zeros and why. Without clock times.</param>
/// <param name="Timings">For the log: what was measured.</param>
internal sealed record ZeroShapesResult(Network Network, IReadOnlyList<string> Notes, IReadOnlyList<string> Timings);
