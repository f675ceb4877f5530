namespace Microsoft.ML.SearchSpace.Option;

/// <summary>Numbers from <see cref="Min"/> to <see cref="Max"/>, evenly spread themselves or by their logarithms.</summary>
public abstract class UniformNumericOption : OptionBase
{
    public UniformNumericOption(double min, double max, bool logBase = false)
    {
        (Min, Max, LogBase) = (min, max, logBase);
        Default = [0];
    }

    public double Min { get; }

    public double Max { get; }

    public bool LogBase { get; }

    public override int FeatureSpaceDim => 1;

    public override int?[] Step => [null];

    public override double[] MappingToFeatureSpace(Parameter param)
    {
        var (value, low, high) = (param.AsType<double>(), Min, Max);
        if (LogBase)
            (value, low, high) = (Math.Log(value), Math.Log(low), Math.Log(high));
        return [value / (high - low) - low / (high - low)];
    }

    public override Parameter SampleFromFeatureSpace(double[] values) =>
        Parameter.FromDouble(LogBase ? Min * Math.Pow(Max / Min, values[0]) : Min + (Max - Min) * values[0]);
}
