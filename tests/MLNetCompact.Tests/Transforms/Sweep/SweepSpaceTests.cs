using System.Text.Json;
using Microsoft.ML;
using MLNetCompact.Tests.Tools;
using static MLNetCompact.Tests.SweepCase;

namespace MLNetCompact.Tests;

/// <summary>What varies, what a sample is, and what is refused.</summary>
[TestClass]
public sealed class SweepSpaceTests
{
    [TestMethod]
    public void ASampleBecomesOptionsAndAllElseStays()
    {
        var ml = new MLContext(seed: 1);
        var training = new TrainingOptions { Epochs = 3, ClassWeights = [1, 2], Optimizer = OptimizerKind.Adam };
        var chain = ml.Compaction().From(Networks.LeNet5())
            .StructuredSparsity(new() { LayerMultipliers = new Dictionary<string, double> { ["conv1"] = 0.5 }, LayerTargets = [new("conv2", Filters: 4)], Target = null, Training = training })
            .PruneRetrain(new() { SharedValues = new(5, 4), Splicing = new(), Schedule = PruneSchedule.Gradual }).NeuronUnify(new() { Selection = UnifySelection.Magnitude }).KernelCluster(new() { Symmetry = KernelSymmetry.Square }).Retrain(training).Retrain();
        var space = new SweepSpace(chain, null);
        var sample = space.Sample(1, 2);
        CollectionAssert.AreEqual(new[] { "KernelCluster.MaxOutputError", "NeuronUnify.MaxOutputError", "PruneRetrain.Kept", "Retrain#2.LearningRate", "Retrain.LearningRate", "StructuredSparsity.ChannelLambda", "StructuredSparsity.FilterLambda" },
            sample.Select(s => s.Key).ToArray());
        var made = space.Chain(sample, new() { Seed = 3 });
        Assert.AreEqual(3, made.Settings.Seed);
        foreach (var (given, step) in chain.Steps.Zip(made.Steps).Skip(1))
        {
            Assert.AreEqual(given.GetType(), step.GetType());
            var expected = JsonSerializer.SerializeToNode(given.Options, given.Options!.GetType(), Report.Json)!;
            foreach (var (name, value) in sample.Where(s => s.Key.StartsWith(step.Name + ".", StringComparison.Ordinal) && given.Name != "Retrain"))
                expected[name[(name.IndexOf('.') + 1)..]] = value!.DeepClone();
            if (given.Name != "Retrain")
                Assert.AreEqual(expected.ToJsonString(), JsonSerializer.SerializeToNode(step.Options, step.Options!.GetType(), Report.Json)!.ToJsonString());
        }
        Assert.AreEqual((double)sample["Retrain.LearningRate"]!, ((TrainingOptions)made.Steps[^2].Options!).LearningRate);
        Assert.AreEqual((double)sample["Retrain#2.LearningRate"]!, ((TrainingOptions)made.Steps[^1].Options!).LearningRate);
        CollectionAssert.AreEqual(training.ClassWeights!.ToArray(), ((TrainingOptions)made.Steps[^2].Options!).ClassWeights!.ToArray());
    }

    [TestMethod]
    public void ValuesLieInTheirRanges()
    {
        var (range, log, whole) = (new SweepRange(-1, 3), new SweepRange(1e-4, 1, Logarithmic: true), new SweepRange(2, 5, Whole: true));
        var (random, small, counts) = (new Random(1), 0, new int[6]);
        for (var i = 0; i < 4000; i++)
        {
            Assert.IsTrue((double)range.At(random.NextDouble()) is >= -1 and <= 3);
            var value = (double)log.At(random.NextDouble());
            Assert.IsTrue(value is >= 1e-4 and <= 1);
            small += value < 1e-2 ? 1 : 0;
            counts[(int)(long)whole.At(random.NextDouble())]++;
        }
        Assert.AreEqual(2000, small, 200);
        for (var v = 2; v <= 5; v++)
            Assert.AreEqual(1000, counts[v], 150);
        CollectionAssert.AreEqual(new[] { 2L, 4, 5 }, whole.Grid(3).Select(n => (long)n).ToArray());
    }

    [TestMethod]
    public void SamplesRepeatAndDiffer()
    {
        var space = new SweepSpace(Chain(new MLContext(seed: 1)), null);
        var samples = Enumerable.Range(0, 200).Select(i => space.Sample(7, i).ToJsonString()).ToArray();
        Assert.HasCount(200, samples.Distinct());
        CollectionAssert.AreEqual(samples, Enumerable.Range(0, 200).Select(i => new SweepSpace(Chain(new MLContext(seed: 9)), null).Sample(7, i).ToJsonString()).ToArray());
        Assert.AreNotEqual(samples[0], space.Sample(8, 0).ToJsonString());
    }

    [TestMethod]
    [DataRow("KernelCluster.Remove", "KernelCluster has", DisplayName = "an option that is none")]
    [DataRow("Cluster.Removed", "NeuronUnify, KernelCluster", DisplayName = "a step that is none")]
    [DataRow("Removed", "NeuronUnify, KernelCluster", DisplayName = "no step")]
    public void NamesThatAreNoneAreTold(string name, string expected)
    {
        var options = Options("unused") with { Space = new Dictionary<string, SweepDimension?> { [name] = new SweepRange(0, 1) } };
        var e = Assert.Throws<ArgumentException>(() => Sweep(options));
        StringAssert.Contains(e.Message, $"'{name}'");
        StringAssert.Contains(e.Message, expected);
    }

    [TestMethod]
    public void RangesThatAreNoneAreTold()
    {
        foreach (var dimension in new SweepDimension[] { new SweepRange(1, 0), new SweepRange(0, 1, Logarithmic: true), new SweepRange(0, double.PositiveInfinity), new SweepChoice() })
        {
            var options = Options("unused") with { Space = new Dictionary<string, SweepDimension?> { ["KernelCluster.MaxOutputError"] = dimension } };
            StringAssert.Contains(Assert.Throws<ArgumentException>(() => Sweep(options)).Message, "KernelCluster.MaxOutputError");
        }
        var nothing = Options("unused") with { Space = new Dictionary<string, SweepDimension?> { ["KernelCluster.MaxOutputError"] = null, ["NeuronUnify.MaxOutputError"] = null } };
        StringAssert.Contains(Assert.Throws<ArgumentException>(() => Sweep(nothing)).Message, "Nothing varies");
        var cells = Options("unused") with { Strategy = SweepStrategy.Grid, GridSteps = 5, Trials = 24 };
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => Sweep(cells)).Message, "at least 25");
        // Options that exclude each other are told before any trial.
        var both = Options("unused") with { Space = new Dictionary<string, SweepDimension?> { ["KernelCluster.Removed"] = new SweepRange(0.1, 0.9) } };
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => Sweep(both)).Message, "one of Clusters, Removed");
    }

    [TestMethod]
    public void OptionsOutOfTheirRangesAreTold()
    {
        var options = Options("unused");
        foreach (var (bad, name) in new[]
        {
            (options with { Trials = 0 }, "Trials"), (options with { GridSteps = 1 }, "GridSteps"), (options with { HalvingFactor = 1 }, "HalvingFactor"), (options with { Rungs = 1 }, "Rungs"),
            (options with { Folder = " " }, "Folder"), (options with { Strategy = (SweepStrategy)9 }, "Strategy"), (options with { Strategy = SweepStrategy.SuccessiveHalving, Shard = new(0, 2) }, "Shard"), (options with { Shard = new(2, 2) }, "Shard"),
        })
        {
            StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => Sweep(bad)).Message, name);
        }
    }

    [TestMethod]
    public void AFolderThatHoldsSomethingElseIsRefused()
    {
        using var folder = new TempFolder();
        Sweep(Options(folder.Path) with { Trials = 1 }).Run(Rows());
        StringAssert.Contains(Assert.Throws<InvalidOperationException>(() => Sweep(Options(folder.Path) with { Seed = 5 }).Run(Rows())).Message, "another sweep");
        using var other = new TempFolder();
        StringAssert.Contains(Assert.Throws<InvalidDataException>(() => SweepResult.Merge(folder.Path, other.Path)).Message, other.Path);
        File.WriteAllText(folder.File("trial-00000.json"), "{ \"Number\": ");
        StringAssert.Contains(Assert.Throws<InvalidDataException>(() => Sweep(Options(folder.Path) with { Trials = 1 }).Run(Rows())).Message, "trial-00000.json");
    }

    [TestMethod]
    [DataRow("7", "4", "4", "1", 3, 4, DisplayName = "an array from 4 on")]
    [DataRow("0", "5", "0", "1", 0, 5, DisplayName = "its first task")]
    [DataRow("20", "4", "0", "10", 2, 4, DisplayName = "an array of steps")]
    [DataRow("5", "3", "1", "1", 0, 1, DisplayName = "numbers without steps")]
    [DataRow("3", "", "", "", 0, 1, DisplayName = "no array")]
    public void ATaskOfASchedulersArrayKnowsItsShare(string id, string count, string min, string step, int index, int parts) =>
        With(new() { ["SLURM_ARRAY_TASK_ID"] = id, ["SLURM_ARRAY_TASK_COUNT"] = count, ["SLURM_ARRAY_TASK_MIN"] = min, ["SLURM_ARRAY_TASK_STEP"] = step }, () =>
        {
            Assert.AreEqual(new SweepShard(index, parts), SweepShard.FromEnvironment());
            Assert.AreEqual(100 * index / parts, SweepShard.Start(100));
        });

    [TestMethod]
    public void PodsBeginFarFromEachOtherAndWhatIsNoNumberIsNamed()
    {
        var starts = Enumerable.Range(0, 8).Select(pod => With(new() { ["JOB_COMPLETION_INDEX"] = $"{pod}" }, () => SweepShard.Start(80))).Order().ToArray();
        Assert.IsTrue(starts.Zip(starts.Skip(1)).All(p => p.Second - p.First is >= 4 and <= 20), string.Join(", ", starts));
        With(new() { ["SLURM_ARRAY_TASK_ID"] = "x", ["SLURM_ARRAY_TASK_COUNT"] = "2" }, () =>
            StringAssert.Contains(Assert.Throws<InvalidOperationException>(SweepShard.FromEnvironment).Message, "SLURM_ARRAY_TASK_ID is 'x'"));
    }

    private static void With(Dictionary<string, string> variables, Action act) => With(variables, () =>
    {
        act();
        return 0;
    });

    private static T With<T>(Dictionary<string, string> variables, Func<T> act)
    {
        try
        {
            foreach (var (name, value) in variables)
                Environment.SetEnvironmentVariable(name, value.Length == 0 ? null : value);
            return act();
        }
        finally
        {
            foreach (var name in variables.Keys)
                Environment.SetEnvironmentVariable(name, null);
        }
    }
}
