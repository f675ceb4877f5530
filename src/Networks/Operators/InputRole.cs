namespace MLNetCompact.Operators;

/// <summary>What an input of a node is for, if it is a constant.</summary>
internal enum InputRole
{
    /// <summary>It says how: an axis, a shape, a bound. Nothing trained.</summary>
    Setting,
    /// <summary>Trained numbers that multiply.</summary>
    Weight,
    /// <summary>Trained numbers that are added only.</summary>
    Bias,
    /// <summary>Measured over data, not trained: the mean and variance of a normalization.</summary>
    Statistic,
}
