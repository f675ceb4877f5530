using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MLNetCompact;

/// <summary>One run of <see cref="NetworkEstimator.Fit"/>: the rows, and everything else a step needs.</summary>
public sealed class RunContext
{
    private readonly IChannel _channel;
    private readonly RunSettings _settings;
    private readonly LabelColumn _label;
    private readonly int _seed;
    private readonly List<StepReport> _steps = [];
    private readonly List<string> _checkpoints = [];
    private List<string> _notes = [];
    private List<TrainingProgress> _epochs = [];
    private List<ReportFigure> _figures = [];
    private object? _options;
    private byte[]? _rowsHash;
    private (Network Network, NetworkState State)? _measured;

    internal RunContext(MLContext context, IChannel channel, RunSettings settings, LabelColumn label, Rows rows, int seed)
    {
        (Context, _channel, _settings, _label, _seed) = (context, channel, settings, label, seed);
        (Training, Validation) = rows.Split(settings.ValidationFraction, seed, byClass: label.Task is LearningTask.MulticlassClassification or LearningTask.BinaryClassification);
    }

    /// <summary>The context of the pipeline.</summary>
    public MLContext Context { get; }

    /// <summary>The rows to learn from.</summary>
    public Rows Training { get; }

    /// <summary>The rows held back to choose by; empty if <see cref="RunSettings.ValidationFraction"/> is 0.</summary>
    public Rows Validation { get; }

    /// <summary>What is learned.</summary>
    public LearningTask Task => _label.Task;

    /// <summary>How many classes the label has; 1 for a number.</summary>
    public int Classes => _label.Classes;

    /// <summary>The name of the metric on the held-back rows.</summary>
    public string Metric => Task == LearningTask.Regression ? "RMSE" : "accuracy";

    /// <summary>To be looked at often in long work.</summary>
    public CancellationToken CancellationToken => _settings.CancellationToken;

    /// <summary>How many threads a training on the CPU computes with.</summary>
    public int Threads => _settings.Threads ?? Environment.ProcessorCount;

    /// <summary>A seed for the present step: the same for the same run settings and place in the chain.</summary>
    public int Seed => unchecked((_seed * 397) ^ _steps.Count);

    /// <summary>
    /// Where a piece of long work keeps its checkpoint, or null if the run keeps none. The name depends on all that the work's result depends on:
    /// rows, seed, step, options and <paramref name="network"/>.
    /// </summary>
    internal string? CheckpointPath(string work, Network network)
    {
        if (_settings.CheckpointFolder is not { } folder)
            return null;
        var path = Path.Combine(Path.GetFullPath(folder), $"{_steps.Count + 1}-{work}-{Fingerprint($"{work}\n{JsonSerializer.Serialize(_options)}", network)}.checkpoint");
        _checkpoints.Add(path);
        return path;
    }

    /// <summary>Names what depends on the rows, the seed, the text <paramref name="work"/> and a network, and on nothing else.</summary>
    internal string Fingerprint(string work, Network network)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(_rowsHash ??= Hash(Training, Validation));
        hash.AppendData(Encoding.UTF8.GetBytes($"{Seed}\n{Task}\n{work}\n"));
        hash.AppendData(network.ToOnnx());
        return Convert.ToHexString(hash.GetHashAndReset())[..16];
    }

    /// <summary>Deletes the checkpoints of a fit that is done.</summary>
    internal void DeleteCheckpoints()
    {
        foreach (var path in _checkpoints)
            File.Delete(path);
    }

    /// <summary>Tells the log and whoever listens how far the work is.</summary>
    public void Progress(TrainingProgress progress)
    {
        _channel.Info(MessageSensitivity.None, "{0}", progress);
        _settings.Progress?.Report(progress);
    }

    /// <summary>Keeps the epochs of a training for the report of the present step.</summary>
    internal void Trained(IEnumerable<TrainingProgress> epochs) => _epochs.AddRange(epochs);

    /// <summary>Writes something into the report of the present step that its reader has to know, such as what was refused and why.</summary>
    public void Note(string text) => _notes.Add(text);

    /// <summary>Keeps curves for the report of the present step.</summary>
    internal void Measured(ReportFigure figure) => _figures.Add(figure);

    /// <summary>Tells the log what the report must not hold because it differs from run to run, such as clock times.</summary>
    internal void Log(string text) => _channel.Info(MessageSensitivity.None, "{0}", text);

    /// <summary>Warns the user, in the log and the report.</summary>
    public void Warn(string text)
    {
        _channel.Warning(MessageSensitivity.None, "{0}", text);
        Note(text);
    }

    /// <summary>The metric of a network on the held-back rows as ONNX Runtime computes it, or null without rows or labels.</summary>
    public double? Measure(Network network) => Validation.Count == 0 || Task == LearningTask.None ? null : OnnxScorer.Measure(network, Task, Validation, CancellationToken);

    internal Network Measured(string step, object? options, Network before, Func<Network> run)
    {
        CancellationToken.ThrowIfCancellationRequested();
        (_notes, _epochs, _figures, _options) = ([], [], [], options);
        var clock = Stopwatch.StartNew();
        var stateBefore = State(before);
        var after = run();
        _steps.Add(new StepReport(step, options, _notes, _epochs, stateBefore, State(after), clock.Elapsed.TotalSeconds, _figures.Count == 0 ? null : _figures));
        return after;
    }

    internal Report Report() => new(Task, Metric, _seed, Threads, _label.Values?.Texts, _steps);

    private NetworkState State(Network network)
    {
        // The state after one step is the state before the next.
        if (_measured is not { } known || !ReferenceEquals(known.Network, network))
            _measured = known = (network, new(NetworkCost.Of(network), Head.Deployed(network, Task).ToOnnx().LongLength, Measure(network), NonZero(network)));
        return known.State;
    }

    private static long NonZero(Network network) => network.Nodes.Where(n => LinearView.Of(n, network) is not null).Select(n => n.Inputs[1]).Distinct()
        .Sum(name => network.Weights[name].Count - network.Weights[name].Floats().Count(0f));

    /// <summary>Names features, labels and weights of rows.</summary>
    internal static byte[] Hash(params Rows[] parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var rows in parts)
        {
            for (var i = 0; i < rows.Count; i++)
            {
                hash.AppendData(MemoryMarshal.AsBytes(rows.Features(i)));
                hash.AppendData(MemoryMarshal.AsBytes<float>([rows.Label(i), rows.Weight(i)]));
            }
        }
        return hash.GetHashAndReset();
    }
}
