using System.Globalization;
using System.Text.Json;
using Microsoft.ML;
using MLNetCompact.Tests.Tools;
using MLNetCompact.Tool;
using static MLNetCompact.Tests.ToolCase;

namespace MLNetCompact.Tests;

/// <summary>The commands that make files smaller and time them.</summary>
[TestClass]
public sealed class CompactToolTests
{
    [TestMethod]
    public void Steps_on_the_command_line_are_the_steps_of_a_program()
    {
        using var folder = new TempFolder();
        var (file, small, network) = (folder.File("model.onnx"), folder.File("small.onnx"), Images());
        network.Save(file);
        var rows = Enumerable.Range(0, 40).Select(i => Enumerable.Range(0, 108).Select(j => (float)Math.Sin(i * 1.7 + j * (1 + i % 5))).ToArray()).ToArray();
        File.WriteAllLines(folder.File("rows.csv"), [string.Join(',', Enumerable.Range(0, 108).Select(j => $"pixel{j}")), .. rows.Select(r => string.Join(',', r.Select(v => v.ToString("R", CultureInfo.InvariantCulture))))]);

        var (code, output, errors) = Run("compact", file, "--data", folder.File("rows.csv"), "--step", "unify:removed=0.3,stageWidths=false", "--step", "cluster:maxOutputError=0.05,useSharing=false", "-o", small, "--seed", "4");
        StringAssert.Contains(output, "times as fast here");

        Assert.AreEqual(0, code, errors);
        var ml = new MLContext();
        using var model = ml.Compaction(new() { Seed = 4, ValidationFraction = 0 }).From(network).NeuronUnify(new() { Removed = 0.3, StageWidths = false }).KernelCluster(new() { MaxOutputError = 0.05, UseSharing = false }).Fit(new DataRows(108, [.. rows.Select(r => new DataRow(r, null))]).View(ml, 5));
        model.SaveOnnx(folder.File("expected.onnx"));
        CollectionAssert.AreEqual(File.ReadAllBytes(folder.File("expected.onnx")), File.ReadAllBytes(small));
        StringAssert.Contains(output, "NeuronUnify");
        StringAssert.Contains(output, $"{new FileInfo(small).Length:N0} of {new FileInfo(file).Length:N0} bytes");
    }

    [TestMethod]
    public void Without_rows_weights_alone_decide_and_the_report_is_json_where_asked_for()
    {
        using var folder = new TempFolder();
        Images().Save(folder.File("model.onnx"));
        var (code, output, _) = Run("compact", folder.File("model.onnx"), "--step", "cluster:removed=0.8,scaled=false", "-o", folder.File("small.onnx"), "--json");
        Assert.AreEqual(0, code);
        using var json = JsonDocument.Parse(output);
        Assert.AreEqual("KernelCluster", json.RootElement.GetProperty("Steps")[0].GetProperty("Step").GetString());
        Assert.IsLessThan(new FileInfo(folder.File("model.onnx")).Length, new FileInfo(folder.File("small.onnx")).Length);
    }

    [TestMethod]
    [DataRow("prune", "names no step", DisplayName = "a step that is none")]
    [DataRow("cluster:removed", "has no value", DisplayName = "an option without a value")]
    [DataRow("cluster:remove=0.5", "no option remove", DisplayName = "an option that is none")]
    [DataRow("cluster:removed=1.5", "above 0, below 1", DisplayName = "a value out of its range")]
    [DataRow("cluster:removed=much", "removed", DisplayName = "a value that is no number")]
    [DataRow("cluster:target.bytes=0.5", "target", DisplayName = "a part that is none")]
    [DataRow("unify:maxMetricLoss=0.1", "label", DisplayName = "what needs labels")]
    public void What_cannot_be_is_told_and_nothing_is_written(string step, string mention)
    {
        using var folder = new TempFolder();
        Images().Save(folder.File("model.onnx"));
        var (code, _, errors) = Run("compact", folder.File("model.onnx"), "--step", step, "-o", folder.File("small.onnx"));
        Assert.AreEqual(1, code);
        StringAssert.Contains(errors.ToLowerInvariant(), mention.ToLowerInvariant());
        Assert.DoesNotContain("   at ", errors);
        Assert.IsFalse(File.Exists(folder.File("small.onnx")));
    }

    [TestMethod]
    [DataRow("1,2\n", "line 1 has 2 values", DisplayName = "too few")]
    [DataRow("", "has no rows", DisplayName = "none")]
    [DataRow("a,b\n", "has no rows", DisplayName = "names only")]
    public void Rows_that_do_not_fit_name_file_and_line(string text, string mention)
    {
        using var folder = new TempFolder();
        Images().Save(folder.File("model.onnx"));
        File.WriteAllText(folder.File("rows.csv"), text);
        var (code, _, errors) = Run("compact", folder.File("model.onnx"), "--data", folder.File("rows.csv"), "--step", "cluster", "-o", folder.File("small.onnx"));
        Assert.AreEqual(1, code);
        StringAssert.Contains(errors, mention);
        StringAssert.Contains(errors, "rows.csv");
        var bad = string.Join(',', Enumerable.Range(0, 108).Select(i => i == 7 ? "NaN" : "1"));
        File.WriteAllText(folder.File("rows.csv"), bad);
        StringAssert.Contains(Run("compact", folder.File("model.onnx"), "--data", folder.File("rows.csv"), "--step", "cluster", "-o", folder.File("small.onnx")).Errors, "line 1, value 8 is 'NaN'");
    }

    [TestMethod]
    public void Files_are_timed_beside_each_other()
    {
        using var folder = new TempFolder();
        Images().Save(folder.File("a.onnx"));
        Networks.Mlp(5, [4], 2).Save(folder.File("b.onnx"));
        var (code, output, errors) = Run("bench", folder.File("a.onnx"), folder.File("b.onnx"), "--batch", "4", "--json");
        Assert.AreEqual((0, ""), (code, errors));
        var lines = JsonSerializer.Deserialize<BenchLine[]>(output, ToolCommand.Json)!;
        Assert.HasCount(2, lines);
        Assert.AreEqual(1, lines[0].TimesAsFast);
        Assert.IsTrue(lines.All(l => l.Milliseconds > 0 && l.Lower <= l.Upper && l.Lower > 0));
        Assert.AreEqual(lines[0].Milliseconds / lines[1].Milliseconds, lines[1].TimesAsFast, 1e-9);
        Assert.AreEqual(new FileInfo(folder.File("b.onnx")).Length, lines[1].Bytes);
        StringAssert.Contains(Run("bench", folder.File("a.onnx")).Output, "times as fast");
        StringAssert.Contains(Run("bench", folder.File("a.onnx"), "--batch", "0").Errors, "expected 1 to");
        Assert.AreEqual(1, Run("bench", folder.File("missing.onnx")).Code);
    }

    [TestMethod]
    public void Help_teaches()
    {
        var help = Run("--help").Output;
        foreach (var word in new[] { "inspect", "compact", "bench", "sweep", "report" })
            StringAssert.Contains(help, word);
        StringAssert.Contains(Run("compact", "--help").Output, "unify:maxOutputError=0.01");
    }

    private static Network Images() => new NetworkBuilder([3, 6, 6], 3).Conv(16, 3, pad: 1).Relu().Conv(16, 3, pad: 1).Relu().Flatten().Dense(5).Build();
}
