using Microsoft.ML;
using MLNetCompact.Tests.Tools;
using static MLNetCompact.Tests.SweepCase;

namespace MLNetCompact.Tests;

/// <summary>A sweep tries what it says, keeps every trial, and goes on where it was.</summary>
[TestClass]
public sealed class SweepTests
{
    [TestMethod]
    public void ATrialIsWhatItsOptionsGive()
    {
        using var folder = new TempFolder();
        var result = Sweep(Options(folder.Path)).Run(Rows());
        Assert.HasCount(6, result.Trials);
        Assert.HasCount(6, result.Trials.Select(t => t.Options.ToJsonString()).Distinct());
        foreach (var trial in result.Trials)
        {
            Assert.IsNull(trial.Failure);
            var ml = new MLContext(seed: 1);
            var chain = ml.Compaction(new() { Seed = 2, Threads = 1, ValidationFraction = 0.25 }).From(SweepCase.Network)
                .NeuronUnify(new() { Rows = 64, StageWidths = false, MaxOutputError = (double)trial.Options["NeuronUnify.MaxOutputError"]! })
                .KernelCluster(new() { Rows = 64, UseSharing = false, MaxOutputError = (double)trial.Options["KernelCluster.MaxOutputError"]! });
            using var model = chain.Fit(Rows());
            model.SaveOnnx(folder.File("again.onnx"));
            CollectionAssert.AreEqual(File.ReadAllBytes(folder.File("again.onnx")), File.ReadAllBytes(folder.File(trial.File!)));
            Assert.AreEqual(new FileInfo(folder.File(trial.File!)).Length, trial.StoredBytes);
            Assert.AreEqual(model.Report.Steps[^1].After.Validation, trial.Metric);
            Assert.AreEqual(NetworkCost.Of(result.Network(trial)).MultiplyAdds, trial.MultiplyAdds);
        }
    }

    [TestMethod]
    public void ASweepThatWasBrokenOffGoesOnToTheSameTrials()
    {
        using var whole = new TempFolder();
        using var broken = new TempFolder();
        var expected = Sweep(Options(whole.Path)).Run(Rows()).Trials.Select(Text).ToArray();
        using var source = new CancellationTokenSource();
        var first = new CountedTrials(count =>
        {
            if (count == 2)
                source.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => Sweep(Options(broken.Path), source.Token).Run(Rows(), first));
        Assert.HasCount(2, first.Ran);
        // What a process leaves that is killed while it writes.
        File.WriteAllText(broken.File("trial-00003.json.0123.tmp"), "{");
        File.WriteAllText(broken.File("trial-00003.lock"), "");
        var second = new CountedTrials();
        var result = Sweep(Options(broken.Path)).Run(Rows(), second);
        Assert.HasCount(4, second.Ran);
        CollectionAssert.AreEqual(expected, result.Trials.Select(Text).ToArray());
        foreach (var trial in result.Trials)
            CollectionAssert.AreEqual(File.ReadAllBytes(whole.File(trial.File!)), File.ReadAllBytes(broken.File(trial.File!)));
    }

    [TestMethod]
    public void TwoThatShareAFolderRunEachTrialOnce()
    {
        using var folder = new TempFolder();
        var (one, other) = (new CountedTrials(), new CountedTrials());
        SweepResult[] results = new SweepResult[2];
        Parallel.Invoke(() => results[0] = Sweep(Options(folder.Path)).Run(Rows(), one), () => results[1] = Sweep(Options(folder.Path)).Run(Rows(), other));
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 6).ToArray(), one.Ran.Concat(other.Ran).Select(t => t.Number).ToArray());
        CollectionAssert.AreEqual(results[0].Trials.Select(Text).ToArray(), results[1].Trials.Select(Text).ToArray());
        Assert.HasCount(6, results[0].Trials);
    }

    [TestMethod]
    public void WhatCannotBeReadIsToldBeforeAnyTrial()
    {
        using var folder = new TempFolder();
        var ml = new MLContext(seed: 1);
        var rows = ml.Transforms.CopyColumns("Pixels", "Features").Append(ml.Transforms.DropColumns("Features")).Fit(Rows()).Transform(Rows());
        StringAssert.Contains(Assert.Throws<ArgumentOutOfRangeException>(() => Sweep(Options(folder.Path)).Run(rows)).Message, "'Features' not found");
        Assert.IsEmpty(Directory.EnumerateFiles(folder.Path));
    }

    [TestMethod]
    public void OtherRowsAreAnotherSweepAndContextsWithoutASeedAreNot()
    {
        using var folder = new TempFolder();
        var options = Options(folder.Path) with { Trials = 2 };
        SweepResult Run(int rows)
        {
            // A context without a seed draws another one every time.
            var ml = new MLContext();
            return ml.Compaction().Sweep(ml.Compaction(new() { Threads = 1 }).From(SweepCase.Network).NeuronUnify(new() { Rows = 64 }), options).Run(Rows(rows));
        }
        var first = Run(120).Trials.Select(Text).ToArray();
        File.Delete(folder.File("trial-00001.json"));
        CollectionAssert.AreEqual(first, Run(120).Trials.Select(Text).ToArray());
        StringAssert.Contains(Assert.Throws<InvalidOperationException>(() => Run(119)).Message, "another sweep");
    }

    [TestMethod]
    public void ShardsTogetherAreTheWhole()
    {
        using var whole = new TempFolder();
        var expected = Sweep(Options(whole.Path)).Run(Rows());
        var folders = Enumerable.Range(0, 3).Select(_ => new TempFolder()).ToArray();
        try
        {
            for (var shard = 0; shard < 3; shard++)
                Assert.HasCount(2, Sweep(Options(folders[shard].Path) with { Shard = new(shard, 3) }).Run(Rows()).Trials);
            var merged = SweepResult.Merge([.. folders.Select(f => f.Path)]);
            CollectionAssert.AreEqual(expected.Trials.Select(Text).ToArray(), merged.Trials.Select(Text).ToArray());
            CollectionAssert.AreEqual(expected.Front().Select(t => t.Number).ToArray(), merged.Front().Select(t => t.Number).ToArray());
            foreach (var trial in merged.Trials)
                Assert.AreEqual(trial.Parameters, NetworkCost.Of(merged.Network(trial)).Parameters);
        }
        finally
        {
            foreach (var folder in folders)
                folder.Dispose();
        }
    }

    [TestMethod]
    public void HalvingGivesTheBestMoreRows()
    {
        using var folder = new TempFolder();
        var result = Sweep(Options(folder.Path) with { Strategy = SweepStrategy.SuccessiveHalving, Trials = 9 }).Run(Rows(360));
        CollectionAssert.AreEqual(new[] { 9, 3, 1 }, result.Trials.GroupBy(t => t.Rows).OrderBy(g => g.Key).Select(g => g.Count()).ToArray());
        var last = result.Complete.Single();
        Assert.AreEqual(1, last.Rows);
        // Who goes on was among the best with fewer rows: no trial that stayed behind beats it.
        foreach (var rung in result.Trials.GroupBy(t => t.Rows).Where(g => g.Key < 1))
        {
            var own = rung.Single(t => t.Number == last.Number);
            Assert.IsFalse(rung.Any(t => t.Metric > own.Metric && t.StoredBytes < own.StoredBytes));
        }
    }

    [TestMethod]
    public void AGridHasAllCombinationsAndATrialThatCannotBeSaysWhy()
    {
        using var folder = new TempFolder();
        var options = Options(folder.Path) with
        {
            Strategy = SweepStrategy.Grid,
            GridSteps = 3,
            Trials = 6,
            Space = new Dictionary<string, SweepDimension?> { ["NeuronUnify.MaxOutputError"] = new SweepRange(0.001, 0.1, Logarithmic: true), ["KernelCluster.MaxOutputError"] = null, ["KernelCluster.Rows"] = new SweepChoice(64, 1) },
        };
        var result = Sweep(options).Run(Rows());
        CollectionAssert.AreEquivalent(
            (from rows in new[] { 1, 64 } from error in new[] { 0.001, 0.01, 0.1 } select (rows, error)).ToArray(),
            result.Trials.Select(t => ((int)t.Options["KernelCluster.Rows"]!, Math.Round((double)t.Options["NeuronUnify.MaxOutputError"]!, 9))).ToArray());
        foreach (var trial in result.Trials)
        {
            if ((int)trial.Options["KernelCluster.Rows"]! == 64)
                Assert.IsNull(trial.Failure);
            else
                StringAssert.Contains(trial.Failure, "KernelClusterOptions.Rows is 1");
        }
        Assert.HasCount(3, result.Complete);
        Assert.IsTrue(result.Front().All(t => t.Failure is null));
    }

    [TestMethod]
    public void ANetworkIsTimedBesideTheOneItComesFrom()
    {
        using var folder = new TempFolder();
        var result = Sweep(Options(folder.Path) with { Trials = 1, MeasureSpeed = true }).Run(Rows());
        Assert.IsTrue(result.Trials[0].Milliseconds > 0 && result.Trials[0].TimesAsFast > 0);
        Assert.AreSame(result.Trials[0], result.Best(SweepObjective.Milliseconds));
        result.Save(folder.File("front.json"));
        StringAssert.Contains(File.ReadAllText(folder.File("front.json")), "\"Front\"");
        var svg = System.Xml.Linq.XDocument.Parse(result.ToSvg());
        // The trial, and its place on the front.
        Assert.HasCount(2, svg.Descendants().Where(e => e.Name.LocalName == "circle").ToArray());
        Assert.HasCount(1, svg.Descendants().Where(e => e.Name.LocalName == "polyline").ToArray());
    }
}
