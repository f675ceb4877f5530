using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;

namespace MLNetCompact;

/// <summary>Fits a chain of steps with the options that a tuner of an AutoML experiment proposes.</summary>
/// <example><code>
/// var best = ml.Auto().CreateExperiment()
///     .AddCompaction(chain, data, new() { MaxLoss = 0.005 })
///     .SetCostFrugalTuner().SetMaxModelToExplore(40).Run();
/// </code></example>
public sealed class CompactionTrialRunner : ITrialRunner
{
    private readonly SweepSpace _space;
    private readonly RunSettings _settings;
    private readonly IDataView _data;
    private readonly CompactionObjective _objective;

    internal CompactionTrialRunner(SweepSpace space, RunSettings settings, IDataView data, CompactionObjective objective) => (_space, _settings, _data, _objective) = (space, settings, data, objective);

    /// <summary>Runs one trial. Its loss is <see cref="CompactionObjective"/>'s, its metric that on the rows which the chain holds back, its model a <see cref="NetworkTransformer"/>.</summary>
    /// <exception cref="ArgumentException">The options do not go with each other; the message names them.</exception>
    /// <exception cref="OperationCanceledException">The experiment ended, or the token of the chain's settings was cancelled.</exception>
    public Task<TrialResult> RunAsync(TrialSettings settings, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return Task.Run(() =>
        {
            using var cancel = CancellationTokenSource.CreateLinkedTokenSource(ct, _settings.CancellationToken);
            var clock = Stopwatch.StartNew();
            var model = _space.Chain(Sample(settings.Parameter[CompactionExperiment.Key]), _settings with { CancellationToken = cancel.Token }).Fit(_data);
            var (before, after) = (model.Report.Steps[0].Before, model.Report.Steps[^1].After);
            return new TrialResult
            {
                TrialSettings = settings, Model = model, Metric = after.Validation ?? double.NaN, Loss = _objective.Loss(before, after, model.Task), DurationInMilliseconds = clock.Elapsed.TotalMilliseconds,
            };
        }, ct);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>Values as the options take them: whole numbers come as numbers with a point.</summary>
    private JsonObject Sample(Parameter parameter) => new(_space.Dimensions.Select(d => KeyValuePair.Create(d.Name, d.Dimension switch
    {
        SweepRange { Whole: true } => JsonValue.Create((long)Math.Round(parameter[d.Name].AsType<double>())),
        SweepRange => JsonValue.Create(parameter[d.Name].AsType<double>()),
        SweepChoice choice => choice.Grid(0)[Math.Clamp(parameter[d.Name].AsType<int>(), 0, choice.Candidates.Count - 1)].DeepClone(),
        _ => null,
    })));
}

/// <summary>What an experiment minimizes: a cost, where the metric is good enough.</summary>
public sealed record CompactionObjective
{
    /// <summary>The cost; default <see cref="SweepObjective.StoredBytes"/>. Milliseconds are for sweeps, which measure in turns.</summary>
    public SweepObjective Cost { get; init; } = SweepObjective.StoredBytes;

    /// <summary>What the metric may be worse by than that of the network that the chain starts from: accuracy as a share, or RMSE; at least 0, default 0.005.</summary>
    public double MaxLoss { get; init; } = 0.005;

    internal void Validate()
    {
        OptionRange.Require(Cost is SweepObjective.StoredBytes or SweepObjective.MultiplyAdds, $"{nameof(CompactionObjective)}.{nameof(Cost)}", Cost, $"{SweepObjective.StoredBytes} or {SweepObjective.MultiplyAdds}");
        OptionRange.Require(MaxLoss >= 0 && double.IsFinite(MaxLoss), $"{nameof(CompactionObjective)}.{nameof(MaxLoss)}", MaxLoss, "at least 0");
    }

    /// <summary>The cost as a share of before; where the metric loses more than it may, above 1 by what it loses more.</summary>
    internal double Loss(NetworkState before, NetworkState after, LearningTask task)
    {
        var share = Cost == SweepObjective.StoredBytes ? (double)after.StoredBytes / before.StoredBytes : (double)after.Cost.MultiplyAdds / before.Cost.MultiplyAdds;
        if (before.Validation is not { } was || after.Validation is not { } now)
            return share;
        var more = (task == LearningTask.Regression ? now - was : was - now) - MaxLoss;
        return more > 0 ? Math.Max(1, share) + more : share;
    }
}
