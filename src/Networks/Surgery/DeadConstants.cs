namespace MLNetCompact;

/// <summary>
/// What dead channels still emit: with all weights that make it 0, a filter or neuron gives its bias, which later operators turn into other constants.
/// </summary>
internal sealed class DeadConstants
{
    private readonly Dictionary<string, Emission> _emitted = new(StringComparer.Ordinal);
    private readonly HashSet<string> _fixed = new(StringComparer.Ordinal);
    private readonly ChannelGroups _groups;

    public DeadConstants(Network network, ChannelGroups groups)
    {
        (Network, _groups) = (network, groups);
        foreach (var node in network.Nodes)
        {
            if (IsConstant(node))
                _fixed.UnionWith(node.Outputs);
            for (var i = 0; i < node.Outputs.Count; i++)
            {
                if (groups.Of(node.Outputs[i]) is not null || _fixed.Contains(node.Outputs[i]))
                    _emitted[node.Outputs[i]] = node.Operator.Emit(this, node, i);
            }
        }
    }

    public Network Network { get; }

    /// <summary>
    /// What the value <paramref name="name"/> holds: its numbers if it is constant, what its channels emit where they are dead if they are tracked;
    /// otherwise it is live.
    /// </summary>
    public Emission Of(string? name)
    {
        if (name is null)
            return Emission.Live;
        if (_emitted.TryGetValue(name, out var emitted))
            return emitted;
        if (Network.WeightOrNull(name) is not { Count: <= Emission.MostNumbers } weight || !weight.Type.IsFloating())
            return Emission.Live;
        return _emitted[name] = new([.. weight.Shape.Select(d => (int)d)], [.. weight.Floats().ToArray().Select(v => (double)v)]);
    }

    /// <summary>Whether the value is the same for every row, whatever is removed.</summary>
    public bool IsFixed(string name) => Network.Weights.ContainsKey(name) || _fixed.Contains(name);

    /// <summary>The bias of a node with its factor, or zeros: what its filters or neurons emit with all weights 0.</summary>
    public Emission Bias(Node node)
    {
        var view = LinearView.Of(node, Network)!;
        var rank = Network.Shapes.GetValueOrDefault(node.Output)?.Count ?? Network.Shapes.GetValueOrDefault(node.Inputs[0])?.Count ?? Network.Weights[node.Inputs[1]].Shape.Count;
        var emitted = new double[view.Rows];
        if (node.Operator.BiasInput is { } input && Network.WeightOrNull(node.Input(input)) is { } bias)
        {
            for (var i = 0; i < emitted.Length; i++)
                emitted[i] = node.Operator.LinearFactors.Bias * bias.Floats()[bias.Count == 1 ? 0 : i];
        }
        return Emission.Along(rank, view.OutputAxis(rank), emitted);
    }

    /// <summary>What <paramref name="value"/> is for an operator that reads it element by element beside the channels of <paramref name="beside"/>: live unless fixed, or dead with them.</summary>
    public Emission Beside(string value, string beside) =>
        IsFixed(value) ? Of(value)
        : _groups.Of(value) is { } own && _groups.Of(beside) is { } other && own.Count == other.Count && own.Zip(other).All(p => p.First == p.Second) ? Of(value)
        : Emission.Live;

    /// <summary>The dimension of a value that counts its channels, or null where they are not tracked.</summary>
    public int? AxisOf(string name) => _groups.Of(name) is null ? null : _groups.AxisOf(name);

    /// <summary>The sizes of a value's dimensions that are known, by dimension; null where not even their number is.</summary>
    public Shape? ShapeOf(string name) => Network.Shapes.GetValueOrDefault(name);

    private bool IsConstant(Node node) =>
        node.Inputs.All(i => i.Length == 0 || IsFixed(i)) && node.Outputs.All(o => Network.Shapes.GetValueOrDefault(o) is { IsKnown: true } shape && IsSmall(shape));

    private static bool IsSmall(Shape shape) => shape.Aggregate(1.0, (product, d) => product * d) <= Emission.MostNumbers;
}
