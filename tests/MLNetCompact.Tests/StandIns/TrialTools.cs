using System.Globalization;
using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;
using Microsoft.ML.SearchSpace.Option;
using Space = Microsoft.ML.SearchSpace.SearchSpace;

namespace MLNetCompact.Tests.StandIns;

/// <summary>A trial as a function of its settings.</summary>
internal sealed class FunctionRunner(Func<TrialSettings, CancellationToken, Task<double>> loss) : ITrialRunner
{
    public FunctionRunner(Func<TrialSettings, double> loss) : this((settings, _) => Task.FromResult(loss(settings))) { }

    public int Disposed { get; private set; }

    public async Task<TrialResult> RunAsync(TrialSettings settings, CancellationToken ct)
    {
        var reached = await loss(settings, ct);
        return new TrialResult { TrialSettings = settings, Loss = reached, Metric = -reached, DurationInMilliseconds = 1 };
    }

    public void Dispose() => Disposed++;
}

/// <summary>Writes down what it hears: R3 runs, C3 completed, B3 best, F3 failed.</summary>
internal sealed class WritingMonitor : IMonitor
{
    public List<string> Heard { get; } = [];

    public List<Exception?> Exceptions { get; } = [];

    public string All => string.Join(' ', Heard);

    public void ReportRunningTrial(TrialSettings settings) => Write('R', settings);

    public void ReportCompletedTrial(TrialResult result) => Write('C', result.TrialSettings);

    public void ReportBestTrial(TrialResult result) => Write('B', result.TrialSettings);

    public void ReportFailTrial(TrialSettings settings, Exception? exception = null)
    {
        Write('F', settings);
        Exceptions.Add(exception);
    }

    private void Write(char what, TrialSettings settings) => Heard.Add(what + settings.TrialId.ToString(CultureInfo.InvariantCulture));
}

/// <summary>Proposes 0, 1, 2...</summary>
internal sealed class CountingTuner : ITuner
{
    public List<(int Trial, double Loss)> Updates { get; } = [];

    public Parameter Propose(TrialSettings settings) =>
        Parameter.CreateNestedParameter(new KeyValuePair<string, Parameter>("n", Parameter.FromInt(settings.TrialId)));

    public void Update(TrialResult result) => Updates.Add((result.TrialSettings.TrialId, result.Loss));
}

internal static class Spaces
{
    public static Space Square() => new() { ["x"] = new UniformDoubleOption(-1, 1), ["y"] = new UniformDoubleOption(-1, 1) };
}
