using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.ML;

namespace MLNetCompact;

/// <summary>Fits a chain of steps over and over with other options, and keeps every trial: see <see cref="CompactionCatalog.Sweep"/>.</summary>
public sealed class CompactionSweep
{
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(0.5);

    private readonly MLContext _context;
    private readonly NetworkEstimator _chain;
    private readonly SweepOptions _options;
    private readonly SweepSpace _space;
    private readonly SweepShard _shard;
    private readonly RunSettings _settings;
    private readonly CancellationToken _cancel;

    internal CompactionSweep(MLContext context, NetworkEstimator chain, SweepOptions options)
    {
        options.Validate();
        (_context, _chain, _options, _cancel) = (context, chain, options, chain.Settings.CancellationToken);
        _space = new(chain, options.Space);
        _shard = (options.Shard ?? new(0, 1)).Checked();
        // Not one drawn from the context: every process that shares the folder has to draw the same.
        _settings = chain.Settings with { Seed = chain.Settings.Seed ?? options.Seed };
        // What no sample can be is told before any work.
        _space.Chain(Samples()[0], _settings);
    }

    /// <summary>Runs the trials that are not in the folder yet, and gives all that are.</summary>
    /// <param name="data">The rows; columns as the chain's first step reads them.</param>
    /// <param name="progress">Hears of every trial as it is done, on the thread that runs them.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, or of a type or size that does not fit; the message names it.</exception>
    /// <exception cref="InvalidOperationException">The folder holds another sweep, or every trial failed; the message says why.</exception>
    /// <exception cref="OperationCanceledException">The token of the chain's settings was cancelled; the trials that are done stay.</exception>
    /// <remarks>A trial whose options do not go with each other or with the network fails, and says why in <see cref="SweepTrial.Failure"/>; others go on.</remarks>
    public SweepResult Run(IDataView data, IProgress<SweepTrial>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        var samples = Samples();
        var (label, start, reader) = _space.Chain(samples[0], _settings).Checked(data);
        var (task, rows) = (label.Task, reader.Read(data, _cancel).Rows);
        var given = Convert.ToHexString(SHA256.HashData([.. RunContext.Hash(rows), .. start.ToOnnx()]));
        var setup = new SweepSetup($"{_options.Strategy} {_options.Seed} {_settings.Seed} {_settings.ValidationFraction} {given}\n{_space.Text}", task == LearningTask.Regression ? "RMSE" : "accuracy");
        var folder = SweepFolder.Make(_options.Folder, setup);
        int[] numbers = [.. Enumerable.Range(0, samples.Count).Where(i => i % _shard.Count == _shard.Index)];
        var rungs = _options.Strategy == SweepStrategy.SuccessiveHalving ? _options.Rungs : 1;
        for (var rung = 0; rung < rungs; rung++)
        {
            var share = Math.Pow(_options.HalvingFactor, rung + 1 - rungs);
            var trials = Complete(folder, data, numbers, samples, rung, share, progress);
            if (trials.Count > 0 && trials.All(t => t.Failure is not null))
                throw new InvalidOperationException($"Every trial failed; the first one: {trials[0].Failure}");
            var left = Math.Max(1, (int)Math.Ceiling(numbers.Length / _options.HalvingFactor));
            numbers = [.. SweepResult.Ranked(trials, task != LearningTask.Regression).Take(left).Select(t => t.Number).Order()];
        }
        return new(folder.Trials(), setup.Metric, [folder.Path]);
    }

    private IReadOnlyList<JsonObject> Samples() => _options.Strategy == SweepStrategy.Grid ? _space.Grid(_options.GridSteps, _options.Trials)
        : [.. Enumerable.Range(0, _options.Trials).Select(i => _space.Sample(_options.Seed, i))];

    /// <summary>Runs trials, or waits for those that other processes run; should one of these end, its trial is run here.</summary>
    private List<SweepTrial> Complete(SweepFolder folder, IDataView data, int[] numbers, IReadOnlyList<JsonObject> samples, int rung, double rows, IProgress<SweepTrial>? progress)
    {
        var first = SweepShard.Start(numbers.Length);
        List<int> left = [.. numbers[first..], .. numbers[..first]];
        var done = new SortedDictionary<int, SweepTrial>();
        while (left.Count > 0)
        {
            var open = left.Count;
            left.RemoveAll(number =>
            {
                _cancel.ThrowIfCancellationRequested();
                if ((folder.Find(number, rung) ?? Claimed(number)) is not { } trial)
                    return false;
                done[number] = trial;
                return true;
            });
            if (left.Count == open && _cancel.WaitHandle.WaitOne(s_pause))
                _cancel.ThrowIfCancellationRequested();
        }
        return [.. done.Values];

        SweepTrial? Claimed(int number)
        {
            using var claim = folder.Claim(number, rung);
            if (claim is null)
                return null;
            if (folder.Find(number, rung) is { } there)
                return there;
            var trial = Trial(folder, data, number, samples[number], rung, rows);
            progress?.Report(trial);
            return trial;
        }
    }

    private SweepTrial Trial(SweepFolder folder, IDataView data, int number, JsonObject sample, int rung, double rows)
    {
        var clock = Stopwatch.StartNew();
        var trial = new SweepTrial { Number = number, Options = sample, Rows = rows };
        try
        {
            using var model = _space.Chain(sample, _settings).Fit(rows < 1 ? _context.Data.TrainTestSplit(data, rows, seed: _options.Seed).TestSet : data);
            var (before, after) = (model.Report.Steps[0].Before, model.Report.Steps[^1].After);
            var network = Head.Deployed(model.Network, model.Task);
            trial = trial with { Metric = after.Validation, StartMetric = before.Validation, MultiplyAdds = after.Cost.MultiplyAdds, Parameters = after.Cost.Parameters };
            if (_options.MeasureSpeed && network.Inputs.All(TimedSession.CanFeed))
            {
                var seconds = new OnnxTimer(1, _cancel).Time([Head.Deployed(Head.Logits(_chain.Start, model.Task), model.Task), network], 1);
                trial = trial with { Milliseconds = 1000 * seconds[1], TimesAsFast = seconds[0] / seconds[1] };
            }
            return folder.Save(trial with { Seconds = clock.Elapsed.TotalSeconds }, rung, network);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or InvalidDataException or NotSupportedException)
        {
            return folder.Save(trial with { Seconds = clock.Elapsed.TotalSeconds, Failure = e.Message }, rung, null);
        }
    }
}
