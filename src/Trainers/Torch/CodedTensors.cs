using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MLNetCompact;

/// <summary>The coded weights of a network that is trained. A table that several of them share is one parameter, which gets the gradients of all.</summary>
internal sealed class CodedTensors(Device device) : IDisposable
{
    private readonly SortedDictionary<string, (CodedTensor Weight, Parameter[] Tables)> _weights = new(StringComparer.Ordinal);
    private readonly Dictionary<Weight, Parameter> _shared = new(ReferenceEqualityComparer.Instance);

    /// <summary>Adds a weight, whose storage is coded.</summary>
    /// <returns>The parameters of its tables that are new, in their order.</returns>
    public IReadOnlyList<Parameter> Add(Weight weight)
    {
        var (coded, made) = (new CodedTensor(weight, device), new List<Parameter>());
        Parameter New(Weight table)
        {
            made.Add(new Parameter(TorchTensors.Of(table, device), true));
            return made[^1];
        }
        _weights[weight.Name] = (coded, [.. coded.Tables.Select(t => !ReferenceEquals(t, coded.SharedTable) ? New(t) : _shared.TryGetValue(t, out var known) ? known : _shared[t] = New(t))]);
        return made;
    }

    /// <summary>Whether the weight of that name is one of them.</summary>
    public bool Contains(string name) => _weights.ContainsKey(name);

    /// <summary>The weights by name as tensors that gradients lead through to the tables.</summary>
    public Dictionary<string, Tensor> Decode() => _weights.ToDictionary(w => w.Key, w => w.Value.Weight.Decode(w.Value.Tables), StringComparer.Ordinal);

    /// <summary>The weights as they are now; those that shared a table share it again.</summary>
    public IEnumerable<Weight> ToWeights()
    {
        var made = new Dictionary<Parameter, Weight>(ReferenceEqualityComparer.Instance);
        Weight Table(Weight before, Parameter table) => made.TryGetValue(table, out var known) ? known : made[table] = before.With(TorchTensors.Floats(table));
        return [.. _weights.Select(w => w.Value.Weight.With(w.Key, [.. w.Value.Weight.Tables.Zip(w.Value.Tables, Table)]))];
    }

    public void Dispose()
    {
        foreach (var (weight, tables) in _weights.Values)
        {
            weight.Dispose();
            foreach (var table in tables)
                table.Dispose();
        }
    }
}
