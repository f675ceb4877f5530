using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.ML.Runtime;
using Microsoft.ML.SearchSpace;

namespace Microsoft.ML.AutoML;

public partial class AutoMLExperiment
{
    private TrialResult? _best;

    /// <summary>Its exceptions come wrapped in an <see cref="AggregateException"/>.</summary>
    public TrialResult Run() => RunAsync().Result;

    /// <summary>
    /// The best trial, of earlier runs too. A trial that throws before any was completed ends the run with its exception;
    /// later ones are passed over and not counted. One that is cancelled, though the run is not, counts as one of no worth.
    /// Once there is a completed trial, the end of the run cancels the running one; before, that one is waited for.
    /// </summary>
    public async Task<TrialResult> RunAsync(CancellationToken ct = default)
    {
        _settings.CancellationToken = ct;
        var services = _services.BuildServiceProvider();
        using var stop = new StopConditions(_time, _trials, ct);
        var monitor = services.GetService<IMonitor>();
        var tuner = services.GetService<ITuner>()!;
        for (var id = 0; !stop.Met; id++)
        {
            var settings = new TrialSettings { TrialId = id, Parameter = Parameter.CreateNestedParameter(), StartedAtUtc = DateTime.UtcNow };
            settings.Parameter = tuner.Propose(settings);
            monitor?.ReportRunningTrial(settings);
            try
            {
                await RunTrialAsync(settings, services, stop, tuner, monitor);
            }
            catch (OperationCanceledException) when (stop.Met)
            {
                break;
            }
            catch (OperationCanceledException e)
            {
                Fail(settings, monitor, e);
                tuner.Update(new TrialResult { TrialSettings = settings, Loss = double.MaxValue });
                stop.CountTrial();
            }
            catch (Exception e)
            {
                Fail(settings, monitor, e);
                if (!stop.Met && _best == null)
                    throw;
            }
        }
        return _best ?? throw new TimeoutException(
            "Training time finished without completing a successful trial. Either no trial completed or the metric for all completed trials are NaN or Infinity");
    }

    private async Task RunTrialAsync(TrialSettings settings, ServiceProvider services, StopConditions stop, ITuner tuner, IMonitor? monitor)
    {
        using var cancel = new CancellationTokenSource();
        using var usage = new PeakUsage();
        using var runner = services.GetRequiredService<ITrialRunner>();
        await using var registration = stop.Token.Register(() =>
        {
            if (_best != null)
                cancel.Cancel();
        });
        var trial = runner.RunAsync(settings, cancel.Token);
        services.GetRequiredService<IChannel>().Trace(MessageSensitivity.Unknown, $"trial setting - {JsonSerializer.Serialize(settings)}");
        var result = await trial;
        (result.PeakCpu, result.PeakMemoryInMegaByte) = usage.Read();
        result.TrialSettings.EndedAtUtc = DateTime.UtcNow;
        monitor?.ReportCompletedTrial(result);
        tuner.Update(result);
        stop.CountTrial();
        if (result.Loss < (_best?.Loss ?? double.MaxValue))
        {
            _best = result;
            monitor?.ReportBestTrial(result);
        }
    }

    private static void Fail(TrialSettings settings, IMonitor? monitor, Exception exception)
    {
        settings.EndedAtUtc = DateTime.UtcNow;
        monitor?.ReportFailTrial(settings, exception);
    }
}
