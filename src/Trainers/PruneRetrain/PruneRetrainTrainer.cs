using System.Globalization;

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
    protected override void Check() => TorchDevice.Of(Context);

    /// <inheritdoc/>
    protected override Network Run(Network network, RunContext run)
    {
        // What was kept sparsely is pruned further; it is kept sparsely again in the end.
        network = network.WithWeights(network.Weights.Values.Where(w => w.Storage is SparseStorage).Select(w => w.AsDense()));
        var whole = PrunableLayer.Of(network);
        if (whole.Count == 0)
            throw new ArgumentException("The network has no convolution or dense layer whose weights can be pruned.");
        var pruned = Prune(network, whole.Sum(l => l.Values.Length), run);
        Describe(whole, pruned, run);
        if (_options.RemoveDeadNeurons)
        {
            var dead = Surgery.RemoveDead(pruned);
            foreach (var refusal in dead.Refused)
                run.Note($"{refusal.Group.Producers[0]} stays although nothing makes or reads it: {refusal.Reason}");
            if (dead.Removed.Count > 0)
                run.Note($"{dead.Removed.Count} neurons or channels without connections are gone");
            pruned = dead.Network;
        }
        return _options.SparseStorage ? pruned.WithWeights(PrunableLayer.Of(pruned).Select(l => pruned.Weights[l.Weight].AsSparse())) : pruned;
    }

    private Network Prune(Network network, int whole, RunContext run)
    {
        var (loop, original, plan) = (new TrainingLoop(run, StepName), network, new PrunePlan(_options, whole));
        var kept = plan.Kept(network);
        for (var round = 1; round <= _options.Rounds; round++)
        {
            var phases = Phases(network);
            for (var phase = 0; phase < phases.Count; phase++)
            {
                var all = PrunableLayer.Of(network);
                var layers = all.Where(l => phases[phase](l)).ToArray();
                var masks = plan.Masks(layers, Criterion(network, run), all.Except(layers).Sum(l => l.Live), kept, (double)round / _options.Rounds);
                var gone = network.WithWeights(layers.Select(l => network.Weights[l.Weight].With([.. l.Values.Zip(masks[l.Weight], (value, stays) => stays ? value : 0)])));
                network = Retrain(loop, $"round {round}{(phases.Count > 1 ? phase == 0 ? " dense" : " convolutions" : "")}", gone, masks, layers, run);
            }
        }
        return _options.ScaleDropout ? DropoutScale.Restore(network, original) : network;
    }

    private Network Retrain(TrainingLoop loop, string phase, Network network, Dictionary<string, bool[]> masks, PrunableLayer[] layers, RunContext run)
    {
        if (_options.Retraining.Epochs == 0)
            return network;
        var trained = _options.ScaleDropout ? DropoutScale.Apply(network) : network;
        // Layers that are not pruned in this phase have zeros from earlier ones.
        var zeros = PrunableLayer.Of(trained).ToDictionary(l => l.Weight, l => masks.GetValueOrDefault(l.Weight) ?? [.. l.Values.Select(v => v != 0)]);
        var frozen = PrunableLayer.Of(trained).Select(l => l.Weight).Except(layers.Select(l => l.Weight)).ToHashSet(StringComparer.Ordinal);
        var dense = layers.ToDictionary(l => l.Weight, l => l.Values);
        return loop.Train(phase, trained, _options.Retraining, (tensors, _) => _options.Splicing is { } splicing
            ? new SplicedTraining(tensors, masks, dense, splicing, run.Seed) : new FixedZeros(tensors, zeros, "weights", _options.Alternate ? frozen.Contains : null));
    }

    /// <summary>What is pruned and retrained together: everything, or first dense layers, then convolutions.</summary>
    private List<Func<PrunableLayer, bool>> Phases(Network network)
    {
        var layers = PrunableLayer.Of(network);
        return _options.Alternate && layers.Any(l => l.IsConvolution) && layers.Any(l => !l.IsConvolution) ? [l => !l.IsConvolution, l => l.IsConvolution] : [_ => true];
    }

    private IWeightCriterion Criterion(Network network, RunContext run) => _options.Criterion switch
    {
        PruneCriterion.Random => new RandomCriterion(run.Seed),
        PruneCriterion.Taylor => new TaylorCriterion(network, run, _options.Retraining),
        _ => new MagnitudeCriterion(),
    };

    private static void Describe(IReadOnlyList<PrunableLayer> whole, Network pruned, RunContext run)
    {
        var after = PrunableLayer.Of(pruned).ToDictionary(l => l.Weight);
        foreach (var layer in whole)
            run.Note(string.Create(CultureInfo.InvariantCulture, $"{layer.Node} keeps {after[layer.Weight].Live:N0} of {layer.Values.Length:N0} weights ({100.0 * after[layer.Weight].Live / layer.Values.Length:0.0} %)"));
        run.Note(string.Create(CultureInfo.InvariantCulture, $"{after.Values.Sum(l => l.Live):N0} of {whole.Sum(l => l.Values.Length):N0} weights are left"));
    }
}
