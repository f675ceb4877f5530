using System.Globalization;

namespace MLNetCompact;

/// <summary>A <see cref="SweepResult"/> as a page with pictures.</summary>
internal static class SweepPage
{
    public static HtmlPage Of(SweepResult result)
    {
        var complete = result.Complete.ToArray();
        var page = new HtmlPage("Sweep").Text(string.Create(CultureInfo.InvariantCulture, $"{result.Trials.Count} trials, {result.Trials.Count(t => t.Failure is not null)} of them failed. A trial is on the front (the Pareto front) if no other is better in one thing and as good in the other. Point at a dot to see its options."));
        page.Heading("The front");
        if (complete.Any(t => t.Metric is not null))
        {
            page.Add(Chart(result, complete, SweepObjective.StoredBytes).ToElement(), Chart(result, complete, SweepObjective.MultiplyAdds).ToElement());
            if (complete.Any(t => t.Milliseconds is not null))
                page.Add(Chart(result, complete, SweepObjective.Milliseconds).ToElement());
            page.Table(Header(result), result.Front().Select(Row), 6);
        }
        else
        {
            page.Text("No trial was measured on labelled rows: there is no front.");
        }
        page.Heading("All trials").Table(Header(result), complete.Select(Row), 6);
        if (result.Trials.Where(t => t.Failure is not null).ToArray() is { Length: > 0 } failed)
            page.Heading("Trials that failed").List(failed.Select(t => string.Create(CultureInfo.InvariantCulture, $"{t.Number}: {t.Failure} ({Options(t)})")));
        return page;
    }

    /// <summary>All trials by metric and one more objective: the front a line, every trial a dot.</summary>
    public static LineChart Chart(SweepResult result, IReadOnlyList<SweepTrial> complete, SweepObjective by)
    {
        SweepTrial[] trials = [.. complete.Where(t => t.Metric is not null && !double.IsNaN(t.Of(by, true)))];
        SweepTrial[] front = [.. result.Front(SweepObjective.Metric, by).OrderBy(t => t.Of(by, true))];
        var name = by switch { SweepObjective.StoredBytes => "bytes of the ONNX file", SweepObjective.MultiplyAdds => "multiply-adds of a row", _ => "milliseconds of a row" };
        return new($"Trials by {name}", name, result.Metric,
            [new("trials", Points(trials), IsDots: true, Tips: [.. trials.Select(Tip)]), new("front", Points(front), Tips: [.. front.Select(Tip)])], logarithmicX: trials.All(t => t.Of(by, true) > 0));

        (double X, double Y)[] Points(SweepTrial[] some) => [.. some.Select(t => (t.Of(by, true), t.Metric!.Value))];

        string Tip(SweepTrial trial) => string.Create(CultureInfo.InvariantCulture, $"trial {trial.Number}: {result.Metric} {trial.Metric:0.0000}, {trial.StoredBytes:N0} bytes\n{Options(trial)}");
    }

    private static string[] Header(SweepResult result) => ["trial", result.Metric, "stored bytes", "multiply-adds", "ms", "times as fast", "options"];

    private static string[] Row(SweepTrial t) => [Number(t.Number, "0"), Number(t.Metric, "0.0000"), Number(t.StoredBytes, "N0"), Number(t.MultiplyAdds, "N0"), Number(t.Milliseconds, "0.0000"), Number(t.TimesAsFast, "0.00"), Options(t)];

    private static string Options(SweepTrial trial) => string.Join(", ", trial.Options.Select(o => $"{o.Key} = {o.Value?.ToJsonString()}"));

    private static string Number(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "-";
}
