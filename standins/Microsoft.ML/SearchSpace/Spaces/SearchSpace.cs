using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Microsoft.ML.SearchSpace.Option;

namespace Microsoft.ML.SearchSpace;

/// <summary>
/// All that there is to choose. Samples of a space with a default option are that option with the chosen values put in.
/// </summary>
public class SearchSpace : OptionBase, IDictionary<string, OptionBase>
{
    private readonly OptionTable _options;
    private readonly Parameter? _defaultOption;

    public SearchSpace() => _options = [];

    protected SearchSpace(Type typeInfo, Parameter? defaultOption = null) => (_options, _defaultOption) = (TypeOptions.Of(typeInfo), defaultOption);

    public override double[] Default => _options.Default;

    public override int FeatureSpaceDim => _options.Dimensions;

    public override int?[] Step => _options.Step;

    public int Count => _options.Count;

    public bool IsReadOnly => false;

    public ICollection<string> Keys => _options.Keys;

    public ICollection<OptionBase> Values => _options.Values;

    private ICollection<KeyValuePair<string, OptionBase>> Pairs => _options;

    public OptionBase this[string key]
    {
        get => _options[key];
        set => _options[key] = value;
    }

    public override double[] MappingToFeatureSpace(Parameter parameter) => _options.Map(parameter);

    public override Parameter SampleFromFeatureSpace(double[] feature)
    {
        var sample = _options.Sample(feature);
        return _defaultOption == null ? sample : Overwrite(_defaultOption, sample)!;
    }

    public void Add(string key, OptionBase value) => _options.Add(key, value);

    public void Add(KeyValuePair<string, OptionBase> item) => Pairs.Add(item);

    public void Clear() => _options.Clear();

    public bool Contains(KeyValuePair<string, OptionBase> item) => Pairs.Contains(item);

    public bool ContainsKey(string key) => _options.ContainsKey(key);

    public void CopyTo(KeyValuePair<string, OptionBase>[] array, int arrayIndex) => Pairs.CopyTo(array, arrayIndex);

    public bool Remove(string key) => _options.Remove(key);

    public bool Remove(KeyValuePair<string, OptionBase> item) => Pairs.Remove(item);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out OptionBase value) => _options.TryGetValue(key, out value);

    public IEnumerator<KeyValuePair<string, OptionBase>> GetEnumerator() => _options.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _options.GetEnumerator();

    /// <summary>The same in every process: of the JSON that lies in the middle of the space.</summary>
    public override int GetHashCode()
    {
        var middle = SampleFromFeatureSpace([.. Enumerable.Repeat(0.5, FeatureSpaceDim)]);
        return (int)(middle.ToString().Aggregate(31u, (hash, letter) => unchecked(hash * 33) ^ letter) >> 1);
    }

    private static Parameter? Overwrite(Parameter? kept, Parameter? put)
    {
        if (put == null)
            return kept;
        if (kept?.ParameterType != ParameterType.Object || put.ParameterType != ParameterType.Object)
            return put;
        var both = Parameter.CreateNestedParameter();
        foreach (var key in kept.Keys.Union(put.Keys))
            both[key] = Overwrite(kept.TryGetValue(key, out var old) ? old : null, put.TryGetValue(key, out var chosen) ? chosen : null)!;
        return both;
    }
}
