namespace MLNetCompact;

/// <summary>Times variants of one network against each other.</summary>
/// <param name="variants">Networks of the same inputs.</param>
/// <param name="batch">Rows of a run, where a network leaves them open.</param>
/// <returns>For each variant the seconds of a run.</returns>
internal delegate IReadOnlyList<double> SpeedTimer(IReadOnlyList<Network> variants, int batch);
