namespace MLNetCompact.Operators;

/// <summary>The attributes of an ONNX node by name: long, float, string, long[], float[], or the raw bytes of any other kind.</summary>
internal sealed class OperatorAttributes(IEnumerable<KeyValuePair<string, object>>? values = null)
{
    private readonly SortedDictionary<string, object> _values = new((values ?? []).ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);

    public static OperatorAttributes None { get; } = new();

    public IEnumerable<KeyValuePair<string, object>> Values => _values;

    /// <summary>The attributes of those names; one whose value is null is left out.</summary>
    public static OperatorAttributes Of(params IEnumerable<(string Name, object? Value)> values) =>
        new(values.Where(v => v.Value is not null).Select(v => KeyValuePair.Create(v.Name, v.Value!)));

    /// <summary>Null, which leaves the attribute out, if <paramref name="value"/> is what runtimes assume without it.</summary>
    public static object? Unless<T>(T value, T absent) where T : notnull => EqualityComparer<T>.Default.Equals(value, absent) ? null : value;

    /// <summary>Null, which leaves the attribute out, if all of <paramref name="values"/> are <paramref name="absent"/>.</summary>
    public static object? UnlessAll(IReadOnlyList<int> values, int absent) => values.All(v => v == absent) ? null : Window.Longs(values);

    /// <summary>Whether there is an attribute of that name.</summary>
    public bool Has(string name) => _values.ContainsKey(name);

    public long Get(string name, long absent) => Find(name, absent);

    public float Get(string name, float absent) => Find(name, absent);

    public string Get(string name, string absent) => Find(name, absent);

    /// <summary>Whether the flag of that name is set: an integer other than 0.</summary>
    public bool Flag(string name, bool absent = false) => Find(name, absent ? 1L : 0L) != 0;

    public int Integer(string name, int absent) => Integer(name, Find(name, (long)absent));

    public int[]? Integers(string name) => Longs(name) is { } longs ? [.. longs.Select(i => Integer(name, i))] : null;

    public long[]? Longs(string name) => Has(name) ? Find<long[]>(name, []) : null;

    public float[]? Floats(string name) => Has(name) ? Find<float[]>(name, []) : null;

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
