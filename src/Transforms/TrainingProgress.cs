using System.Globalization;

namespace MLNetCompact;

/// <summary>How far a training is, after an epoch.</summary>
/// <param name="Step">The step of the pipeline that trains.</param>
/// <param name="Phase">What it does at present, such as "train" or "retrain".</param>
/// <param name="Epoch">The epoch that ended, from 1.</param>
/// <param name="Epochs">How many epochs the phase has.</param>
/// <param name="Loss">Mean loss of the epoch's mini-batches, penalties not included.</param>
/// <param name="Validation">The metric on the held-back rows, or null without any.</param>
/// <param name="Metric">The name of that metric: "accuracy" or "RMSE".</param>
/// <param name="Sparsity">The share of weights that are 0, by kind of group; empty where nothing is made sparse.</param>
/// <param name="Lambdas">The weights of the penalties that make it sparse, by kind of group; empty where there are none.</param>
/// <param name="Elapsed">Time since the phase began.</param>
public sealed record TrainingProgress(string Step, string Phase, int Epoch, int Epochs, double Loss, double? Validation, string Metric,
    IReadOnlyDictionary<string, double> Sparsity, IReadOnlyDictionary<string, double> Lambdas, TimeSpan Elapsed)
{
    /// <summary>One line.</summary>
    public override string ToString()
    {
        var sparsity = string.Concat(Sparsity.Select(s => string.Create(CultureInfo.InvariantCulture, $", {s.Key} zero {s.Value:P0}{(Lambdas.TryGetValue(s.Key, out var lambda) ? $" (lambda {lambda:0.####})" : "")}")));
        var validation = Validation is { } value ? string.Create(CultureInfo.InvariantCulture, $", validation {Metric} {value:0.0000}") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{Step} {Phase} epoch {Epoch}/{Epochs}: loss {Loss:0.0000}{validation}{sparsity}, {Elapsed.TotalSeconds:0.0} s");
    }
}
