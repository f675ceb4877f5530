using System.Runtime.CompilerServices;
using Microsoft.ML.SearchSpace;

namespace MLNetCompact;

/// <summary>Which connections are pruned, and how what is left is retrained.</summary>
/// <remarks>
/// Han et al. 2015: a connection goes where |w| is below q * std of its layer's weights. Give the quality q, with <see cref="Qualities"/> for layers of their own,
/// or how much may stay: <see cref="Kept"/> or <see cref="Target"/>. With neither a third of the weights stays. A row of a layer that has weights keeps one at least.
/// Biases are not pruned.
/// </remarks>
public sealed record PruneRetrainOptions
{
    /// <summary>The quality q for all layers: weights below q standard deviations go; above 0, default null.</summary>
    public double? Quality { get; init; }

    /// <summary>The quality of single layers by name, at least 0; 0 leaves a layer alone, as does leaving it out without <see cref="Quality"/>. Default null.</summary>
    public IReadOnlyDictionary<string, double>? Qualities { get; init; }

    /// <summary>The share of all weights (without biases) that stays; above 0, at most 1. Default null.</summary>
    [Range(0.02, 0.5, 0.1, true)]
    public double? Kept { get; init; }

    /// <summary>What the network may cost, as a share of before: parameters or stored bytes. Default null.</summary>
    public CostTarget? Target { get; init; }

    /// <summary>How a target is spread over the layers; default <see cref="PruneBudget.Sensitivity"/>.</summary>
    public PruneBudget Budget { get; init; } = PruneBudget.Sensitivity;

    /// <summary>
    /// Where the curves of <see cref="PruneBudget.Sensitivity"/> are kept as .csv, .svg and .json, and read from where they were measured before on the same network
    /// and rows. Default null: measured each time.
    /// </summary>
    public string? SensitivityFolder { get; init; }

    /// <summary>What tells how much a weight matters; default <see cref="PruneCriterion.Magnitude"/>.</summary>
    public PruneCriterion Criterion { get; init; } = PruneCriterion.Magnitude;

    /// <summary>How pruning and retraining take turns; default <see cref="PruneSchedule.Iterative"/>.</summary>
    public PruneSchedule Schedule { get; init; } = PruneSchedule.Iterative;

    /// <summary>How often it prunes and retrains, 1 to 100; default 3. A gradual schedule has one round.</summary>
    public int Rounds { get; init; } = 3;

    /// <summary>
    /// Lets pruned weights come back while it retrains; default null (what is gone is gone). Neurons that die may come back too, so that nothing takes the places of
    /// their weights: where they do not, fewer weights are left than were asked for.
    /// </summary>
    public SplicingOptions? Splicing { get; init; }

    /// <summary>Whether convolutions and dense layers are pruned and retrained in turns, the others frozen, as in the paper; where a network has both. Default false.</summary>
    public bool Alternate { get; init; }

    /// <summary>Whether neurons and channels that no weight makes or reads any more are removed, their constants carried on; default true.</summary>
    public bool RemoveDeadNeurons { get; init; } = true;

    /// <summary>Makes the weights of a layer share few values at the end, which are then trained; default null.</summary>
    public SharedValues? SharedValues { get; init; }

    /// <summary>Whether the weights are kept sparsely where that is smaller; default true.</summary>
    public bool SparseStorage { get; init; } = true;

    /// <summary>Whether dropout in retraining falls with the square root of the share of a layer's connections that is left, as in the paper; default true.</summary>
    public bool ScaleDropout { get; init; } = true;

    /// <summary>The retraining of every round. Default: 4 epochs at a tenth of the usual step size, 0.001.</summary>
    public TrainingOptions Retraining { get; init; } = new() { Epochs = 4, LearningRate = 0.001 };

    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range; the message names it.</exception>
    internal void Validate()
    {
        Require(Quality is null or (> 0 and < 1e6), Quality, "above 0");
        foreach (var (layer, quality) in Qualities ?? new Dictionary<string, double>())
            Require(quality >= 0 && double.IsFinite(quality), quality, "at least 0", $"{nameof(Qualities)}[{layer}]");
        Require(Kept is null or (> 0 and <= 1), Kept, "above 0, at most 1");
        foreach (var (name, share) in Target?.Given() ?? [])
            Require(share is > 0 and <= 1, share, "above 0, at most 1", $"{nameof(Target)}.{name}");
        Require(Target is null || (Target.MultiplyAdds is null && Target.Given().Any()), Target, "parameters or stored bytes: pruned weights save no multiply-adds");
        Require(new object?[] { Quality ?? (object?)Qualities, Kept, Target }.Count(o => o is not null) <= 1, Kept, $"one of {nameof(Quality)} and {nameof(Qualities)}, {nameof(Kept)}, {nameof(Target)}");
        Require(Rounds is >= 1 and <= 100, Rounds, "1 to 100");
        Require(SharedValues is null or { ConvolutionBits: >= 1 and <= 8, DenseBits: >= 1 and <= 8 }, SharedValues, "1 to 8 bits each");
        SharedValues?.Training?.Validate($"{nameof(PruneRetrainOptions)}.{nameof(SharedValues)}.{nameof(SharedValues.Training)}");
        Require(Splicing is null || Criterion == PruneCriterion.Magnitude, Criterion, $"{nameof(PruneCriterion.Magnitude)} with {nameof(Splicing)}, which compares sizes");
        Require(Splicing is null || Retraining.Epochs > 0, Splicing, $"null where {nameof(Retraining)} has no epochs");
        Require(Schedule != PruneSchedule.Gradual || Retraining.Epochs > 0, Schedule, $"{nameof(PruneSchedule.Iterative)} where {nameof(Retraining)} has no epochs");
        Require(Splicing?.C is null || (Quality is null && Qualities is null && Kept is null && Target is null), Splicing?.C, "null where a quality or target is given", "Splicing.C");
        if (Splicing is { } splicing)
        {
            Require(splicing.C is null || double.IsFinite(splicing.C.Value), splicing.C, "a number", $"{nameof(Splicing)}.{nameof(splicing.C)}");
            Require(splicing.Gamma > 0 && double.IsFinite(splicing.Gamma), splicing.Gamma, "above 0", $"{nameof(Splicing)}.{nameof(splicing.Gamma)}");
            Require(splicing.Power >= 0 && double.IsFinite(splicing.Power), splicing.Power, "at least 0", $"{nameof(Splicing)}.{nameof(splicing.Power)}");
            Require(splicing.Lower is > 0 and <= 1, splicing.Lower, "above 0, at most 1", $"{nameof(Splicing)}.{nameof(splicing.Lower)}");
            Require(splicing.Upper >= 1 && double.IsFinite(splicing.Upper), splicing.Upper, "at least 1", $"{nameof(Splicing)}.{nameof(splicing.Upper)}");
        }
        Retraining.Validate($"{nameof(PruneRetrainOptions)}.{nameof(Retraining)}");

        static void Require(bool valid, object? value, string range, [CallerArgumentExpression(nameof(value))] string name = "") =>
            OptionRange.Require(valid, $"{nameof(PruneRetrainOptions)}.{name}", value, range);
    }
}
