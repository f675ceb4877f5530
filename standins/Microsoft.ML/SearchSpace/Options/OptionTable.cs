using Microsoft.ML.SearchSpace.Option;

namespace Microsoft.ML.SearchSpace;

/// <summary>Options by name; as numbers they stand one after the other in the order of their names.</summary>
internal sealed class OptionTable : Dictionary<string, OptionBase>
{
    public int Dimensions => Values.Sum(option => option.FeatureSpaceDim);

    public double[] Default => [.. Ordered.SelectMany(entry => entry.Value.Default!)];

    public int?[] Step => [.. Ordered.SelectMany(entry => entry.Value.Step)];

    private IEnumerable<KeyValuePair<string, OptionBase>> Ordered => this.OrderBy(entry => entry.Key);

    public double[] Map(Parameter parameter) => [.. Ordered.SelectMany(entry => entry.Value.MappingToFeatureSpace(parameter[entry.Key]))];

    public Parameter Sample(double[] values)
    {
        var sample = Parameter.CreateNestedParameter();
        var used = 0;
        foreach (var (name, option) in Ordered)
        {
            sample[name] = option.SampleFromFeatureSpace([.. values.Skip(used).Take(option.FeatureSpaceDim)]);
            used += option.FeatureSpaceDim;
        }
        return sample;
    }
}
