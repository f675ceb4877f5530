namespace Microsoft.ML.SearchSpace;

/// <summary>The options that a type's public fields and properties declare.</summary>
public sealed class SearchSpace<T> : SearchSpace where T : class, new()
{
    public SearchSpace() : base(typeof(T)) { }

    public SearchSpace(T defaultOption) : base(typeof(T), Parameter.FromObject(defaultOption)) { }

    public double[] MappingToFeatureSpace(T input) => MappingToFeatureSpace(Parameter.FromObject(input));

    public new T SampleFromFeatureSpace(double[] feature) => base.SampleFromFeatureSpace(feature).AsType<T>();
}
