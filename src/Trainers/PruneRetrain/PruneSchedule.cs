namespace MLNetCompact;

/// <summary>How pruning and retraining take turns.</summary>
public enum PruneSchedule
{
    /// <summary>Prune, retrain, and again, each round by the same factor (Han et al. 2015).</summary>
    Iterative,

    /// <summary>
    /// A little every few steps while it retrains: the share that is gone after the part t of the way is s_end - (s_end - s_start) (1 - t)^3 (Zhu and Gupta 2017).
    /// </summary>
    Gradual,
}
