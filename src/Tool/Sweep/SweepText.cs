using System.Globalization;
using System.Text;
using System.Text.Json;
using Spectre.Console;

namespace MLNetCompact.Tool;

/// <summary>A sweep as text, JSON and files.</summary>
internal static class SweepText
{
    /// <summary>A line about a trial that is done.</summary>
    public static string Line(SweepTrial trial) => string.Create(CultureInfo.InvariantCulture, $"trial {trial.Number}: {(trial.Failure is { } failure ? $"failed: {failure}" : $"{Metric(trial)}{trial.StoredBytes:N0} bytes")}, {trial.Seconds:0.0} s");

    /// <summary>Writes the front as JSON and as a drawing, and everything as a page.</summary>
    public static void Save(SweepResult result, string folder)
    {
        result.Save(Path.Combine(folder, "front.json"));
        AtomicFile.Write(Path.Combine(folder, "front.svg"), Encoding.UTF8.GetBytes(result.ToSvg()));
        result.SaveHtml(Path.Combine(folder, "sweep.html"));
    }

    /// <summary>Prints the front.</summary>
    public static void Write(SweepResult result, TextWriter output, bool isJson)
    {
        var front = result.Front();
        // Without labels nothing is lost that can be told; then the smallest first.
        if (front.Count == 0)
            front = result.Front(SweepObjective.StoredBytes, SweepObjective.MultiplyAdds);
        if (isJson)
        {
            output.WriteLine(JsonSerializer.Serialize(new { result.Metric, Front = front, Failed = result.Trials.Count(t => t.Failure is not null) }, ToolCommand.Json));
            return;
        }
        ToolText.Write(output, (console, border) =>
        {
            var table = ToolText.Table(border, ("trial", true), (result.Metric, true), ("bytes", true), ("multiply-adds", true), ("ms", true), ("options", false));
            foreach (var trial in front)
            {
                ToolText.Row(table, ToolText.Number(trial.Number, "0"), trial.Metric is { } metric ? ToolText.Number(metric, "0.0000") : "-", ToolText.Number(trial.StoredBytes, "N0"), ToolText.Number(trial.MultiplyAdds, "N0"),
                    trial.Milliseconds is { } time ? ToolText.Number(time, "0.0000") : "-", string.Join(", ", trial.Options.Select(o => $"{o.Key}={o.Value?.ToJsonString()}")));
            }
            console.Write(table);
        });
        if (result.Trials.Count(t => t.Failure is not null) is > 0 and var failed)
            output.WriteLine(ToolText.Printable(string.Create(CultureInfo.InvariantCulture, $"{failed} trial(s) failed; the first: {result.Trials.First(t => t.Failure is not null).Failure}")));
        if (result.Best(SweepObjective.StoredBytes, maxLoss: 0.005) is { } best)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The smallest within {(result.Metric == "RMSE" ? "0.005" : "half a point")}: trial {best.Number}, {best.StoredBytes:N0} bytes, {best.File}"));
    }

    private static string Metric(SweepTrial trial) => trial.Metric is { } metric ? string.Create(CultureInfo.InvariantCulture, $"{metric:0.0000}, ") : "";
}
