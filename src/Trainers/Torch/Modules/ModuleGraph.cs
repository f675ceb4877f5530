using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>The network that grows while modules are read: a chain, where each module goes on from what the one before it makes.</summary>
internal sealed class ModuleGraph(long[] row)
{
    private const string Input = "Features";
    private const string Output = "Score";

    private readonly List<Node> _nodes = [];
    private readonly List<Weight> _weights = [];

    /// <summary>The value that the modules so far make.</summary>
    public string Value { get; private set; } = Input;

    /// <summary>Adds a node that reads the current value and then <paramref name="weights"/>; what it makes is the current value from here on.</summary>
    public void Add(string name, Operator op, params IEnumerable<Weight?> weights)
    {
        Weight[] given = [.. weights.OfType<Weight>()];
        _weights.AddRange(given);
        Add(name, op, [Value, .. given.Select(w => w.Name)]);
    }

    /// <summary>Adds a node that reads the values named.</summary>
    public void Add(string name, Operator op, IReadOnlyList<string> read)
    {
        // Not the name of a child: a child may be called Features.
        Value = $"{name}.out";
        _nodes.Add(new(name, op, read, [Value]));
    }

    /// <summary>The network that gives the values named, for tests of what became of each module.</summary>
    public Network WithOutputs(IEnumerable<string> values) => Network(_nodes, values.Where(v => v != Input).Distinct());

    /// <summary>The network.</summary>
    /// <exception cref="ArgumentException">No module computes anything.</exception>
    public Network Build()
    {
        if (_nodes.Count == 0)
            throw new ArgumentException("The model has no module that computes anything; expected at least one.");
        return Network([.. _nodes.SkipLast(1), _nodes[^1] with { Outputs = [Output] }], [Output]);
    }

    private Network Network(IReadOnlyList<Node> nodes, IEnumerable<string> outputs)
    {
        var input = new NetworkValue(Input, ElementType.Float, new Shape([Shape.Unknown, .. row]));
        var values = outputs.Select(o => new NetworkValue(o, ElementType.Float, null)).ToArray();
        var network = new Network([input], nodes, values, _weights);
        return network.With(outputs: values.Select(v => v with { Shape = network.Shapes.GetValueOrDefault(v.Name) }));
    }
}
