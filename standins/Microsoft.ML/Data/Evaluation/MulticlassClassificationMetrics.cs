namespace Microsoft.ML.Data;

public sealed class MulticlassClassificationMetrics
{
    internal MulticlassClassificationMetrics() { }

    /// <summary>The cross-entropy in nats.</summary>
    public double LogLoss { get; internal init; }

    /// <summary>The part of the priors' entropy that the predictions take away.</summary>
    public double LogLossReduction { get; internal init; }

    /// <summary>The mean of the classes' recalls.</summary>
    public double MacroAccuracy { get; internal init; }

    public double MicroAccuracy { get; internal init; }

    public double TopKAccuracy { get; internal init; }

    public int TopKPredictionCount { get; internal init; }

    public IReadOnlyList<double> TopKAccuracyForAllK { get; internal init; } = [];

    public IReadOnlyList<double> PerClassLogLoss { get; internal init; } = [];

    public ConfusionMatrix ConfusionMatrix { get; internal init; } = null!;
}
