using System.Globalization;
using System.Text.Json;
using Microsoft.ML;
using MLNetCompact.Tests.Tools;
using static MLNetCompact.Tests.ToolCase;

namespace MLNetCompact.Tests;

/// <summary>Sweeps and reports on the command line.</summary>
[TestClass]
public sealed class SweepToolTests
{
    [TestMethod]
    public void A_sweep_on_the_command_line_is_that_of_a_program_and_goes_on_where_it_was()
    {
        using var folder = new TempFolder();
        var args = Files(folder);
        string[] sweep = ["sweep", .. args, "--step", "unify:rows=64,stageWidths=false", "--step", "cluster:rows=64,useSharing=false", "--vary", "unify.maxOutputError=0.001..0.2:log", "--vary", "cluster.maxOutputError=0.01|0.1", "--trials", "4", "--seed", "3", "-o", folder.File("sweep")];
        var (code, output, errors) = Run([.. sweep, "--json"]);
        Assert.AreEqual(0, code, errors);
        Assert.HasCount(4, errors.Split('\n', StringSplitOptions.RemoveEmptyEntries), errors);
        StringAssert.Contains(errors, "trial 0: ");

        var ml = new MLContext();
        var chain = ml.Compaction(new() { Seed = 3 }).FromOnnx(folder.File("model.onnx")).NeuronUnify(new() { Rows = 64, StageWidths = false }).KernelCluster(new() { Rows = 64, UseSharing = false });
        var space = new Dictionary<string, SweepDimension?> { ["NeuronUnify.MaxOutputError"] = new SweepRange(0.001, 0.2, Logarithmic: true), ["KernelCluster.MaxOutputError"] = new SweepChoice(0.01, 0.1) };
        var program = ml.Compaction().Sweep(chain, new() { Folder = folder.File("program"), Trials = 4, Seed = 3, MeasureSpeed = false, Space = space }).Run(Rows(ml));
        var told = JsonDocument.Parse(output).RootElement.GetProperty("front").EnumerateArray().Select(t => t.GetProperty("number").GetInt32()).ToArray();
        CollectionAssert.AreEqual(program.Front().Select(t => t.Number).ToArray(), told);
        foreach (var trial in program.Complete)
            CollectionAssert.AreEqual(File.ReadAllBytes(Path.Combine(folder.File("program"), trial.File!)), File.ReadAllBytes(Path.Combine(folder.File("sweep"), trial.File!)));
        foreach (var file in new[] { "front.json", "front.svg", "sweep.html" })
            Assert.IsTrue(File.Exists(Path.Combine(folder.File("sweep"), file)), file);

        // Again: nothing is left to do.
        var again = Run(sweep);
        Assert.AreEqual((0, ""), (again.Code, again.Errors));
        StringAssert.Contains(again.Output, "The smallest within half a point");
    }

    [TestMethod]
    public void Shards_are_parts_and_report_puts_them_together()
    {
        using var folder = new TempFolder();
        string[] sweep = ["sweep", .. Files(folder), "--step", "unify", "--trials", "4", "-q"];
        for (var i = 0; i < 2; i++)
        {
            var part = Run([.. sweep, "-o", folder.File($"part{i}"), "--shard", $"{i}/2"]);
            Assert.AreEqual((0, ""), (part.Code, part.Errors));
            Assert.HasCount(2, Directory.GetFiles(folder.File($"part{i}"), "trial-*.json"));
        }
        Assert.AreEqual(0, Run([.. sweep, "-o", folder.File("whole")]).Code);
        var whole = Run("report", folder.File("whole"), "--json").Output;
        var merged = Run("report", folder.File("part0"), folder.File("part1"), "--json", "-o", folder.File("merged.html"));
        Assert.AreEqual(0, merged.Code, merged.Errors);
        CollectionAssert.AreEqual(Numbers(whole), Numbers(merged.Output));
        StringAssert.Contains(File.ReadAllText(folder.File("merged.html")), "4 trials");

        static int[] Numbers(string json) => [.. JsonDocument.Parse(json).RootElement.GetProperty("front").EnumerateArray().Select(t => t.GetProperty("number").GetInt32())];
    }

    [TestMethod]
    public void A_report_is_read_from_a_saved_model_and_from_JSON()
    {
        using var folder = new TempFolder();
        Files(folder);
        var ml = new MLContext(seed: 1);
        using var model = ml.Compaction(new() { Seed = 1 }).FromOnnx(folder.File("model.onnx")).KernelCluster(new() { Removed = 0.7, UseSharing = false }).Fit(Rows(ml));
        ml.Model.Save(model, Rows(ml).Schema, folder.File("model.zip"));
        model.Report.Save(folder.File("report.json"));
        foreach (var file in new[] { "model.zip", "report.json" })
        {
            var (code, output, errors) = Run("report", folder.File(file), "--before", folder.File("model.onnx"), "-o", folder.File("page.html"));
            Assert.AreEqual((0, ""), (code, errors), file);
            StringAssert.Contains(output, "KernelCluster");
            var page = File.ReadAllText(folder.File("page.html"));
            StringAssert.Contains(page, "Steps");
            Assert.AreEqual(file == "model.zip", page.Contains("stands for", StringComparison.Ordinal), file);
        }
    }

    [TestMethod]
    [DataRow("--vary", "unify.maxOutputError", "does not say what varies", DisplayName = "no values")]
    [DataRow("--vary", "unify.maxOutputError=0.2..0.1", "does not say what varies", DisplayName = "a range from above")]
    [DataRow("--vary", "unify.maxOutputError=0..0.1:log", "does not say what varies", DisplayName = "a logarithm of 0")]
    [DataRow("--vary", "cluster.removed=0.1..0.2", "no step cluster", DisplayName = "a step that is not there")]
    [DataRow("--vary", "unify.colour=1|2", "no option colour", DisplayName = "an option that is none")]
    [DataRow("--shard", "2/2", "--shard is '2/2'", DisplayName = "a part that is none")]
    [DataRow("--trials", "0", "Trials", DisplayName = "no trials")]
    [DataRow("--label", "nowhere", "no column 'nowhere'", DisplayName = "a column that is none")]
    public void What_cannot_be_swept_is_told(string option, string value, string mention)
    {
        using var folder = new TempFolder();
        var (code, _, errors) = Run(["sweep", .. Files(folder).Take(option == "--label" ? 3 : 5), "--step", "unify", "-o", folder.File("sweep"), option, value]);
        Assert.AreEqual(1, code);
        StringAssert.Contains(errors, mention);
        Assert.DoesNotContain("   at ", errors);
        Assert.IsFalse(Directory.Exists(folder.File("sweep")));
    }

    [TestMethod]
    public void What_is_no_report_is_told()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("a.json"), "{}");
        File.WriteAllText(folder.File("a.zip"), "no zip");
        Directory.CreateDirectory(folder.File("empty"));
        foreach (var name in new[] { "a.json", "a.zip", "empty", "missing.zip" })
        {
            var (code, _, errors) = Run("report", folder.File(name), "-o", folder.File("page.html"));
            Assert.AreEqual(1, code, name);
            StringAssert.Contains(errors, name);
            Assert.IsFalse(File.Exists(folder.File("page.html")));
        }
    }

    /// <summary>A model and a table of rows whose first column is the label.</summary>
    private static string[] Files(TempFolder folder)
    {
        SweepCase.Network.Save(folder.File("model.onnx"));
        File.WriteAllLines(folder.File("rows.csv"), Values().Select(r => string.Join(',', r.Features.Select(v => v.ToString("R", CultureInfo.InvariantCulture)).Prepend($"{r.Label}"))));
        return [folder.File("model.onnx"), "--data", folder.File("rows.csv"), "--label", "1"];
    }

    private static IDataView Rows(MLContext ml) => new Tool.DataRows(72, [.. Values().Select(r => new Tool.DataRow(r.Features, $"{r.Label}"))]).View(ml, 3);

    private static (int Label, float[] Features)[] Values()
    {
        var random = new Random(3);
        return Enumerable.Range(0, 120).Select(i => (i % 3, Enumerable.Range(0, 72).Select(f => random.NextSingle() + (f % 3 == i % 3 ? 0.5f : 0)).ToArray())).ToArray();
    }
}
