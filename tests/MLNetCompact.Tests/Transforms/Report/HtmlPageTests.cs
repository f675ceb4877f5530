using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.ML;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests;

/// <summary>Reports and sweeps as pages.</summary>
[TestClass]
public sealed partial class HtmlPageTests
{
    private static readonly Network s_network = new NetworkBuilder([3, 6, 6], 3).Conv(12, 3, pad: 1).Relu().Conv(16, 3, pad: 1).Relu().MaxPool(2).Flatten().Dense(6).Build();

    private static readonly Lazy<(Report Report, Network After)> s_compacted = new(Compacted);

    [TestMethod]
    public void A_report_shows_steps_layers_weights_and_representatives()
    {
        using var folder = new TempFolder();
        var (report, after) = s_compacted.Value;
        report.SaveHtml(folder.File("report.html"), s_network, after);
        var page = Parsed(File.ReadAllText(folder.File("report.html")));
        var text = string.Join('\n', page.Descendants().Where(e => !e.HasElements).Select(e => e.Value));
        foreach (var expected in new[] { "NeuronUnify", "KernelCluster", $"{report.Steps[^1].After.StoredBytes:N0}", "stands for" })
            StringAssert.Contains(text, expected);
        // Before beside after: each clustered layer twice, each weight once.
        var clustered = after.Weights.Values.Where(w => w.Storage is KernelStorage).ToArray();
        Assert.AreNotEqual(0, clustered.Length);
        foreach (var weight in clustered)
        {
            var pictures = page.Descendants().Where(e => e.Name.LocalName == "svg" && Title(e).StartsWith(weight.Name + ":", StringComparison.Ordinal)).Select(Title).ToArray();
            Assert.HasCount(3, pictures, weight.Name);
        }
        var uses = page.Descendants().Where(e => e.Name.LocalName == "title").Select(e => Uses().Match(e.Value)).Where(m => m.Success).Sum(m => int.Parse(m.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture));
        Assert.AreEqual(clustered.Sum(w => ((KernelStorage)w.Storage).Numbers.Length), uses, "every kernel is stood for once");
        Assert.AreEqual(2, Parsed(ReportPage.Of(report, null, null).ToString()).Descendants().Count(e => e.Name.LocalName == "svg"), "without networks only what the layers cost is drawn");
    }

    [TestMethod]
    public void Pages_load_nothing()
    {
        using var folder = new TempFolder();
        var (report, after) = s_compacted.Value;
        report.SaveHtml(folder.File("report.html"), s_network, after);
        Sweep(folder).SaveHtml(folder.File("sweep.html"));
        foreach (var file in new[] { "report.html", "sweep.html" })
        {
            var text = File.ReadAllText(folder.File(file));
            StringAssert.Contains(text, "default-src 'none'");
            Assert.AreEqual("", string.Join(' ', Regex.Matches(text, "https?:[^\"' ]*").Select(m => m.Value).Distinct().Where(u => u != "http://www.w3.org/2000/svg")));
            Assert.DoesNotContain("<script", text);
            Assert.DoesNotContain("url(", text);
        }
    }

    [TestMethod]
    public void Names_from_files_stay_text()
    {
        var cost = new NetworkCost([new LayerCost("</svg><script>alert(1)</script>\u0001\ud800", "Conv", new Shape(1, 2), 10, 2, 30)]);
        var state = new NetworkState(cost, 100, 0.5, 10);
        var report = new Report(LearningTask.None, "accuracy", 1, 1, null, [new("a <b>", null, ["a note & more\u0002"], [], state, state, 1)]);
        var text = ReportPage.Of(report, null, null).ToString();
        Assert.DoesNotContain("<script", text);
        Assert.AreEqual("a note & more?", Parsed(text).Descendants("li").Single().Value);
        StringAssert.Contains(Parsed(text).ToString(), "alert(1)");
    }

    [TestMethod]
    public void Curves_that_a_step_measured_go_into_JSON_and_page()
    {
        var state = new NetworkState(NetworkCost.Of(s_network), 100, 0.5, 10);
        var figure = new ReportFigure("Sensitivity", "kept", "accuracy", [new("conv", [1, 0.5], [0.9, 0.4], true)]);
        var report = new Report(LearningTask.None, "accuracy", 1, 1, null, [new("PruneRetrain", null, [], [], state, state, 1, [figure])]);
        var read = JsonSerializer.Deserialize<Report>(report.ToJson(), Report.Json)!;
        CollectionAssert.AreEqual(new[] { 0.9, 0.4 }, read.Steps[0].Figures![0].Curves[0].Y.ToArray());
        var page = Parsed(ReportPage.Of(read, null, null).ToString());
        Assert.IsTrue(page.Descendants().Any(e => e.Name.LocalName == "svg" && Title(e) == "Sensitivity" && e.Descendants().Any(d => d.Name.LocalName == "polyline")));
        Assert.IsNull(report.WithoutTimes().Steps[0].Figures);
    }

    [TestMethod]
    public void A_sweep_shows_every_trial_and_its_options()
    {
        using var folder = new TempFolder();
        var result = Sweep(folder);
        result.SaveHtml(folder.File("sweep.html"));
        var page = Parsed(File.ReadAllText(folder.File("sweep.html")));
        var tips = page.Descendants().Where(e => e.Name.LocalName == "circle").Select(e => e.Elements().Single().Value).ToArray();
        foreach (var trial in result.Complete)
            Assert.IsTrue(tips.Any(t => t.StartsWith($"trial {trial.Number}:", StringComparison.Ordinal) && trial.Options.All(o => t.Contains(o.Key, StringComparison.Ordinal))));
    }

    [TestMethod]
    public void In_a_browser_pages_are_not_empty_and_no_text_lies_over_another()
    {
        Browser.Require();
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("bad.html"), "<!DOCTYPE html><html><body><svg width='100' height='40'><text x='5' y='20'>one</text><text x='8' y='22'>two</text><text x='90' y='20'>three</text></svg></body></html>");
        CollectionAssert.AreEquivalent(new[] { "one | two", "out of its drawing: three" }, Browser.Overlaps(folder.File("bad.html"), folder.File("measured.html")).Found);
        var (report, after) = s_compacted.Value;
        report.SaveHtml(folder.File("report.html"), s_network, after);
        Sweep(folder).SaveHtml(folder.File("sweep.html"));
        foreach (var name in new[] { "report", "sweep" })
        {
            var (found, texts) = Browser.Overlaps(folder.File($"{name}.html"), folder.File($"{name}-measured.html"));
            Assert.AreEqual("", string.Join('\n', found));
            Assert.IsGreaterThan(20, texts);
            Browser.Screenshot(folder.File($"{name}.html"), folder.File($"{name}.png"), 1600);
            Assert.IsGreaterThan(12, Colours(folder.File($"{name}.png")), $"{name}.png");
        }
    }

    private static int Colours(string picture)
    {
        using var png = new PngReader(picture);
        var colours = new HashSet<int>();
        for (var row = png.ReadRow(); row.Length > 0; row = png.ReadRow())
        {
            for (var i = 0; i + 2 < row.Length; i += 3)
                colours.Add(row[i] << 16 | row[i + 1] << 8 | row[i + 2]);
        }
        return colours.Count;
    }

    private static SweepResult Sweep(TempFolder folder) => SweepCase.Sweep(SweepCase.Options(folder.File("sweep"))).Run(SweepCase.Rows());

    private static (Report Report, Network After) Compacted()
    {
        var (ml, random) = (new MLContext(seed: 1), new Random(2));
        var rows = Enumerable.Range(0, 60).Select(_ => Enumerable.Range(0, 108).Select(_ => random.NextSingle()).ToArray()).ToArray();
        using var model = ml.Compaction(new() { Seed = 1, ValidationFraction = 0 }).From(s_network).NeuronUnify(new() { Removed = 0.2, StageWidths = false }).KernelCluster(new() { Removed = 0.8, UseSharing = false })
            .Fit(new Tool.DataRows(108, [.. rows.Select(r => new Tool.DataRow(r, null))]).View(ml, 6));
        return (model.Report, model.Network);
    }

    private static string Title(XElement svg) => svg.Elements().First(e => e.Name.LocalName == "title").Value;

    private static XDocument Parsed(string page)
    {
        StringAssert.StartsWith(page, "<!DOCTYPE html>\n");
        return XDocument.Parse(page[page.IndexOf('\n', StringComparison.Ordinal)..]);
    }

    [GeneratedRegex("stands for ([0-9]+) kernels")]
    private static partial Regex Uses();
}
