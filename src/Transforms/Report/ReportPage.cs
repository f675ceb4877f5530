using System.Globalization;
using System.Xml.Linq;

namespace MLNetCompact;

/// <summary>A <see cref="Report"/> as a page with pictures.</summary>
internal static class ReportPage
{
    private const int MostLayers = 60;

    /// <param name="report">The report.</param>
    /// <param name="before">The network before the first step, or null.</param>
    /// <param name="after">The network after the last one, or null.</param>
    public static HtmlPage Of(Report report, Network? before, Network? after)
    {
        var page = new HtmlPage("Compaction report").Text(string.Join(", ", report.Versions.Select(v => v.Value.StartsWith(v.Key, StringComparison.Ordinal) ? v.Value : $"{v.Key} {v.Value}").Append(string.Create(CultureInfo.InvariantCulture, $"seed {report.Seed}"))));
        if (report.Steps.Count == 0)
            return page.Text("No step ran.");
        page.Heading("Steps").Table([.. report.Header, "seconds"],
            report.Steps.Select(s => (string[])[.. Report.Row(s.Step, s.After), s.Seconds.ToString("0.0", CultureInfo.InvariantCulture)]).Prepend([.. Report.Row("before", report.Steps[0].Before), "-"]));
        page.Heading("Layers").Add(Layers(report.Steps[0].Before.Cost, report.Steps[^1].After.Cost));
        foreach (var step in report.Steps)
        {
            if (Epochs(step, report.Metric) is { Count: > 0 } charts)
                page.Heading($"{step.Step}: epochs").Add(charts);
            if (step.Figures is { Count: > 0 } figures)
                page.Heading($"{step.Step}: what it measured").Add(figures.Select(f => f.Chart.ToElement()));
        }
        if (after is not null)
            Weights(page, before, after);
        foreach (var step in report.Steps.Where(s => s.Notes.Count > 0))
            page.Heading($"{step.Step}: notes").List(step.Notes);
        return page;
    }

    private static IEnumerable<XElement> Layers(NetworkCost before, NetworkCost after)
    {
        var left = after.Layers.ToDictionary(l => l.Node, StringComparer.Ordinal);
        var layers = before.Layers.Where(l => l.Parameters > 0).Select(l => (Before: l, After: left.GetValueOrDefault(l.Node))).ToArray();
        // What a step made of a layer stands under new names.
        var known = before.Layers.Select(l => l.Node).ToHashSet(StringComparer.Ordinal);
        var made = after.Layers.Where(l => l.Parameters > 0 && !known.Contains(l.Node)).ToArray();
        foreach (var (title, count) in new (string, Func<LayerCost?, long>)[] { ("Parameters", l => l?.Parameters ?? 0), ("Multiply-adds of a row", l => l?.MultiplyAdds ?? 0) })
        {
            (string, long Before, long After)[] bars = [.. layers.Select(l => (l.Before.Node, count(l.Before), count(l.After))), .. made.Select(l => (l.Node, 0L, count(l)))];
            bars = [.. bars.Where(b => b.Before > 0 || b.After > 0)];
            yield return LayerBars.Draw($"{title}, before (grey) and after (blue){(bars.Length > MostLayers ? $", the first {MostLayers} of {bars.Length} layers" : "")}", [.. bars.Take(MostLayers)]);
        }
    }

    private static List<XElement> Epochs(StepReport step, string metric)
    {
        var charts = new List<XElement>();
        if (step.Epochs.Count < 2)
            return charts;
        charts.Add(new LineChart("Loss", "epoch", "loss", [new("loss", [.. step.Epochs.Select((e, i) => (i + 1.0, e.Loss))])]).ToElement());
        if (step.Epochs.Any(e => e.Validation is not null))
            charts.Add(new LineChart($"Validation {metric}", "epoch", metric, [new(metric, [.. step.Epochs.Select((e, i) => (i + 1.0, e.Validation ?? double.NaN))])]).ToElement());
        if (step.Epochs.SelectMany(e => e.Sparsity.Keys).Distinct().ToArray() is { Length: > 0 } kinds)
            charts.Add(new LineChart("Weights that are 0", "epoch", "share", [.. kinds.Select(k => new ChartLine(k, [.. step.Epochs.Select((e, i) => (i + 1.0, e.Sparsity.TryGetValue(k, out var share) ? share : double.NaN))]))]).ToElement());
        return charts;
    }

    private static void Weights(HtmlPage page, Network? before, Network after)
    {
        var layers = after.Nodes.Select(n => LinearView.Of(n, after) is null ? null : after.Weights[n.Inputs[1]]).OfType<Weight>().DistinctBy(w => w.Name).ToArray();
        page.Heading("Weights").Text($"How the numbers of each layer lie: {(before is null ? "" : "before in grey, ")}after in blue. Zeros are not drawn.")
            .Add(layers.Take(MostLayers).Select(w => WeightHistogram.Draw(w.Name, Known(before, w) is { } own ? own.Floats() : [], w.Floats())));
        var clustered = layers.Where(w => w.Storage is KernelStorage { Kernel: { Count: 2 } kernel } && kernel.Elements > 1).ToArray();
        if (clustered.Length == 0)
            return;
        page.Heading("Kernels and their representatives");
        foreach (var weight in clustered.Take(MostLayers))
        {
            var storage = (KernelStorage)weight.Storage;
            var (height, width, forms) = ((int)storage.Kernel[0], (int)storage.Kernel[1], storage.Symmetry.Count());
            if (Known(before, weight) is { } own && own.Shape.Count == 4 && own.Shape[2] == height && own.Shape[3] == width)
                page.Add(Kernels($"{weight.Name}: kernels before", own.Floats().ToArray(), height * width, (int)(own.Count / (height * width)), i => i, i => $"kernel {i}", height, width));
            var uses = new int[storage.Codebook.Shape[0]];
            foreach (var number in storage.Numbers)
                uses[number / forms]++;
            int[] order = [.. Enumerable.Range(0, uses.Length).OrderByDescending(i => uses[i])];
            page.Add(Kernels($"{weight.Name}: representatives, the most used first", storage.Codebook.Floats().ToArray(), height * width, uses.Length, i => order[i], i => $"representative {i}: stands for {uses[i]} kernels of this layer", height, width));
        }
    }

    private static XElement Kernels(string title, float[] values, int taps, int count, Func<int, int> order, Func<int, string> tip, int height, int width)
    {
        var shown = Math.Min(count, KernelImages.Most);
        return KernelImages.Draw(string.Create(CultureInfo.InvariantCulture, $"{title} ({(shown < count ? $"{shown} of " : "")}{count:N0})"),
            [.. Enumerable.Range(0, shown).Select(order).Select(i => ((ReadOnlyMemory<float>)values.AsMemory(i * taps, taps), tip(i)))], height, width);
    }

    private static Weight? Known(Network? network, Weight weight) => network?.Weights.GetValueOrDefault(weight.Name) is { Type: ElementType.Float } known ? known : null;
}
