using MLNetCompact.Operators;
using static TorchSharp.torch;

namespace MLNetCompact;

/// <summary>Finds the groups of weights of a network that can become 0 together, for each kind that has a lambda above 0.</summary>
/// <remarks>
/// Where BatchNormalization follows, a weight has no scale of its own: a smaller one changes no output. There a channel's group is the scale of the
/// normalization, for filters and what reads them alike, and a branch's the scales of its last one. Filters that a network ties (a residual stage)
/// are one group. With <see cref="StructuredSparsityOptions.PaperExact"/> each convolution is by itself, as in the paper.
/// </remarks>
internal sealed class GroupFinder
{
    private readonly Network _network;
    private readonly TorchNetwork _tensors;
    private readonly StructuredSparsityOptions _options;
    private readonly ChannelGroups _channels;
    private readonly Dictionary<string, Node> _nodes;
    private readonly Dictionary<string, GroupForm> _forms = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _scales = new(StringComparer.Ordinal);
    private readonly List<WeightGroups> _found = [];

    private GroupFinder(Network network, TorchNetwork tensors, StructuredSparsityOptions options)
    {
        (_network, _tensors, _options, _channels) = (network, tensors, options, ChannelGroups.Of(network));
        _nodes = network.Nodes.ToDictionary(n => n.Name, StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in network.Nodes)
        {
            // A weight that two layers share is penalized once.
            if (node.Operator is LinearOp && LinearView.Of(node, network) is { } view && tensors.Trained(node.Inputs[1]) is { } tensor && seen.Add(node.Inputs[1]))
                _forms[node.Name] = new(view, Place(tensor), tensor);
        }
        if (options.PaperExact)
            return;
        foreach (var name in _forms.Keys)
        {
            if (NormalizationScale.Of(network, Node(name)) is { } scale && tensors.Trained(scale) is not null)
                _scales[name] = scale;
        }
    }

    /// <summary>The groups; the caller disposes of them.</summary>
    public IReadOnlyList<WeightGroups> Groups => _found;

    /// <summary>The layers whose weight has no scale of its own, and has groups that would only make it smaller.</summary>
    public IReadOnlyList<GroupForm> Rescaled =>
        _options is { ShapeLambda: 0, KernelLambda: 0, ChannelLambda: 0 } ? [] : [.. _scales.Keys.Select(name => _forms[name])];

    /// <summary>Finds the groups of a network in training.</summary>
    public static GroupFinder Of(Network network, TorchNetwork tensors, StructuredSparsityOptions options)
    {
        var finder = new GroupFinder(network, tensors, options);
        finder.AddRows();
        foreach (var node in network.Nodes.Where(n => finder._forms.ContainsKey(n.Name)))
        {
            finder.AddColumns(node);
            finder.AddPlaces(node);
        }
        finder.AddBranches();
        return finder;
    }

    private void AddRows()
    {
        var layers = _forms.Keys.Where(name => _channels.Of(Node(name).Output) is { } groups && groups.Count == _forms[name].View.Rows).ToArray();
        var ties = new DisjointSets();
        foreach (var layer in layers)
            ties.Add();
        var first = new Dictionary<int, int>();
        for (var i = 0; i < layers.Length; i++)
        {
            foreach (var group in _channels.Of(Node(layers[i]).Output)!)
            {
                if (!first.TryAdd(group.Id, i) && !_options.PaperExact)
                    ties.Unite(first[group.Id], i);
            }
        }
        foreach (var tied in Enumerable.Range(0, layers.Length).GroupBy(ties.Find))
            AddRows([.. tied.Select(i => layers[i])]);
    }

    private void AddRows(string[] layers)
    {
        var scaled = layers.All(_scales.ContainsKey);
        var isDense = Node(layers[0]).Operator is not (Conv or ConvTranspose);
        // What follows a filter's BatchNormalization hears nothing but its scale: filters and channels are the same there.
        var kind = isDense ? _options.NeuronLambda : scaled ? _options.FilterLambda + _options.ChannelLambda : _options.FilterLambda;
        var groups = layers.Select(l => _channels.Of(Node(l).Output)!).ToArray();
        var removable = groups.SelectMany(g => g).Where(g => g.IsRemovable).Select(g => g.Id).Distinct().Order().ToArray();
        var lambda = kind * Multiplier(layers);
        if (lambda == 0 || removable.Length == 0)
            return;
        var alone = layers.Length == 1 && removable.Length == groups[0].Count;
        var slots = removable.Select((id, slot) => (id, slot)).ToDictionary(s => s.id, s => (long)s.slot);
        var parts = layers.Zip(groups, (layer, own) => Rows(layer, alone ? null : [.. own.Select(g => slots.GetValueOrDefault(g.Id, removable.Length))]));
        _found.Add(new(isDense ? GroupKind.Neurons : GroupKind.Filters, layers, lambda, removable.Length, [.. parts])
        {
            Channels = alone ? [.. groups[0].Select(g => g.Id)] : removable,
        });
    }

    private GroupPart Rows(string layer, long[]? slots)
    {
        if (!_scales.TryGetValue(layer, out var name))
            return _forms[layer].Rows(slots);
        var scale = _tensors.Trained(name)!;
        return new(Place(scale), scale, [scale.shape[0]], [], slots);
    }

    private void AddColumns(Node node)
    {
        var form = _forms[node.Name];
        var isDense = node.Operator is not (Conv or ConvTranspose);
        if (_channels.Of(node.Inputs[0]) is not { } read || read.Count != form.View.Columns || form.View.IsDepthwise || read.Count == 1)
            return;
        // Features that no layer makes cannot be removed, but a dense layer need not read them; each is a group, the pixels of a flattened image too.
        var isGiven = isDense && read.All(g => g.Producers.Count == 0);
        // The features that a flattened map gives to a dense layer belong to filters, not to neurons; in a grouped convolution every block loses the same places.
        var distinct = read.Select(g => g.Id).Distinct().ToArray();
        var isShared = !isGiven && distinct.Length < read.Count;
        var isNeurons = isDense && !isShared;
        var lambda = (isNeurons ? _options.NeuronLambda : _options.ChannelLambda) * Multiplier([node.Name]);
        var removable = read.Where(g => (g.IsRemovable && !IsScaled(g)) || (isDense && g.Producers.Count == 0)).Select(g => g.Id).Distinct().Order().ToArray();
        if (lambda == 0 || removable.Length == 0)
            return;
        var slots = removable.Select((id, slot) => (id, slot)).ToDictionary(s => s.id, s => (long)s.slot);
        var alone = isGiven || (_options.PaperExact && !isDense ? removable.Length == distinct.Length : !isShared && removable.Length == read.Count);
        _found.Add(new(isNeurons ? GroupKind.Neurons : GroupKind.Channels, [node.Name], lambda, alone ? read.Count : removable.Length,
            [form.Columns(alone ? null : [.. read.Select(g => slots.GetValueOrDefault(g.Id, removable.Length))])])
        {
            Reads = true,
            Channels = alone ? [.. read.Select(g => g.Id)] : removable,
        });
    }

    private void AddPlaces(Node node)
    {
        var form = _forms[node.Name];
        if (node.Operator is not (Conv or ConvTranspose))
            return;
        var factor = Multiplier([node.Name]);
        if (_options.ShapeLambda * factor > 0)
            _found.Add(new(GroupKind.Shapes, [node.Name], _options.ShapeLambda * factor, form.PlaceCount, [form.Places()]));
        if (_options.KernelLambda * factor > 0 && form.View.Block > 1)
            _found.Add(new(GroupKind.Kernels, [node.Name], _options.KernelLambda * factor, form.KernelCount, [form.Kernels()]));
    }

    private void AddBranches()
    {
        if (_options.DepthLambda == 0)
            return;
        foreach (var branch in ResidualBranch.Of(_network))
        {
            var layers = branch.Layers.Select(l => l.Name).Where(_forms.ContainsKey).ToArray();
            if (layers.Length == 0 || _options.DepthLambda * Multiplier(layers) is not (> 0 and var lambda))
                continue;
            if (!_options.PaperExact && branch.Normalization is { } last && _tensors.Trained(last.Inputs[1]) is { } scale)
                _found.Add(new(GroupKind.Depth, layers, lambda, 1, [new GroupPart(Place(scale), scale, [1, scale.shape[0]], [1], null)]) { Branch = branch });
            else if (_options.PaperExact)
                _found.AddRange(layers.Select(l => new WeightGroups(GroupKind.Depth, [l], lambda, 1, [_forms[l].Whole()]) { Branch = l == branch.Layers[^1].Name ? branch : null }));
            else if (_forms.TryGetValue(branch.Layers[^1].Name, out var form))
                _found.Add(new(GroupKind.Depth, layers, lambda, 1, [form.Whole()]) { Branch = branch });
        }
    }

    private bool IsScaled(ChannelGroup group) => group.Producers.Count > 0 && group.Producers.All(p => _scales.ContainsKey(p.Node));

    private double Multiplier(IReadOnlyList<string> layers) => layers.Average(l => _options.LayerMultipliers?.GetValueOrDefault(l, 1) ?? 1);

    private Node Node(string name) => _nodes[name];

    private int Place(Tensor tensor) => Enumerable.Range(0, _tensors.Parameters.Count).First(i => ReferenceEquals(_tensors.Parameters[i], tensor));
}
