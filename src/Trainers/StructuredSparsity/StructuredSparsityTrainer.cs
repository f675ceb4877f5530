namespace MLNetCompact;

/// <summary>
/// Structured sparsity learning (Wen et al., NIPS 2016): trains with group lasso until whole filters, channels and neurons are 0,
/// removes them physically, and retrains what is left.
/// </summary>
/// <remarks>
/// What is removed contributed nothing, so removing it changes no output: the constants that dead channels still emit (their biases) are carried
/// into the next layer. Channels that an operator without a rule reads are kept, and the report says so.
/// </remarks>
public sealed class StructuredSparsityTrainer : NetworkEstimator
{
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
        var sparse = loop.Train("sparsify", network, _options.Training,
            (tensors, optimizer) => new GroupLasso(WeightGroups.Of(network, tensors, _options), _options.Solver, optimizer), keepBest: false);
        var surgery = Surgery.RemoveDead(sparse);
        Describe(sparse, surgery, run);
        return _options.Retraining.Epochs == 0 ? surgery.Network : loop.Train("retrain", surgery.Network, _options.Retraining);
    }

    private static void Describe(Network sparse, SurgeryResult surgery, RunContext run)
    {
        var after = surgery.Network;
        var groups = ChannelGroups.Of(sparse);
        foreach (var node in sparse.Nodes)
        {
            if (groups.Of(node.Output) is not { } before || before[0].Producers.All(p => p.Node != node.Name))
                continue;
            var kept = after.Shapes[after.Nodes.Single(n => n.Name == node.Name).Output][1];
            if (kept < before.Count)
                run.Note($"{node} keeps {kept} of {before.Count} channels");
        }
        foreach (var carrier in surgery.Carriers)
            run.Note($"{carrier.Producers[0]} stays as a constant channel: a convolution behind it pads with zeros");
        foreach (var refusal in surgery.Refused)
            run.Note($"{refusal.Group.Producers[0]} stays although it is 0: {refusal.Reason}");
        if (surgery.Removed.Count == 0)
            run.Warn("No group became 0, so nothing was removed. Raise the lambdas or train longer.");
    }
}
