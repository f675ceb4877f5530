using System.CommandLine;
using System.Text.Json;
using Microsoft.ML;

namespace MLNetCompact.Tool;

/// <summary>Reports and sweeps as pages with pictures.</summary>
internal static class ReportCommand
{
    public static Command Make(TextWriter output)
    {
        var from = new Argument<string[]>("from") { Description = "A model.zip, the JSON of a report, or the folders of a sweep: of all its parts, which are put together.", Arity = ArgumentArity.OneOrMore };
        var before = new Option<string?>("--before") { Description = "The ONNX file before the first step: its weights and kernels stand beside those after.", HelpName = "file" };
        var target = new Option<string?>("--output", "-o") { Description = "The page to write: one HTML file that needs no network.", HelpName = "file" };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("report", "Shows what steps did, or which trials of a sweep no other beats; with pictures in an HTML file.") { from, before, target, json };
        command.SetAction(parsed =>
        {
            var (paths, page, isJson) = (parsed.GetRequiredValue(from), parsed.GetValue(target), parsed.GetValue(json));
            if (paths.All(Directory.Exists))
            {
                var sweep = SweepResult.Merge(paths);
                if (page is not null)
                    sweep.SaveHtml(page);
                SweepText.Write(sweep, output, isJson);
                return;
            }
            if (paths is not [var file])
                throw new ToolException("Several were given; expected one file, or folders of one sweep.");
            var (report, after) = Read(file);
            if (page is not null)
                report.SaveHtml(page, parsed.GetValue(before) is { } dense ? Network.Load(dense) : null, after);
            output.WriteLine(isJson ? report.ToJson() : ToolText.PrintableLines(report.ToString()));
        });
        return command;
    }

    private static (MLNetCompact.Report Report, Network? After) Read(string file)
    {
        if (!Path.GetExtension(file).Equals(".json", StringComparison.OrdinalIgnoreCase))
        {
            var model = new MLContext().Compaction().Load(file, out _);
            using var transformer = model as NetworkTransformer ?? (model as IEnumerable<ITransformer>)?.OfType<NetworkTransformer>().FirstOrDefault()
                ?? throw new InvalidDataException($"'{file}' holds no network that was saved with MLNetCompact.");
            return (transformer.Report, transformer.Network);
        }
        try
        {
            return (JsonSerializer.Deserialize<MLNetCompact.Report>(File.ReadAllText(file), MLNetCompact.Report.Json) is { Steps: not null } report ? report : throw new JsonException("it has no steps"), null);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or NotSupportedException)
        {
            throw new InvalidDataException($"'{file}' is no report: {e.Message}", e);
        }
    }
}
