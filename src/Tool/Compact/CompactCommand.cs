using System.CommandLine;
using System.Globalization;
using Microsoft.ML;

namespace MLNetCompact.Tool;

/// <summary>Makes a file smaller.</summary>
internal static class CompactCommand
{
    public static Command Make(TextWriter output, TextWriter error)
    {
        var steps = new StepOptions();
        var target = new Option<string>("--output", "-o") { Description = "The file to write; an existing one is replaced once the new one is complete.", HelpName = "file", Required = true };
        var html = new Option<string?>("--html") { Description = "Write the report with pictures too: layers and weights before and after, representatives of kernels.", HelpName = "file" };
        var untimed = new Option<bool>("--no-speed") { Description = "Do not time the new file beside the old one." };
        var json = new Option<bool>("--json") { Description = "Print the report as JSON." };
        var command = new Command("compact", "Makes an ONNX file smaller without labels and without training.");
        steps.AddTo(command);
        foreach (var option in new Option[] { target, html, untimed, json })
            command.Add(option);
        command.SetAction((parsed, cancel) => Task.Run(() =>
        {
            var (ml, file, path) = (new MLContext(), steps.Model(parsed), parsed.GetRequiredValue(target));
            var before = new FileInfo(file) is { Exists: true } given ? given.Length : throw new FileNotFoundException($"There is no file '{file}'.", file);
            var (network, chain, rows) = steps.Read(parsed, ml, cancel);
            using var fitted = steps.Progress(parsed, error).While(ml, "Compacting", () => StepOptions.Run(() => chain.Fit(rows)));
            fitted.SaveOnnx(path);
            if (parsed.GetValue(html) is { } page)
                fitted.Report.SaveHtml(page, network, fitted.Network);
            if (parsed.GetValue(json))
                output.WriteLine(fitted.Report.ToJson());
            else
                output.WriteLine(ToolText.PrintableLines(fitted.Report.ToString().TrimEnd()));
            if (fitted.Task == LearningTask.MulticlassClassification && ToolText.Doubt(fitted.Report.Steps[0].Before.Validation, NetworkShape.Outputs(network)) is { } doubt)
                error.WriteLine(doubt);
            var after = new FileInfo(path).Length;
            (parsed.GetValue(json) ? error : output).WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: {after:N0} of {before:N0} bytes ({100.0 * after / before:0.#} %)"));
            if (!parsed.GetValue(untimed) && network.Inputs.All(TimedSession.CanFeed))
                (parsed.GetValue(json) ? error : output).WriteLine(Speed(network, Network.Load(path), cancel));
        }, cancel));
        return command;
    }

    /// <summary>How fast the new network is here; where widths make it slower, the report has said so.</summary>
    private static string Speed(Network before, Network after, CancellationToken cancel)
    {
        var times = new OnnxTimer(1, cancel).Time([before, after], 1);
        return string.Create(CultureInfo.InvariantCulture, $"{times[0] / times[1]:0.00} times as fast here, a row at a time on one thread.");
    }
}
