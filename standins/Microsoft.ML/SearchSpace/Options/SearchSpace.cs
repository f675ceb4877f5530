using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Microsoft.ML.SearchSpace.Option;

/// <summary>Options within an option.</summary>
public sealed class SearchSpace : OptionBase, IDictionary<string, OptionBase>
{
    private readonly OptionTable _options = [];

    public SearchSpace() { }

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

    public override Parameter SampleFromFeatureSpace(double[] values) => _options.Sample(values);

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
}
