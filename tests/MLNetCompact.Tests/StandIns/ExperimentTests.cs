using Microsoft.Extensions.DependencyInjection;
using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.Runtime;

namespace MLNetCompact.Tests.StandIns;

/// <summary>Experiments: one trial after the other, the lowest loss is the best, and what happens when one goes wrong.</summary>
[TestClass]
public sealed class ExperimentTests
{
    private static readonly double[] s_losses = [0.5, 0.7, 0.2, 0.3];

    private readonly WritingMonitor _monitor = new();
    private readonly CountingTuner _tuner = new();

    [TestMethod]
    public void Trials_run_in_order_and_the_lowest_loss_wins()
    {
        var runner = new FunctionRunner(settings => s_losses[settings.Parameter["n"].AsType<int>()]);

        var best = Experiment(runner).SetMaxModelToExplore(4).Run();

        Assert.AreEqual("R0 C0 B0 R1 C1 R2 C2 B2 R3 C3", _monitor.All);
        Assert.AreEqual(2, best.TrialSettings.TrialId);
        Assert.AreEqual(0.2, best.Loss);
        Assert.AreEqual(4, runner.Disposed);
        CollectionAssert.AreEqual(s_losses, _tuner.Updates.ConvertAll(update => update.Loss));
        Assert.IsGreaterThan(0.0, best.PeakMemoryInMegaByte!.Value);
        Assert.IsNotNull(best.PeakCpu);
        Assert.IsLessThanOrEqualTo(best.TrialSettings.EndedAtUtc!.Value, best.TrialSettings.StartedAtUtc);
    }

    [TestMethod]
    public async Task The_first_trial_that_fails_ends_it()
    {
        var error = new InvalidOperationException("no");

        var thrown = await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => Experiment(new FunctionRunner(_ => throw error)).SetMaxModelToExplore(3).RunAsync());

        Assert.AreSame(error, thrown);
        Assert.AreEqual("R0 F0", _monitor.All);
        Assert.AreSame(error, _monitor.Exceptions.Single());
        Assert.IsEmpty(_tuner.Updates);
        var wrapped = Assert.ThrowsExactly<AggregateException>(() => Experiment(new FunctionRunner(_ => throw error)).SetMaxModelToExplore(3).Run());
        Assert.AreSame(error, wrapped.InnerException);
    }

    [TestMethod]
    public void A_later_one_that_fails_is_passed_over()
    {
        var best = Experiment(new FunctionRunner(settings => settings.TrialId == 1 ? throw new InvalidOperationException("no") : settings.TrialId)).SetMaxModelToExplore(3).Run();

        Assert.AreEqual("R0 C0 B0 R1 F1 R2 C2 R3 C3", _monitor.All);
        Assert.AreEqual(0, best.TrialSettings.TrialId);
    }

    [TestMethod]
    public async Task Trials_without_a_finite_loss_are_no_result()
    {
        var experiment = Experiment(new FunctionRunner(settings => settings.TrialId == 0 ? double.NaN : double.PositiveInfinity)).SetMaxModelToExplore(2);

        var thrown = await Assert.ThrowsExactlyAsync<TimeoutException>(() => experiment.RunAsync());

        Assert.AreEqual("Training time finished without completing a successful trial. Either no trial completed or the metric for all completed trials are NaN or Infinity", thrown.Message);
        Assert.AreEqual("R0 C0 R1 C1", _monitor.All);
    }

    [TestMethod]
    public async Task A_run_that_is_cancelled_returns_the_best_so_far_and_cancels_the_trial()
    {
        using var cancel = new CancellationTokenSource();
        var runner = new FunctionRunner(async (settings, ct) =>
        {
            if (settings.TrialId == 2)
            {
                cancel.CancelAfter(20);
                await Task.Delay(Timeout.Infinite, ct);
            }
            return -settings.TrialId;
        });

        var best = await Experiment(runner).RunAsync(cancel.Token);

        Assert.AreEqual(1, best.TrialSettings.TrialId);
        Assert.AreEqual("R0 C0 B0 R1 C1 B1 R2", _monitor.All);
    }

    [TestMethod]
    public async Task A_first_trial_is_not_cancelled_but_waited_for()
    {
        using var cancel = new CancellationTokenSource();
        var runner = new FunctionRunner(async (_, ct) =>
        {
            await cancel.CancelAsync();
            Assert.IsFalse(ct.IsCancellationRequested);
            return 5;
        });

        var best = await Experiment(runner).RunAsync(cancel.Token);

        Assert.AreEqual(5, best.Loss);
        Assert.AreEqual("R0 C0 B0", _monitor.All);
    }

    [TestMethod]
    public async Task Cancelled_before_it_starts_nothing_runs()
    {
        await Assert.ThrowsExactlyAsync<TimeoutException>(() => Experiment(new FunctionRunner(_ => 1)).RunAsync(new CancellationToken(true)));

        Assert.IsEmpty(_monitor.Heard);
    }

    [TestMethod]
    public async Task The_time_budget_ends_it()
    {
        var runner = new FunctionRunner(async (settings, ct) =>
        {
            await Task.Delay(settings.TrialId < 2 ? 1 : Timeout.Infinite, ct);
            return settings.TrialId;
        });

        var best = await Experiment(runner).SetTrainingTimeInSeconds(1).RunAsync();

        Assert.AreEqual(0, best.TrialSettings.TrialId);
        Assert.AreEqual("R2", _monitor.Heard[^1]);
    }

    [TestMethod]
    public void Factories_are_given_a_context_of_their_own_the_settings_and_a_channel()
    {
        var ml = new MLContext(seed: 3);
        var heard = new List<string>();
        ml.Log += (_, e) => heard.Add(e.Message);
        var contexts = new List<MLContext>();
        var made = 0;
        AutoMLExperiment.AutoMLExperimentSettings? settings = null;

        ml.Auto().CreateExperiment().AddSearchSpace("compact", Spaces.Square()).SetRandomSearchTuner().SetMaxModelToExplore(2)
            .SetMonitor(_ => _monitor)
            .SetTrialRunner(services =>
            {
                made++;
                contexts.Add(services.GetRequiredService<MLContext>());
                settings = services.GetRequiredService<AutoMLExperiment.AutoMLExperimentSettings>();
                services.GetRequiredService<IChannel>().Info(MessageSensitivity.None, "said by a runner");
                using (var channel = ((IChannelProvider)contexts[^1]).Start("child"))
                    channel.Info(MessageSensitivity.None, "said by a child");
                return new FunctionRunner(trial => trial.Parameter["compact"]["x"].AsType<double>());
            })
            .Run();

        Assert.AreEqual(2, made);
        Assert.AreNotSame(ml, contexts[0]);
        Assert.AreNotSame(contexts[0], contexts[1]);
        Assert.AreEqual(3, settings!.Seed);
        Assert.IsTrue(heard.Exists(message => message.Contains("said by a runner", StringComparison.Ordinal)));
        Assert.IsTrue(heard.Exists(message => message.Contains("said by a child", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void Types_are_made_by_the_services()
    {
        var best = new MLContext(1).Auto().CreateExperiment().SetMaxModelToExplore(1)
            .SetTrialRunner<SeedRunner>().SetTuner<CountingTuner>().SetMonitor<WritingMonitor>().Run();

        Assert.AreEqual(1, best.Loss);
    }

    private AutoMLExperiment Experiment(FunctionRunner runner) =>
        new MLContext(1).Auto().CreateExperiment().SetTrialRunner(runner).SetTuner(_tuner).SetMonitor(_monitor);

    /// <summary>Its loss is the seed of the experiment.</summary>
    private sealed class SeedRunner(AutoMLExperiment.AutoMLExperimentSettings experiment, MLContext context) : ITrialRunner
    {
        public Task<TrialResult> RunAsync(TrialSettings settings, CancellationToken ct) =>
            Task.FromResult(new TrialResult { TrialSettings = settings, Loss = experiment.Seed!.Value, Model = null!, Metric = context.FallbackToCpu ? 1 : 0 });

        public void Dispose() { }
    }
}
