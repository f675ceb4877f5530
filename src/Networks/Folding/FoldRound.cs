using MLNetCompact.Onnx;

namespace MLNetCompact;

/// <summary>One way through the nodes, from first to last.</summary>
internal sealed class FoldRound
{
    private readonly Draft _draft;
    private readonly FoldBudget _budget;
    private readonly Dictionary<string, int> _reads;
    private readonly Dictionary<string, Shape> _shapes;
    private readonly Network _network;
    private readonly PartialValues _values;
    private readonly ShapeRewrites _rewrites;
    private readonly HashSet<DraftNode> _folded = [];
    private readonly List<string> _made = [];
    private readonly List<(DraftNode Node, string[] Inputs, string Constant)> _rewritten = [];

    /// <param name="draft">The network that is being read.</param>
    /// <param name="large">Whether constants that are not small may be made.</param>
    public FoldRound(Draft draft, bool large)
    {
        _draft = draft;
        _budget = new FoldBudget(draft.Weights.Values, large);
        _reads = draft.CountReads();
        _shapes = draft.Weights.ToDictionary(w => w.Key, w => w.Value.Shape, StringComparer.Ordinal);
        foreach (var input in draft.Inputs.Where(i => i.Shape is not null))
            _shapes[input.Name] = input.Shape!;
        _network = new Network(draft.Inputs, draft.Weights, _shapes) { Opset = draft.Opset };
        _values = new PartialValues(draft.Weights, _shapes, draft.Opset);
        _rewrites = new ShapeRewrites(draft, _values, _shapes);
    }

    /// <summary>Goes through all nodes; false if their constants would become far larger than what the file holds.</summary>
    /// <exception cref="InvalidDataException">A node cannot have its attributes or what it reads.</exception>
    public bool Run()
    {
        foreach (var node in _draft.Nodes)
        {
            if (Fold(node) is { } made)
            {
                Add(made);
                _folded.Add(node);
            }
            else
                Follow(node);
            if (_budget.IsExceeded)
                return false;
        }
        return true;
    }

    /// <summary>Puts everything back as it was.</summary>
    public void Undo()
    {
        foreach (var name in _made)
            _draft.Weights.Remove(name);
        foreach (var (node, inputs, constant) in _rewritten)
        {
            SetInputs(node, inputs);
            _draft.Free(constant);
        }
    }

    /// <summary>Takes out what is not needed any more; false if nothing has changed.</summary>
    public bool Finish()
    {
        if (_folded.Count == 0 && _rewritten.Count == 0)
            return false;
        _draft.Remove(_folded, _reads);
        return true;
    }

    private IReadOnlyList<Weight>? Fold(DraftNode node)
    {
        var proto = node.Proto;
        if (!node.IsPlain || !FoldTable.Knows(proto.OpType) || !CanGo(node))
            return null;
        var inputs = new Weight?[proto.Input.Count];
        for (var i = 0; i < inputs.Length; i++)
        {
            // A coded weight is that for a reason.
            if (proto.Input[i].Length > 0 && (!_draft.Weights.TryGetValue(proto.Input[i], out inputs[i]) || inputs[i]!.Storage is not DenseStorage))
                return null;
        }
        try
        {
            return FoldTable.Compute(new FoldNode(node, inputs, _draft.Opset, _budget));
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException)
        {
            throw new InvalidDataException($"{node}: {e.Message}", e);
        }
    }

    /// <summary>Looks at what a node makes that stays.</summary>
    private void Follow(DraftNode node)
    {
        if (_rewrites.For(node) is { } rewrite)
        {
            var inputs = node.Proto.Input.ToArray();
            _rewritten.Add((node, inputs, rewrite.Constant.Name));
            // A Resize that reads factors reads no sizes.
            SetInputs(node, [.. inputs.Take(3).Select((name, i) => i == rewrite.Input ? rewrite.Constant.Name : name)]);
            Add([rewrite.Constant]);
        }
        ShapeInference.Infer(_draft.ToNode(node, _reads.ContainsKey), _network, _shapes);
        if (_values.Follow(node) is not { } vector)
            return;
        _shapes[node.Proto.Output[0]] = vector.Shape;
        if (CanGo(node) && vector.ToWeight(node.Proto.Output[0]) is { } constant)
        {
            Add([constant]);
            _folded.Add(node);
        }
    }

    private bool CanGo(DraftNode node) => node.Proto.Output.All(o => o.Length > 0 && !_draft.IsOutput(o));

    private void Add(IEnumerable<Weight> weights)
    {
        foreach (var weight in weights)
        {
            _draft.Weights.Add(weight.Name, weight);
            _shapes[weight.Name] = weight.Shape;
            _made.Add(weight.Name);
        }
    }

    private static void SetInputs(DraftNode node, string[] inputs)
    {
        node.Proto.Input.Clear();
        node.Proto.Input.AddRange(inputs);
    }
}
