using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.SearchSpace.Converter;

namespace Microsoft.ML.SearchSpace;

/// <summary>
/// One value that a tuner proposes, or a dictionary of them. Two are equal when their JSON is. As in the release build of
/// the package, asking anything but an object for its entries is a null reference.
/// </summary>
[JsonConverter(typeof(ParameterConverter))]
public sealed partial class Parameter : IDictionary<string, Parameter>, IEquatable<Parameter>, IEqualityComparer<Parameter>
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    private Parameter(object? value, ParameterType type) => (Value, ParameterType) = (value, type);

    public ParameterType ParameterType { get; }

    public int Count => ParameterType == ParameterType.Object ? Entries.Count : 1;

    public bool IsReadOnly => false;

    public ICollection<string> Keys => Entries.Keys;

    internal object? Value { get; }

    ICollection<Parameter> IDictionary<string, Parameter>.Values => Entries.Values;

    private Dictionary<string, Parameter> Entries => (Value as Dictionary<string, Parameter>)!;

    private ICollection<KeyValuePair<string, Parameter>> Pairs => Entries;

    public Parameter this[string key]
    {
        get => Entries[key];
        set => Entries[key] = value;
    }

    /// <summary>The value itself where it is a <typeparamref name="T"/>; otherwise what System.Text.Json makes of its JSON.</summary>
    public T AsType<T>() => Value is T value ? value : JsonSerializer.Deserialize<T>(JsonSerializer.Serialize(Value, s_json), s_json)!;

    public void Add(string key, Parameter value) => Entries.Add(key, value);

    public void Add(KeyValuePair<string, Parameter> item) => Entries.Add(item.Key, item.Value);

    public void Clear() => Entries.Clear();

    public bool Contains(KeyValuePair<string, Parameter> item) => Pairs.Contains(item);

    public bool ContainsKey(string key) => Entries.ContainsKey(key);

    public void CopyTo(KeyValuePair<string, Parameter>[] array, int arrayIndex) => Pairs.CopyTo(array, arrayIndex);

    public bool Remove(string key) => Entries.Remove(key);

    public bool Remove(KeyValuePair<string, Parameter> item) => Pairs.Remove(item);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out Parameter value) => Entries.TryGetValue(key, out value);

    IEnumerator<KeyValuePair<string, Parameter>> IEnumerable<KeyValuePair<string, Parameter>>.GetEnumerator() => Entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => Entries.GetEnumerator();

    public bool Equals(Parameter? other) => other is not null && (ReferenceEquals(this, other) || ToString() == other.ToString());

    public bool Equals(Parameter? x, Parameter? y) => x is null ? y is null : x.Equals(y);

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    public int GetHashCode(Parameter obj) => obj.GetHashCode();

    public override string ToString() => JsonSerializer.Serialize(this);
}
