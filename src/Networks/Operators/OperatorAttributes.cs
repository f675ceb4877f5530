namespace MLNetCompact.Operators;

/// <summary>The attributes of an ONNX node by name: long, float, string, long[], float[], or the raw bytes of any other kind.</summary>
internal sealed class OperatorAttributes(IEnumerable<KeyValuePair<string, object>>? values = null)
{
    private readonly SortedDictionary<string, object> _values = new((values ?? []).ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);

    public static OperatorAttributes None { get; } = new();

    public IEnumerable<KeyValuePair<string, object>> Values => _values;

    public static OperatorAttributes Of(params (string Name, object Value)[] values) =>
        new(values.Select(v => KeyValuePair.Create(v.Name, v.Value)));

    public long Get(string name, long absent) => Find(name, absent);

    public float Get(string name, float absent) => Find(name, absent);

    public string Get(string name, string absent) => Find(name, absent);

    public int Integer(string name, int absent) => Integer(name, Find(name, (long)absent));

    public int[]? Integers(string name) => _values.TryGetValue(name, out var value) && value is long[] longs ? [.. longs.Select(i => Integer(name, i))] : null;

    /// <summary>Whether every attribute is one of <paramref name="names"/>; an unknown one may change what the operator means.</summary>
    public bool Only(params ReadOnlySpan<string> names)
    {
        foreach (var name in _values.Keys)
        {
            if (!names.Contains(name))
                return false;
        }
        return true;
    }

    private static int Integer(string name, long value) => value is >= int.MinValue and <= int.MaxValue ? (int)value
        : throw new ArgumentException($"Attribute '{name}' holds {value}; expected a 32-bit integer.");

    private T Find<T>(string name, T absent) => !_values.TryGetValue(name, out var value) ? absent
        : value is T typed ? typed
        : throw new ArgumentException($"Attribute '{name}' is {value.GetType().Name}; expected {typeof(T).Name}.");
}
