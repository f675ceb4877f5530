using Microsoft.ML;

namespace MLNetCompact;

/// <summary>The door: <c>ml.Compaction()</c>, and the steps that follow one another.</summary>
public static class CompactionExtensions
{
    /// <summary>Everything that trains and compacts neural networks.</summary>
    /// <param name="context">The context of the pipeline; its <see cref="MLContext.GpuDeviceId"/> decides what trains.</param>
    /// <param name="settings">Progress, cancellation and the like; defaults if left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range; the message names it.</exception>
    public static CompactionCatalog Compaction(this MLContext context, RunSettings? settings = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        settings ??= new();
        settings.Validate();
        return new CompactionCatalog(context, settings);
    }

    /// <summary>Trains what the step before makes with group lasso, removes what became 0, and retrains the rest (Wen et al. 2016).</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    public static StructuredSparsityTrainer StructuredSparsity(this NetworkEstimator previous, StructuredSparsityOptions? options = null) =>
        new(previous, options ?? new());

    /// <summary>Trains what the step before makes, structure and all, as it is.</summary>
    /// <param name="previous">The step before.</param>
    /// <param name="options">How to train; a tenth of the usual step size if left out.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    public static NeuralNetworkTrainer Retrain(this NetworkEstimator previous, TrainingOptions? options = null) =>
        new(previous, options ?? new() { LearningRate = 0.001 }, "Retrain");
}
