namespace MLNetCompact;

/// <summary>
/// Learning both weights and connections (Han et al., NIPS 2015): prunes the connections of a trained network that matter least, retrains the rest, and again.
/// </summary>
/// <remarks>
/// Weights that are gone stay exactly 0; neurons that nothing makes or reads any more are removed and the constants they emit carried on. What is left is kept
/// sparsely where that is smaller, in ordinary ONNX files.
/// </remarks>
public sealed class PruneRetrainTrainer : NetworkEstimator
{
    private readonly PruneRetrainOptions _options;

    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    internal PruneRetrainTrainer(NetworkEstimator previous, PruneRetrainOptions options) : base(previous)
    {
        options.Validate();
        _options = options;
    }

    /// <inheritdoc/>
    protected override string StepName => "PruneRetrain";

    /// <inheritdoc/>
    protected override object? StepOptions => _options;

    /// <inheritdoc/>
    protected internal override NetworkEstimator With(object options, NetworkEstimator previous) => new PruneRetrainTrainer(previous, (PruneRetrainOptions)options);

    /// <inheritdoc/>
    protected override void Check() => TorchDevice.Of(Context);

    /// <inheritdoc/>
    protected override Network Run(Network network, RunContext run)
    {
        // What was kept sparsely is pruned further; it is kept sparsely again in the end.
        var dense = network.WithWeights(network.Weights.Values.Where(w => w.Storage is SparseStorage).Select(w => w.AsDense()));
        var whole = PrunableLayer.Of(dense);
        if (whole.Count == 0)
            throw new ArgumentException("The network has no convolution or dense layer whose weights can be pruned.");
        var loop = new TrainingLoop(run, StepName);
        var pruned = new PruneRounds(dense, _options, loop, run).Run();
        var small = _options.RemoveDeadNeurons ? PruneNotes.WithoutDead(pruned, run) : pruned;
        PruneNotes.Layers(whole, pruned, run);
        PruneNotes.Speed(dense, small, run);
        return Stored(small, loop);
    }

    private Network Stored(Network network, TrainingLoop loop)
    {
        if (_options.SharedValues is { } shared)
        {
            var coded = shared.Apply(network);
            var training = shared.Training ?? _options.Retraining;
            // A layer that is smaller as it is has zeros as well.
            var zeros = PrunableLayer.Of(coded).Where(l => coded.Weights[l.Weight].Storage is not SparseStorage).ToDictionary(l => l.Weight, l => l.Values.Select(v => v != 0).ToArray());
            return training.Epochs == 0 ? coded : loop.Train("shared values", coded, training, (tensors, _) => new FixedZeros(tensors, zeros, "weights"));
        }
        return _options.SparseStorage ? PrunableLayer.Sparse(network) : network;
    }
}
