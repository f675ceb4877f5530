using System.CommandLine;
using System.Text.Json;
using Spectre.Console;

namespace MLNetCompact.Tool;

/// <summary>How fast files are, beside each other.</summary>
internal static class BenchCommand
{
    public static Command Make(TextWriter output)
    {
        var models = new Argument<string[]>("models") { Description = "The ONNX files; ratios are to the first.", Arity = ArgumentArity.OneOrMore };
        var batch = new Option<int>("--batch") { Description = "Rows of a run.", DefaultValueFactory = _ => 1 };
        var threads = new Option<int>("--threads") { Description = "Threads of a run.", DefaultValueFactory = _ => 1 };
        var input = new Option<InputSize[]>("--input") { Description = "Sizes that the files leave open.", HelpName = "sizes", DefaultValueFactory = _ => [], CustomParser = InputSize.Parse };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        foreach (var (option, most) in new[] { (batch, 65_536), (threads, 1024) })
        {
            option.Validators.Add(result =>
            {
                if (result.GetValueOrDefault<int>() is var value && (value < 1 || value > most))
                    result.AddError($"{option.Name} is {value}; expected 1 to {most}.");
            });
        }
        var command = new Command("bench", "Times ONNX files in ONNX Runtime: warmed up, in turns, medians and spread.") { models, batch, threads, input, json };
        command.SetAction((parsed, cancel) => Task.Run(() =>
        {
            var files = parsed.GetRequiredValue(models);
            var networks = files.Select(f => (parsed.GetValue(input) ?? []).Aggregate(Network.Load(f), (own, size) => size.ApplyTo(own))).ToArray();
            var bad = Array.FindIndex(networks, n => !n.Inputs.All(TimedSession.CanFeed));
            if (bad >= 0)
                throw new ToolException($"'{files[bad]}' has an input of open size or of text; state sizes with --input.");
            var times = new OnnxTimer(parsed.GetValue(threads), cancel).Spread(networks, parsed.GetValue(batch));
            var lines = files.Select((f, i) => new BenchLine(f, new FileInfo(f).Length, 1000 * times[i].Median, 1000 * times[i].Lower, 1000 * times[i].Upper, times[0].Median / times[i].Median)).ToArray();
            if (parsed.GetValue(json))
                output.WriteLine(JsonSerializer.Serialize(lines, ToolCommand.Json));
            else
                ToolText.Write(output, (console, border) => console.Write(Table(lines, border)));
        }, cancel));
        return command;
    }

    private static Table Table(BenchLine[] lines, TableBorder border)
    {
        var table = ToolText.Table(border, ("file", false), ("bytes", true), ("ms a run", true), ("half of the runs", true), ("times as fast", true));
        foreach (var line in lines)
            ToolText.Row(table, line.File, ToolText.Number(line.Bytes, "N0"), ToolText.Number(line.Milliseconds, "0.0000"), $"{ToolText.Number(line.Lower, "0.0000")} to {ToolText.Number(line.Upper, "0.0000")}", ToolText.Number(line.TimesAsFast, "0.00"));
        return table;
    }
}

/// <summary>One file.</summary>
/// <param name="File">The file.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Milliseconds">The median of a run.</param>
/// <param name="Lower">A quarter of the runs took no longer.</param>
/// <param name="Upper">A quarter took at least as long.</param>
/// <param name="TimesAsFast">The first file's median over this one's.</param>
public sealed record BenchLine(string File, long Bytes, double Milliseconds, double Lower, double Upper, double TimesAsFast);
