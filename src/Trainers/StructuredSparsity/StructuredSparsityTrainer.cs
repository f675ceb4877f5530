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
    protected internal override NetworkEstimator With(object options, NetworkEstimator previous) => new StructuredSparsityTrainer(previous, (StructuredSparsityOptions)options);

    /// <inheritdoc/>
    protected override void Check() => TorchDevice.Of(Context);

    /// <inheritdoc/>
    protected override Network Run(Network network, RunContext run)
    {
        var loop = new TrainingLoop(run, StepName);
        // The last epoch counts, not the best: early ones are accurate because they are not sparse yet.
        var sparse = loop.Train("sparsify", network, _options.Training,
            (tensors, optimizer) => Lasso(network, tensors, optimizer, _options, run.Training.Count / _options.Training.BatchSize), keepBest: false);
        var cut = new SparseCut(network, _options, run);
        var small = cut.Apply(sparse);
        var structure = cut.Structure(small);
        if (_options.Retraining.Epochs > 0)
            small = loop.Train("retrain", small, _options.Retraining, structure.Count == 0 ? null : (tensors, _) => new FixedZeros(tensors, structure, "weights"));
        return _options.UseZeros && structure.Count > 0 ? ZeroShapes.Apply(small, run) : small;
    }

    /// <summary>What the training with group lasso adds to the loop.</summary>
    /// <exception cref="ArgumentException">An option names a layer that does not exist or has no such groups; the message names it.</exception>
    internal static GroupLasso Lasso(Network network, TorchNetwork tensors, Optimizer optimizer, StructuredSparsityOptions options, int stepsPerEpoch)
    {
        var found = GroupFinder.Of(network, tensors, options);
        var groups = found.Groups;
        var aims = Aim.Of(network, groups, options);
        var steering = aims.Count == 0 ? null : new Steering(aims, groups, tensors.Parameters, Math.Max(1, stepsPerEpoch / LooksPerEpoch));
        return new GroupLasso(groups, options.Solver, optimizer, found.Rescaled, steering);
    }
}
