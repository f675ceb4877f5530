namespace MLNetCompact;

/// <summary>Prunes and retrains in turns.</summary>
internal sealed class PruneRounds
{
    private readonly Network _start;
    private readonly PruneRetrainOptions _options;
    private readonly TrainingLoop _loop;
    private readonly RunContext _run;
    private readonly PrunePlan _plan;
    private readonly IReadOnlyDictionary<string, double>? _sensitivity;

    /// <param name="start">The network, no weight of which is kept sparsely.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="loop">What trains.</param>
    /// <param name="run">The rows.</param>
    public PruneRounds(Network start, PruneRetrainOptions options, TrainingLoop loop, RunContext run)
    {
        (_start, _options, _loop, _run, _plan) = (start, options, loop, run, new(options, start));
        if (options is not { Budget: PruneBudget.Sensitivity, Criterion: PruneCriterion.Magnitude } || !_plan.Aim.Counts)
            return;
        var sensitivity = SensitivityScan.Of(start, run, options.SensitivityFolder);
        _sensitivity = SensitivityScan.Qualities(sensitivity, PrunableLayer.Of(start), run.Task);
        run.Measured(sensitivity.Figure);
        foreach (var (layer, quality) in _sensitivity)
            run.Note(FormattableString.Invariant($"{layer}: pruned with {quality:0.00} times the mean quality, from its sensitivity on {sensitivity.Rows} rows"));
    }

    private bool IsGradual => _options.Schedule == PruneSchedule.Gradual;

    /// <summary>The network with zeros, all its nodes still there.</summary>
    public Network Run()
    {
        var network = _start;
        var rounds = IsGradual ? 1 : _options.Rounds;
        for (var round = 1; round <= rounds; round++)
        {
            var layers = PrunableLayer.Of(network);
            var criterion = Criterion(network, layers);
            double[][] scores = [.. layers.Select(criterion.Scores)];
            // What each layer is to keep is settled before the first of the round changes.
            var counts = layers.Zip(_plan.Aim.Masks(layers, scores, _plan.Count(layers, scores, (double)round / rounds))).ToDictionary(l => l.First.Weight, l => l.Second.Count(m => m));
            foreach (var (name, isIn) in Turns(layers))
            {
                var all = PrunableLayer.Of(network);
                PrunableLayer[] now = [.. all.Where(isIn)];
                // In the first turn nothing has changed since the scores were made.
                var own = now.Length == layers.Count ? criterion : Criterion(network, now);
                network = Train($"round {round}{name}", network, all, new(now, own, _plan.Aim, now.Sum(l => counts[l.Weight]), IsGradual, _run.Seed));
                // The next round lowers dropout from what it was at first.
                if (_options.ScaleDropout)
                    network = DropoutScale.Restore(network, _start);
            }
        }
        return network;
    }

    private Network Train(string name, Network network, IReadOnlyList<PrunableLayer> all, PrunePhase phase)
    {
        var masks = phase.Layers.Zip(phase.Masks()).ToDictionary(l => l.First.Weight, l => l.Second);
        var pruned = network.WithWeights(phase.Layers.Select(l => network.Weights[l.Weight].With(phase.Criterion.Survivors(l, masks[l.Weight]))));
        if (_options.Retraining.Epochs == 0)
            return pruned;
        var isMoving = IsGradual || _options.Splicing is not null;
        var start = isMoving ? network : pruned;
        if (_options.ScaleDropout)
            start = DropoutScale.Apply(start, pruned);
        // Layers that are not pruned in this turn have zeros from earlier ones, and stay as they are where the paper's turns are asked for.
        var zeros = all.ToDictionary(l => l.Weight, l => masks.GetValueOrDefault(l.Weight) ?? [.. l.Values.Select(v => v != 0)]);
        var others = all.Select(l => l.Weight).Where(w => !masks.ContainsKey(w)).ToHashSet(StringComparer.Ordinal);
        if (!isMoving)
            return _loop.Train(name, start, _options.Retraining, (tensors, _) => new FixedZeros(tensors, zeros, "weights", others.Contains));
        var steps = (_run.Training.Count + _options.Retraining.BatchSize - 1) / _options.Retraining.BatchSize;
        return _loop.Train(name, start, _options.Retraining, (tensors, optimizer) => new MaskedTraining(tensors, phase, _options.Retraining, _options.Splicing, optimizer.ForceScale, steps,
            others.Count == 0 ? null : new FixedZeros(tensors, zeros.Where(z => others.Contains(z.Key)).ToDictionary(), "weights", others.Contains)), keepBest: false);
    }

    /// <summary>What is pruned and retrained together: everything, or first dense layers, then convolutions.</summary>
    private List<(string Name, Func<PrunableLayer, bool> IsIn)> Turns(IReadOnlyList<PrunableLayer> layers) =>
        _options.Alternate && layers.Any(l => l.IsConvolution) && layers.Any(l => !l.IsConvolution)
            ? [(" dense", l => !l.IsConvolution), (" convolutions", l => l.IsConvolution)] : [("", _ => true)];

    private IWeightCriterion Criterion(Network network, IReadOnlyList<PrunableLayer> layers) => _options.Criterion switch
    {
        PruneCriterion.Random => new RandomCriterion(_run.Seed),
        PruneCriterion.Taylor => new TaylorCriterion(network, _run, _options.Retraining),
        PruneCriterion.SecondOrder => new SecondOrderCriterion(network, layers, _run),
        _ => new MagnitudeCriterion(layers, _sensitivity),
    };
}
