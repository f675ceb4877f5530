using System.Text;
using System.Text.Json;

namespace MLNetCompact;

/// <summary>The trials of a sweep, and which of them are worth a look.</summary>
public sealed class SweepResult
{
    private readonly bool _higherIsBetter;

    internal SweepResult(IEnumerable<SweepTrial> trials, string metric, IReadOnlyList<string> folders)
    {
        Trials = [.. trials.OrderBy(t => t.Number).ThenBy(t => t.Rows)];
        (Metric, Folders, _higherIsBetter) = (metric, folders, metric != "RMSE");
    }

    /// <summary>All trials, by number; those that failed among them.</summary>
    public IReadOnlyList<SweepTrial> Trials { get; }

    /// <summary>What <see cref="SweepTrial.Metric"/> is: accuracy or RMSE.</summary>
    public string Metric { get; }

    /// <summary>Where the files lie.</summary>
    public IReadOnlyList<string> Folders { get; }

    /// <summary>The trials that saw all rows and did not fail.</summary>
    public IEnumerable<SweepTrial> Complete => Trials.Where(t => t.Failure is null && t.Rows >= 1);

    /// <summary>The trials that no other beats in all objectives at once (the Pareto front), by the first objective; without any given, metric and stored bytes.</summary>
    public IReadOnlyList<SweepTrial> Front(params IReadOnlyList<SweepObjective> objectives)
    {
        SweepObjective[] by = objectives is { Count: > 0 } ? [.. objectives] : [SweepObjective.Metric, SweepObjective.StoredBytes];
        var trials = Complete.Where(t => by.All(o => !double.IsNaN(t.Of(o, _higherIsBetter)))).ToArray();
        return [.. trials.Where(t => !trials.Any(other => Beats(other, t, by))).OrderBy(t => t.Of(by[0], _higherIsBetter)).ThenBy(t => t.Number)];
    }

    /// <summary>The best by an objective among the trials that lose little: "the smallest within half a point" is <c>Best(SweepObjective.StoredBytes, 0.005)</c>. Null where there is none.</summary>
    /// <param name="by">The objective.</param>
    /// <param name="maxLoss">What the metric may be worse by than that of the best trial, or of the network that the chain starts from if that is better: accuracy as a share (0.005 is half a point), or RMSE.</param>
    public SweepTrial? Best(SweepObjective by, double maxLoss = double.PositiveInfinity)
    {
        var trials = Complete.Where(t => !double.IsNaN(t.Of(by, _higherIsBetter))).ToArray();
        if (!double.IsPositiveInfinity(maxLoss))
        {
            var measured = trials.Where(t => t.Metric is not null).ToArray();
            var best = measured.SelectMany(t => new[] { t.Metric!.Value, t.StartMetric ?? t.Metric.Value }).Select(m => _higherIsBetter ? -m : m).DefaultIfEmpty(double.NaN).Min();
            trials = [.. measured.Where(t => t.Of(SweepObjective.Metric, _higherIsBetter) <= best + maxLoss + 1e-12)];
        }
        return trials.MinBy(t => (t.Of(by, _higherIsBetter), t.Number));
    }

    /// <summary>The network of a trial.</summary>
    /// <exception cref="InvalidOperationException">The trial failed, or is not one of these.</exception>
    /// <exception cref="FileNotFoundException">Its file is gone.</exception>
    public Network Network(SweepTrial trial)
    {
        ArgumentNullException.ThrowIfNull(trial);
        var file = trial.File ?? throw new InvalidOperationException($"Trial {trial.Number} left no network: {trial.Failure}");
        return MLNetCompact.Network.Load(Folders.Select(f => Path.Combine(f, Path.GetFileName(file))).FirstOrDefault(File.Exists) ?? throw new FileNotFoundException($"The file of trial {trial.Number} is gone: {file}", file));
    }

    /// <summary>Trials and front as JSON; an existing file is replaced only once the new one is complete.</summary>
    public void Save(string path) => AtomicFile.Write(path, Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new { Metric, Front = Front().Select(t => t.Number), Trials }, Report.Json)));

    /// <summary>Metric and stored bytes of all trials as a drawing: the front a line, every trial a dot.</summary>
    public string ToSvg() => SweepPage.Chart(this, [.. Complete], SweepObjective.StoredBytes).ToSvg();

    /// <summary>Writes trials and front as one page with pictures that needs nothing else; an existing file is replaced only once the new one is complete.</summary>
    /// <param name="path">The file, usually .html.</param>
    public void SaveHtml(string path) => SweepPage.Of(this).Save(path);

    /// <summary>The trials of several folders together, one front of all: what shards of a sweep left.</summary>
    /// <param name="folders">The folders.</param>
    /// <exception cref="InvalidDataException">A folder holds no sweep, another one than the first, or a damaged file; the message names it.</exception>
    public static SweepResult Merge(params IReadOnlyList<string> folders)
    {
        ArgumentNullException.ThrowIfNull(folders);
        var opened = folders.Select(SweepFolder.Open).ToArray();
        if (opened.Length == 0)
            throw new ArgumentException("No folder was given; expected at least one.", nameof(folders));
        if (opened.FirstOrDefault(f => f.Setup != opened[0].Setup) is { } other)
            throw new InvalidDataException($"'{other.Path}' holds another sweep than '{opened[0].Path}'.");
        return new(opened.SelectMany(f => f.Trials()).DistinctBy(t => (t.Number, t.Rows)), opened[0].Setup.Metric, [.. opened.Select(f => f.Path)]);
    }

    /// <summary>Trials in layers: the front, the front of the rest, and so on.</summary>
    internal static IEnumerable<SweepTrial> Ranked(IEnumerable<SweepTrial> trials, bool higherIsBetter)
    {
        SweepObjective[] by = [SweepObjective.Metric, SweepObjective.StoredBytes];
        var left = trials.Where(t => t.Failure is null).ToList();
        while (left.Count > 0)
        {
            var front = left.Where(t => !left.Any(other => Beats(other, t, by, higherIsBetter))).OrderBy(t => t.Of(SweepObjective.Metric, higherIsBetter)).ThenBy(t => t.Number).ToArray();
            foreach (var trial in front)
                yield return trial;
            left.RemoveAll(front.Contains);
        }
    }

    private bool Beats(SweepTrial trial, SweepTrial other, SweepObjective[] by) => Beats(trial, other, by, _higherIsBetter);

    private static bool Beats(SweepTrial trial, SweepTrial other, SweepObjective[] by, bool higherIsBetter)
    {
        var gains = by.Select(o => other.Of(o, higherIsBetter) - trial.Of(o, higherIsBetter)).ToArray();
        return gains.All(g => g >= 0) && gains.Any(g => g > 0);
    }
}
