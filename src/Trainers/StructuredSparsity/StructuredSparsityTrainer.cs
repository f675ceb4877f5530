namespace MLNetCompact;

/// <summary>
/// Structured sparsity learning (Wen et al., NIPS 2016): trains with group lasso until whole filters, channels and neurons are 0,
/// removes them physically, and retrains what is left.
/// </summary>
/// <remarks>
/// What is removed contributed nothing, so removing it changes no output: the constants that dead channels still emit (their biases) are carried
/// into the next layer. Channels that an operator without a rule reads are kept, and the report says so. With a target the weights of the penalty are
/// steered while it trains (lambda * exp(k * (cost - plan) / dense cost)), and the rest is cut in the order of norm per cost.
/// </remarks>
public sealed class StructuredSparsityTrainer : NetworkEstimator
{
    /// <summary>How often in an epoch it is looked whether the training is on its way to the targets.</summary>
    private const int LooksPerEpoch = 20;

    private readonly StructuredSparsityOptions _options;

    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    internal StructuredSparsityTrainer(NetworkEstimator previous, StructuredSparsityOptions options) : base(previous)
    {
        options.Validate();
        _options = options;
    }

    /// <inheritdoc/>
    protected override string StepName => "StructuredSparsity";

    /// <inheritdoc/>
    protected override object? StepOptions => _options;

    /// <inheritdoc/>
    protected override void Check() => TorchDevice.Of(Context);

    /// <inheritdoc/>
    protected override Network Run(Network network, RunContext run)
    {
        var loop = new TrainingLoop(run, StepName);
        // The last epoch counts, not the best: early ones are accurate because they are not sparse yet.
        var sparse = loop.Train("sparsify", network, _options.Training, (tensors, optimizer) => Lasso(network, tensors, optimizer, run), keepBest: false);
        var cut = new SparseCut(network, _options, run);
        var small = cut.Apply(sparse);
        if (_options.Retraining.Epochs == 0)
            return small;
        var structure = cut.Structure(small);
        return loop.Train("retrain", small, _options.Retraining, structure.Count == 0 ? null : (tensors, _) => new FixedZeros(tensors, structure, "weights"));
    }

    private GroupLasso Lasso(Network network, TorchNetwork tensors, Optimizer optimizer, RunContext run)
    {
        var groups = GroupFinder.Of(network, tensors, _options);
        var aims = Aims(network, groups);
        var steering = aims.Count == 0 ? null
            : new Steering(aims, groups, tensors.Parameters, Math.Max(1, run.Training.Count / _options.Training.BatchSize / LooksPerEpoch));
        return new GroupLasso(groups, _options.Solver, optimizer, GroupFinder.Rescaled(network, tensors, _options), steering);
    }

    /// <exception cref="ArgumentException">An option names a layer that does not exist or has no such groups; the message names it.</exception>
    private List<Aim> Aims(Network network, IReadOnlyList<WeightGroups> groups)
    {
        foreach (var name in (_options.LayerMultipliers?.Keys ?? []).Where(name => network.Nodes.All(n => n.Name != name || LinearView.Of(n, network) is null)))
            throw Unknown(nameof(_options.LayerMultipliers), name, network);
        var aims = new List<Aim>();
        if (_options.Target is { } target)
            aims.Add(Aim.At(target, new LiveCost(network), groups));
        if (_options.Branches is { } branches)
            aims.Add(Aim.At(branches, Some(groups, g => g.Branch is not null, $"{nameof(_options.Branches)} is {branches}, but the network has no residual branch that can be left out.")));
        foreach (var layer in _options.LayerTargets ?? [])
        {
            if (network.Nodes.All(n => n.Name != layer.Layer || LinearView.Of(n, network) is null))
                throw Unknown(nameof(_options.LayerTargets), layer.Layer, network);
            Add(layer.Filters, nameof(layer.Filters), g => g.Kind is GroupKind.Filters or GroupKind.Neurons && !g.Reads);
            Add(layer.Inputs, nameof(layer.Inputs), g => g.Reads);
            Add(layer.Shapes, nameof(layer.Shapes), g => g.Kind == GroupKind.Shapes);

            void Add(int? most, string what, Func<WeightGroups, bool> isOne)
            {
                if (most is { } count)
                    aims.Add(Aim.At(count, Some(groups, g => isOne(g) && g.Layers.Contains(layer.Layer),
                        $"{nameof(_options.LayerTargets)}[{layer.Layer}].{what} is {count}, but the layer has no such groups that can become 0: set their lambda above 0, or leave it out.")));
            }
        }
        return aims;
    }

    private static WeightGroups[] Some(IReadOnlyList<WeightGroups> groups, Func<WeightGroups, bool> isOne, string otherwise) =>
        groups.Where(isOne).ToArray() is { Length: > 0 } found ? found : throw new ArgumentException($"{nameof(StructuredSparsityOptions)}.{otherwise}");

    private static ArgumentException Unknown(string option, string name, Network network) =>
        new($"{nameof(StructuredSparsityOptions)}.{option} names '{name}'; expected one of the layers {string.Join(", ", network.Nodes.Where(n => LinearView.Of(n, network) is not null).Select(n => $"'{n.Name}'"))}.");
}
