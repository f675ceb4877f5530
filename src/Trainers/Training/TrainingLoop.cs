using System.Collections.Immutable;
using System.Diagnostics;
using static TorchSharp.torch;

namespace MLNetCompact;

/// <summary>The one training loop: every method trains through it, with a <see cref="IRegularizer"/> for what is its own.</summary>
internal sealed class TrainingLoop(RunContext run, string step)
{
    /// <summary>Rows that are scored at once: so many, or fewer where they are large.</summary>
    private const int ScoringBatch = 500, ScoringNumbers = 2_000_000;

    // Torch's random numbers belong to the process. Not a lock: who listens to the progress of a training is on its thread, and may start no other either.
    private static int s_running;

    /// <summary>Trains <paramref name="network"/> on the run's training rows, from the last checkpoint if there is one.</summary>
    /// <param name="phase">The name of the phase in progress messages.</param>
    /// <param name="network">The network; it stays as it is.</param>
    /// <param name="options">How to train.</param>
    /// <param name="regularize">Makes the regularizer for the tensors and the optimizer, or null for none.</param>
    /// <param name="keepBest">Whether to return the epoch that is best on the held-back rows; otherwise the last.</param>
    /// <exception cref="ArgumentException">The options do not fit the rows; the message names the option.</exception>
    /// <exception cref="InvalidOperationException">Another training runs in this process, or the loss is no finite number.</exception>
    public Network Train(string phase, Network network, TrainingOptions options, Func<TorchNetwork, Optimizer, IRegularizer>? regularize = null, bool keepBest = true)
    {
        var threads = get_num_threads();
        if (Interlocked.Exchange(ref s_running, 1) == 1)
            throw new InvalidOperationException("Another training runs in this process. Torch has one source of random numbers, so trainings run one at a time.");
        try
        {
            set_num_threads(run.Threads);
            if (run.Training.Count < options.BatchSize)
                throw new ArgumentException($"{nameof(TrainingOptions)}.{nameof(options.BatchSize)} is {options.BatchSize}, but there are only {run.Training.Count} rows to train on.");
            Augmentation.Check(options, network.Inputs[0].Shape!);
            using var tensors = new TorchNetwork(network, TorchDevice.Of(run.Context), options.FreezeNormalization);
            if (tensors.Parameters.Count == 0)
                throw new ArgumentException("The network has no weights that can be trained.");
            if (options.BatchSize == 1 && tensors.OneValueNormalization is { } node)
                throw new ArgumentException($"{nameof(TrainingOptions)}.{nameof(options.BatchSize)} is 1, but {node} needs more than one value per channel to measure: "
                    + $"train with larger batches, or set {nameof(options.FreezeNormalization)}.");
            using var optimizer = Optimizer.Create(options, tensors.Parameters);
            using var regularizer = regularize?.Invoke(tensors, optimizer);
            var state = new TrainingState(tensors, optimizer, regularizer);
            Epochs(phase, state, new TrainingLoss(run, options), options, keepBest, Checkpoint.Of(run, step, phase, network));
            run.Trained(state.Progress);
            return keepBest && state.Best is { } best ? best.Network : tensors.ToNetwork();
        }
        finally
        {
            set_num_threads(threads);
            Volatile.Write(ref s_running, 0);
        }
    }

    private void Epochs(string phase, TrainingState state, TrainingLoss loss, TrainingOptions options, bool keepBest, Checkpoint? checkpoint)
    {
        var clock = Stopwatch.StartNew();
        checkpoint?.Load(state);
        while (state.Epoch < options.Epochs && !IsPatienceOver(state, options) && state.Regularizer?.IsDone != true)
        {
            var seed = unchecked((run.Seed * 31) + state.Epoch);
            manual_seed(seed);
            var order = Enumerable.Range(0, run.Training.Count).ToArray();
            var random = new Random(seed);
            random.Shuffle(order);
            var mean = Epoch(state, loss, options, order, Augmentation.Of(options, state.Tensors.Input, random));
            state.Epoch++;
            if (!double.IsFinite(mean))
                throw new InvalidOperationException($"{step}: the loss is {mean} in epoch {state.Epoch} of phase '{phase}'. Lower {nameof(TrainingOptions)}.{nameof(options.LearningRate)} ({options.LearningRate}), or scale the features.");
            var validation = run.Validation.Count > 0 ? Score(state.Tensors) : (double?)null;
            if (keepBest && validation is { } score)
                KeepBest(state, score);
            var none = ImmutableDictionary<string, double>.Empty;
            var progress = new TrainingProgress(step, phase, state.Epoch, options.Epochs, mean, validation, run.Metric,
                state.Regularizer?.Sparsity() ?? none, state.Regularizer?.Lambdas() ?? none, clock.Elapsed);
            state.Progress.Add(progress);
            checkpoint?.Save(state);
            run.Progress(progress);
        }
    }

    /// <returns>The mean loss.</returns>
    private double Epoch(TrainingState state, TrainingLoss loss, TrainingOptions options, int[] order, Augmentation? augmentation)
    {
        using var epochScope = NewDisposeScope();
        state.Tensors.Training = true;
        var batches = (order.Length + options.BatchSize - 1) / options.BatchSize;
        var total = zeros(1, device: state.Tensors.Device);
        for (var batch = 0; batch < batches; batch++)
        {
            run.CancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var rows = order.AsSpan(batch * options.BatchSize, Math.Min(options.BatchSize, order.Length - batch * options.BatchSize));
            var value = loss.Of(state.Tensors.Forward(state.Tensors.Batch(run.Training, rows, augmentation)), rows);
            var gradients = (IReadOnlyList<Tensor>)autograd.grad([value], [.. state.Tensors.Parameters]);
            using var _ = no_grad();
            state.Regularizer?.BeforeStep(gradients);
            var done = (state.Epoch + (double)batch / batches) / options.Epochs;
            var rate = options.LearningRate * options.Schedule.Factor(done, state.Optimizer.Steps);
            state.Optimizer.Step(gradients, rate);
            state.Regularizer?.AfterStep(rate, done);
            total.add_(value.detach());
        }
        return total.cpu().item<float>() / batches;
    }

    /// <summary>Accuracy or root mean squared error on the held-back rows.</summary>
    private double Score(TorchNetwork network)
    {
        using var _ = no_grad();
        network.Training = false;
        double sum = 0, weight = 0;
        var batch = (int)Math.Clamp(ScoringNumbers / Math.Max(1, network.Input.ElementsPerRow), 1, ScoringBatch);
        for (var start = 0; start < run.Validation.Count; start += batch)
        {
            run.CancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var rows = Enumerable.Range(start, Math.Min(batch, run.Validation.Count - start)).ToArray();
            var outputs = network.Forward(network.Batch(run.Validation, rows)).cpu().data<float>().ToArray();
            var width = outputs.Length / rows.Length;
            for (var i = 0; i < rows.Length; i++)
            {
                sum += run.Validation.Weight(rows[i]) * run.Task.Score(outputs.AsSpan(i * width, width), run.Validation.Label(rows[i]));
                weight += run.Validation.Weight(rows[i]);
            }
        }
        return run.Task.Summary(sum, weight);
    }

    /// <summary>Of epochs that are equally good the last is kept: it is trained further. Patience counts from the first.</summary>
    private void KeepBest(TrainingState state, double score)
    {
        var order = state.Best is { } best ? score.CompareTo(best.Score) * (run.Task == LearningTask.Regression ? -1 : 1) : 1;
        if (order >= 0)
            state.Best = new(score, order > 0 ? state.Epoch : state.Best!.Since, state.Tensors.ToNetwork());
    }

    private static bool IsPatienceOver(TrainingState state, TrainingOptions options) =>
        options.Patience is { } patience && state.Best is { } best && state.Epoch - best.Since >= patience;
}
