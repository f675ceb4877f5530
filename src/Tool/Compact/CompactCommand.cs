using System.CommandLine;
using System.Globalization;
using Microsoft.ML;

namespace MLNetCompact.Tool;

/// <summary>Makes a file smaller.</summary>
internal static class CompactCommand
{
    public static Command Make(TextWriter output, TextWriter error)
    {
        var model = new Argument<string>("model") { Description = "The ONNX file." };
        var data = new Option<string?>("--data") { Description = "Rows to look at, without labels: a text file of numbers, a row a line (CSV). Without it the weights alone decide.", HelpName = "file" };
        var step = new Option<StepText[]>("--step")
        {
            Description = "A step, with options behind a colon: unify:maxOutputError=0.01 (neurons and channels take over for others) or cluster:removed=0.8 (kernels share representatives). Given several times, steps follow each other.",
            HelpName = "step", Required = true, CustomParser = StepText.Parse, AllowMultipleArgumentsPerToken = false,
        };
        var target = new Option<string>("--output", "-o") { Description = "The file to write; an existing one is replaced once the new one is complete.", HelpName = "file", Required = true };
        var input = new Option<InputSize[]>("--input") { Description = "Sizes that the file leaves open, as Nx3x32x32.", HelpName = "sizes", DefaultValueFactory = _ => [], CustomParser = InputSize.Parse };
        var seed = new Option<int>("--seed") { Description = "Decides what is drawn at random.", DefaultValueFactory = _ => 0 };
        var json = new Option<bool>("--json") { Description = "Print the report as JSON." };
        var command = new Command("compact", "Makes an ONNX file smaller without labels and without training.") { model, data, step, target, input, seed, json };
        command.SetAction((parsed, cancel) => Task.Run(() =>
        {
            var (file, path) = (parsed.GetRequiredValue(model), parsed.GetRequiredValue(target));
            var network = (parsed.GetValue(input) ?? []).Aggregate(Network.Load(file), (own, size) => size.ApplyTo(own));
            if (network.Inputs is not [{ Shape: { Count: > 0 } shape }] || shape.Skip(1).Contains(Shape.Unknown))
                throw new ToolException($"'{file}' reads {string.Join(", ", network.Inputs.Select(i => $"{i.Name} {i.Shape}"))}; expected one input of known size: state it with --input.");
            var (ml, width) = (new MLContext(), (int)shape.ElementsPerRow);
            var rows = parsed.GetValue(data) is { } given ? CsvRows.Read(given, width) : [];
            using var fitted = Fit(ml, network, parsed.GetRequiredValue(step), CsvRows.View(ml, rows, width), new() { Seed = parsed.GetValue(seed), ValidationFraction = 0, CancellationToken = cancel });
            fitted.SaveOnnx(path);
            if (parsed.GetValue(json))
                output.WriteLine(fitted.Report.ToJson());
            else
                output.WriteLine(ToolText.PrintableLines(fitted.Report.ToString().TrimEnd()));
            var (before, after) = (new FileInfo(file).Length, new FileInfo(path).Length);
            (parsed.GetValue(json) ? error : output).WriteLine(string.Create(CultureInfo.InvariantCulture, $"{path}: {after:N0} of {before:N0} bytes ({100.0 * after / before:0.#} %)"));
        }, cancel));
        return command;
    }

    private static NetworkTransformer Fit(MLContext ml, Network network, StepText[] steps, IDataView rows, RunSettings settings)
    {
        var chain = steps.Aggregate(ml.Compaction(settings).From(network), (chain, step) => step.After(chain));
        try
        {
            return chain.Fit(rows);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or NotSupportedException)
        {
            throw new ToolException(e.Message, e);
        }
    }
}
