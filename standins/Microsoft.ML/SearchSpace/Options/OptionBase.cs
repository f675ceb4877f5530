namespace Microsoft.ML.SearchSpace.Option;

/// <summary>
/// Something to choose, seen by tuners as <see cref="FeatureSpaceDim"/> numbers between 0 and 1. The package checks no
/// arguments in its release build, and so nothing is checked here.
/// </summary>
public abstract class OptionBase
{
    /// <summary>Where the default lies between 0 and 1.</summary>
    public virtual double[]? Default { get; protected set; }

    public abstract int FeatureSpaceDim { get; }

    /// <summary>How many values there are to tell apart; null where there is a continuum.</summary>
    public abstract int?[] Step { get; }

    public abstract double[] MappingToFeatureSpace(Parameter value);

    public abstract Parameter SampleFromFeatureSpace(double[] values);
}
