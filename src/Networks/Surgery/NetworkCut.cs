using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>One removal of channels: cuts the weights and settings of every node and carries the constants of dead channels on.</summary>
internal sealed class NetworkCut
{
    private readonly RemovalPlan _plan;
    private readonly NetworkEdit _edit;
    private readonly ConstantPlaces _places;

    /// <param name="network">The network, carriers masked.</param>
    /// <param name="plan">What goes.</param>
    public NetworkCut(Network network, RemovalPlan plan)
    {
        (Network, _plan, _edit) = (network, plan, new NetworkEdit(network));
        _places = new ConstantPlaces(network, _edit, plan);
    }

    public Network Network { get; }

    public Network Apply()
    {
        foreach (var node in Network.Nodes)
            node.Operator.Cut(this, node);
        return _edit.Apply();
    }

    /// <summary>The positions of a value's channel axis that stay, or null where all do.</summary>
    public KeptChannels? Kept(string? value) => _plan.Kept(value);

    /// <summary>Keeps only those slices of dimension <paramref name="axis"/> of a constant input.</summary>
    public void Select(Node node, int input, int axis, int[] kept)
    {
        if (_edit.Find(node.Name, input) is { } weight)
            _edit.Replace(node.Name, input, weight.Select(axis, kept));
    }

    /// <summary>Cuts a constant that is read element by element beside channels: the weight, or the one that it is spread from.</summary>
    public void SelectOperand(Node node, int input)
    {
        if (Kept(node.Output) is not { } kept || _edit[node.Name].Inputs[input] != node.Inputs[input]
            || ConstantOperand.Find(Network, node, input, kept.Axis) is not { } operand)
            return;
        Select(operand.Node, operand.Input, operand.Axis, kept.Positions);
    }

    /// <summary>Gives a setting that input <paramref name="input"/> holds other numbers.</summary>
    public void SetIntegers(Node node, int input, params long[] values)
    {
        var old = _edit.Find(node.Name, input);
        var name = old?.Name ?? $"{node.Name}.{input}";
        var weight = old?.Type == ElementType.Int32
            ? Weight.Of(name, ElementType.Int32, new Shape(values.Length), [.. values.SelectMany(v => BitConverter.GetBytes((int)v))])
            : Weight.Of(name, new Shape(values.Length), values);
        _edit.Replace(node.Name, input, weight);
    }

    /// <summary>Gives a node another form of its operator.</summary>
    public void SetOperator(Node node, Operator op) => _edit.SetOperator(node.Name, op);

    /// <summary>Cuts a convolution or dense layer.</summary>
    public void CutLinear(Node node)
    {
        if (Kept(node.Output) is null && Kept(node.Inputs[0]) is null)
            return;
        if (LinearView.Of(node, Network) is not { } view || _edit.Find(node.Name, 1) is not { } weight || !_plan.IsTracked(node.Output))
            return;
        var rows = Kept(node.Output)?.Positions ?? All(view.Rows);
        var columns = Kept(node.Inputs[0])?.Positions ?? All(view.Columns);
        if (!view.IsDepthwise && columns.Length < view.Columns)
            weight = _places.Carry(node, view, weight, rows);
        else if (columns.Length < view.Columns)
            _edit.SetOperator(node.Name, ((LinearOp)node.Operator).WithGroup(columns.Length));
        var cut = view.Cut(weight, rows, columns);
        if (!ReferenceEquals(cut, Network.WeightOrNull(node.Input(1))))
            _edit.Replace(node.Name, 1, cut);
        // Also one that a factor of 0 leaves without meaning.
        if (rows.Length < view.Rows && _edit.Find(node.Name, 2) is { } bias && bias.Count == view.Rows)
            _edit.Replace(node.Name, 2, bias.Select(bias.Shape.Count - 1, rows));
    }

    private static int[] All(int count) => [.. Enumerable.Range(0, count)];
}
