using System.Collections.Immutable;
using System.Diagnostics;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MLNetCompact;

/// <summary>The one training loop: every method trains through it, with a <see cref="IRegularizer"/> for what is its own.</summary>
internal sealed class TrainingLoop(RunContext run, string step)
{
    private const int ScoringBatch = 500;

    // Torch's random numbers belong to the process.
    private static readonly Lock s_oneAtATime = new();

    /// <summary>Trains <paramref name="network"/> on the run's training rows.</summary>
    /// <param name="phase">The name of the phase in progress messages.</param>
    /// <param name="network">The network; it stays as it is.</param>
    /// <param name="options">How to train.</param>
    /// <param name="regularize">Makes the regularizer for the tensors and the optimizer, or null for none.</param>
    /// <param name="keepBest">Whether to return the epoch that is best on the held-back rows; otherwise the last.</param>
    /// <exception cref="InvalidOperationException">Another training runs in this process, or the loss is no finite number.</exception>
    public Network Train(string phase, Network network, TrainingOptions options, Func<TorchNetwork, Optimizer, IRegularizer>? regularize = null, bool keepBest = true)
    {
        if (!s_oneAtATime.TryEnter())
            throw new InvalidOperationException("Another training runs in this process. Torch has one source of random numbers, so trainings run one at a time.");
        try
        {
            if (run.Training.Count < options.BatchSize)
                throw new ArgumentException($"{nameof(TrainingOptions)}.{nameof(options.BatchSize)} is {options.BatchSize}, but there are only {run.Training.Count} rows to train on.");
            using var torchNetwork = new TorchNetwork(network, TorchDevice.Of(run.Context));
            using var optimizer = Optimizer.Create(options, torchNetwork.Parameters);
            return Epochs(phase, torchNetwork, optimizer, regularize?.Invoke(torchNetwork, optimizer), options, keepBest);
        }
        finally
        {
            s_oneAtATime.Exit();
        }
    }

    private Network Epochs(string phase, TorchNetwork network, Optimizer optimizer, IRegularizer? regularizer, TrainingOptions options, bool keepBest)
    {
        var clock = Stopwatch.StartNew();
        (double Score, Network Network)? best = null;
        for (var epoch = 0; epoch < options.Epochs; epoch++)
        {
            var seed = unchecked((run.Seed * 31) + epoch);
            manual_seed(seed);
            var order = Enumerable.Range(0, run.Training.Count).ToArray();
            new Random(seed).Shuffle(order);
            var loss = Epoch(network, optimizer, regularizer, options, order, epoch);
            if (!double.IsFinite(loss))
                throw new InvalidOperationException($"{step}: the loss is {loss} in epoch {epoch + 1} of phase '{phase}'. Lower {nameof(TrainingOptions)}.{nameof(options.LearningRate)} ({options.LearningRate}), or scale the features.");
            var validation = run.Validation.Count > 0 ? Score(network) : (double?)null;
            run.Progress(new TrainingProgress(step, phase, epoch + 1, options.Epochs, loss, validation, run.Metric,
                regularizer?.Sparsity() ?? ImmutableDictionary<string, double>.Empty, clock.Elapsed));
            if (keepBest && validation is { } score && (best is null || IsBetter(score, best.Value.Score)))
                best = (score, network.ToNetwork());
        }
        return best?.Network ?? network.ToNetwork();
    }

    /// <returns>The mean loss.</returns>
    private double Epoch(TorchNetwork network, Optimizer optimizer, IRegularizer? regularizer, TrainingOptions options, int[] order, int epoch)
    {
        using var epochScope = NewDisposeScope();
        var batches = (order.Length + options.BatchSize - 1) / options.BatchSize;
        var total = zeros(1, device: network.Device);
        for (var batch = 0; batch < batches; batch++)
        {
            run.CancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var rows = order.AsSpan(batch * options.BatchSize, Math.Min(options.BatchSize, order.Length - batch * options.BatchSize));
            var loss = Loss(network.Forward(network.Batch(run.Training, rows)), rows);
            var gradients = (IReadOnlyList<Tensor>)autograd.grad([loss], [.. network.Parameters]);
            using var _ = no_grad();
            regularizer?.BeforeStep(gradients);
            var rate = options.LearningRate * options.Schedule.Factor((epoch + (double)batch / batches) / options.Epochs);
            optimizer.Step(gradients, rate);
            regularizer?.AfterStep(rate);
            total.add_(loss.detach());
        }
        return total.cpu().item<float>() / batches;
    }

    private Tensor Loss(Tensor outputs, ReadOnlySpan<int> rows)
    {
        if (run.Task == LearningTask.MulticlassClassification)
        {
            var classes = new long[rows.Length];
            for (var i = 0; i < rows.Length; i++)
                classes[i] = (long)run.Training.Label(rows[i]);
            return functional.cross_entropy(outputs, tensor(classes, [classes.Length], device: outputs.device));
        }
        var labels = new float[rows.Length];
        for (var i = 0; i < rows.Length; i++)
            labels[i] = run.Training.Label(rows[i]);
        var targets = tensor(labels, [labels.Length, 1], device: outputs.device);
        return run.Task == LearningTask.BinaryClassification ? functional.binary_cross_entropy_with_logits(outputs, targets) : functional.mse_loss(outputs, targets);
    }

    /// <summary>Accuracy or root mean squared error on the held-back rows.</summary>
    private double Score(TorchNetwork network)
    {
        using var _ = no_grad();
        double sum = 0;
        for (var start = 0; start < run.Validation.Count; start += ScoringBatch)
        {
            run.CancellationToken.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var rows = Enumerable.Range(start, Math.Min(ScoringBatch, run.Validation.Count - start)).ToArray();
            var outputs = network.Forward(network.Batch(run.Validation, rows)).cpu().data<float>().ToArray();
            var width = outputs.Length / rows.Length;
            for (var i = 0; i < rows.Length; i++)
                sum += run.Task.Score(outputs.AsSpan(i * width, width), run.Validation.Label(rows[i]));
        }
        return run.Task.Summary(sum, run.Validation.Count);
    }

    private bool IsBetter(double score, double than) => run.Task == LearningTask.Regression ? score < than : score > than;
}
