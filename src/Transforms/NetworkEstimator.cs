using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace MLNetCompact;

/// <summary>
/// The base of everything that trains or compacts a network in a pipeline. It never changes: each step wraps the one before it,
/// and <see cref="Fit"/> may be called any number of times.
/// </summary>
public abstract class NetworkEstimator : IEstimator<NetworkTransformer>
{
    private readonly NetworkEstimator? _previous;
    private readonly int _seed;

    /// <summary>A step after <paramref name="previous"/>.</summary>
    protected NetworkEstimator(NetworkEstimator previous)
    {
        ArgumentNullException.ThrowIfNull(previous);
        (_previous, Context, Columns, Settings, _seed) = (previous, previous.Context, previous.Columns, previous.Settings, previous._seed);
    }

    /// <summary>The start of a chain of steps.</summary>
    private protected NetworkEstimator(MLContext context, NetworkColumns columns, RunSettings settings)
    {
        settings.Validate();
        columns.Validate();
        (Context, Columns, Settings) = (context, columns, settings);
        // Drawn once, so that fitting again gives the same network.
        _seed = settings.Seed ?? ((IHostEnvironment)context).Register(nameof(MLNetCompact)).Rand.Next();
    }

    /// <summary>The context that the estimator was made with.</summary>
    protected internal MLContext Context { get; }

    internal NetworkColumns Columns { get; }

    internal RunSettings Settings { get; }

    /// <summary>The network that the chain of steps starts from.</summary>
    internal virtual Network Start => _previous!.Start;

    /// <summary>The steps of the chain, the first of which is the given network.</summary>
    internal IReadOnlyList<NetworkEstimator> Steps => _previous is null ? [this] : [.. _previous.Steps, this];

    internal string Name => StepName;

    internal object? Options => StepOptions;

    /// <summary>The seed of every fit.</summary>
    internal int Seed => _seed;

    /// <summary>Whether the step learns from labels; where none of a chain does, the data may have none.</summary>
    protected virtual bool NeedsLabel => true;

    /// <summary>Whether the step needs rows at all.</summary>
    protected virtual bool NeedsRows => true;

    private bool AnyNeedsRows => NeedsRows || _previous?.AnyNeedsRows == true;

    private bool AnyNeedsLabel => NeedsLabel || _previous?.AnyNeedsLabel == true;

    /// <summary>The name of the step in reports and messages.</summary>
    protected abstract string StepName { get; }

    /// <summary>The options of the step as they stand in the report, or null if it has none.</summary>
    protected virtual object? StepOptions => null;

    /// <summary>Trains and compacts on <paramref name="input"/>, which is read once.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, or of a type or size that does not fit; the message names it.</exception>
    /// <exception cref="InvalidDataException">The rows cannot be learned from; the message says why.</exception>
    /// <exception cref="OperationCanceledException">The run's token was cancelled.</exception>
    public NetworkTransformer Fit(IDataView input)
    {
        var (label, start, reader) = Checked(input);
        using var channel = ((IHostEnvironment)Context).Register(nameof(MLNetCompact)).Start(StepName);
        var (rows, unlabelled) = reader.Read(input, Settings.CancellationToken);
        if (rows.Count == 0 && AnyNeedsRows)
            throw new InvalidDataException(label.Task == LearningTask.None ? "The data has no rows." : $"The data has no row with a value in label column '{label.Name}'.");
        if (label.Task is LearningTask.MulticlassClassification or LearningTask.BinaryClassification && AnyNeedsLabel && Enumerable.Range(1, rows.Count - 1).All(i => rows.Label(i) == rows.Label(0)))
            throw new InvalidDataException($"Label column '{label.Name}' has one class only in {rows.Count} row(s); expected at least two.");
        if (unlabelled > 0)
            channel.Warning(MessageSensitivity.None, "{0} row(s) without a value in label column '{1}' were left out.", unlabelled, label.Name);
        if (UnscaledFeatures(rows) is { } largest)
            channel.Warning(MessageSensitivity.None, "Feature column '{0}' holds values up to {1}. Networks learn best from values around 0 to 1: add NormalizeMinMax or NormalizeMeanVariance before.", Columns.Features, largest);
        var run = new RunContext(Context, channel, Settings, label, rows, _seed);
        var network = RunSteps(start, run);
        run.DeleteCheckpoints();
        return new NetworkTransformer(network, label, Columns, run.Report());
    }

    /// <summary>All that a fit checks before it reads rows: the label, the network that it starts from, and what reads the rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing, or of a type or size that does not fit; the message names it.</exception>
    internal (LabelColumn Label, Network Start, RowReader Reader) Checked(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        CheckSteps();
        ScoringColumns.Refuse(input.Schema);
        var label = LabelColumn.Of(input.Schema, Columns.Label, AnyNeedsLabel);
        var start = Head.Logits(Start, label.Task);
        var reader = new RowReader(input.Schema, Columns, label, NetworkShape.Check(start, label));
        reader.CheckColumns();
        return (label, start, reader);
    }

    /// <summary>The same step with other options behind another one, for a sweep.</summary>
    /// <param name="options">Options of the type of <see cref="StepOptions"/>.</param>
    /// <param name="previous">What it is to follow.</param>
    /// <exception cref="NotSupportedException">The step cannot be made anew.</exception>
    protected internal virtual NetworkEstimator With(object options, NetworkEstimator previous) =>
        throw new NotSupportedException($"{StepName} cannot be swept: {GetType().Name} does not override {nameof(With)}.");

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => SchemaPromise.Of(Context, inputSchema, Columns, Start, AnyNeedsLabel);

    /// <summary>Throws if the step cannot run on this machine; called before any row is read.</summary>
    protected virtual void Check()
    {
    }

    /// <summary>What the step makes of the network.</summary>
    /// <param name="network">The network as the step before it left it; its output is the numbers before softmax or sigmoid.</param>
    /// <param name="run">The rows and everything else the step needs.</param>
    /// <returns>The new network, of the same inputs and outputs.</returns>
    protected abstract Network Run(Network network, RunContext run);

    /// <summary>The largest magnitude among the features if it is one that training suffers from, else null.</summary>
    private static float? UnscaledFeatures(Rows rows)
    {
        const float Usual = 20;
        float largest = 0;
        for (var i = 0; i < rows.Count; i++)
        {
            foreach (var value in rows.Features(i))
                largest = Math.Max(largest, Math.Abs(value));
        }
        return largest > Usual ? largest : null;
    }

    private void CheckSteps()
    {
        _previous?.CheckSteps();
        Check();
    }

    internal virtual Network RunSteps(Network start, RunContext run)
    {
        var before = _previous!.RunSteps(start, run);
        return run.Measured(StepName, StepOptions, before, () => Run(before, run));
    }
}
