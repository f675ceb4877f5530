using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.AutoML;
using static MLNetCompact.Tests.SweepCase;

namespace MLNetCompact.Tests;

/// <summary>ML.NET's own experiments drive compaction steps.</summary>
[TestClass]
public sealed class CompactionTrialRunnerTests
{
    private static readonly Dictionary<string, SweepDimension?> s_space = new() { ["NeuronUnify.Rows"] = new SweepRange(20, 60, Whole: true), ["KernelCluster.Symmetry"] = new SweepChoice(KernelSymmetry.None, KernelSymmetry.Square) };

    [TestMethod]
    public void AnExperimentFindsTheSmallestThatLosesLittle()
    {
        var ml = new MLContext(seed: 1);
        var (monitor, chain) = (new Trials(), Chain(ml));
        var best = ml.Auto().CreateExperiment().AddCompaction(chain, Rows(), new() { MaxLoss = 0.1 }, s_space).SetMonitor(monitor).SetRandomSearchTuner(seed: 3).SetMaxModelToExplore(6).Run();

        Assert.HasCount(6, monitor.Completed);
        Assert.AreEqual(monitor.Completed.Min(t => t.Loss), best.Loss);
        foreach (var trial in monitor.Completed)
        {
            var model = (NetworkTransformer)trial.Model;
            var (before, after) = (model.Report.Steps[0].Before, model.Report.Steps[^1].After);
            Assert.AreEqual(after.Validation, trial.Metric);
            var share = (double)after.StoredBytes / before.StoredBytes;
            var lost = before.Validation!.Value - after.Validation!.Value;
            Assert.AreEqual(lost > 0.1 ? Math.Max(1, share) + lost - 0.1 : share, trial.Loss, 1e-12);
            // What the tuner proposed is what the steps got.
            var sample = trial.TrialSettings.Parameter[CompactionExperiment.Key];
            var unify = (NeuronUnifyOptions)model.Report.Steps[0].Options!;
            var cluster = (KernelClusterOptions)model.Report.Steps[1].Options!;
            Assert.AreEqual(sample["NeuronUnify.MaxOutputError"].AsType<double>(), unify.MaxOutputError);
            Assert.AreEqual(sample["NeuronUnify.Rows"].AsType<int>(), unify.Rows);
            Assert.IsFalse(unify.StageWidths);
            Assert.AreEqual(sample["KernelCluster.MaxOutputError"].AsType<double>(), cluster.MaxOutputError);
            Assert.AreEqual(sample["KernelCluster.Symmetry"].AsType<int>() == 1 ? KernelSymmetry.Square : KernelSymmetry.None, cluster.Symmetry);
            model.Dispose();
        }
    }

    [TestMethod]
    public async Task AnExperimentThatEndsEndsTheFit()
    {
        using var cancel = new CancellationTokenSource();
        var ml = new MLContext(seed: 1);
        var runner = new CompactionTrialRunner(new(Chain(ml), null), new() { Seed = 1, ValidationFraction = 0.25 }, Rows(), new());
        var settings = new TrialSettings { Parameter = Microsoft.ML.SearchSpace.Parameter.CreateNestedParameter() };
        settings.Parameter[CompactionExperiment.Key] = CompactionExperiment.SearchSpace(Chain(ml)).SampleFromFeatureSpace([0.5, 0.5]);
        using var model = (await runner.RunAsync(settings, cancel.Token)).Model as NetworkTransformer;
        Assert.AreEqual(1, model!.Report.Seed);
        // The experiment ends while the fit reads its rows.
        var rows = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 10).Select(_ =>
        {
            cancel.Cancel();
            return new Blank();
        }));
        runner = new CompactionTrialRunner(new(Chain(ml), null), new() { Seed = 1 }, rows, new());
        await Assert.ThrowsAsync<OperationCanceledException>(() => runner.RunAsync(settings, cancel.Token));
    }

    [TestMethod]
    public void ObjectivesAndSpacesOutOfTheirRangesAreTold()
    {
        var ml = new MLContext(seed: 1);
        var experiment = ml.Auto().CreateExperiment();
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => experiment.AddCompaction(Chain(ml), Rows(), new() { Cost = SweepObjective.Milliseconds })).Message, "CompactionObjective.Cost");
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => experiment.AddCompaction(Chain(ml), Rows(), new() { MaxLoss = -1 })).Message, "CompactionObjective.MaxLoss");
        Assert.Throws<ArgumentException>(() => experiment.AddCompaction(Chain(ml), Rows(), null, new Dictionary<string, SweepDimension?> { ["none.at all"] = null }));
        Assert.HasCount(4, CompactionExperiment.SearchSpace(Chain(ml), s_space));
    }

    private sealed class Trials : IMonitor
    {
        public List<TrialResult> Completed { get; } = [];

        public void ReportBestTrial(TrialResult result)
        {
        }

        public void ReportCompletedTrial(TrialResult result) => Completed.Add(result);

        public void ReportFailTrial(TrialSettings settings, Exception? exception = null) => Assert.Fail($"{exception}");

        public void ReportRunningTrial(TrialSettings settings)
        {
        }
    }

    private sealed class Blank
    {
        [VectorType(72)]
        public float[] Features { get; } = new float[72];
    }
}
