using System.CommandLine;
using System.Text.Json;

namespace MLNetCompact.Tool;

/// <summary>What is in a file: an <see cref="Inspection"/>, as tables or JSON.</summary>
internal static class InspectCommand
{
    public static Command Make(TextWriter output)
    {
        var model = new Argument<string>("model") { Description = "The ONNX file." };
        var input = new Option<InputSize[]>("--input")
        {
            Description = "Sizes that the file leaves open, as 1x3x640x640, or as name=1x3x640x640 where the network has several inputs; N leaves one open.",
            HelpName = "sizes", DefaultValueFactory = _ => [], CustomParser = InputSize.Parse,
        };
        var groups = new Option<bool>("--groups") { Description = "Print the channel groups only." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("inspect", "Shows the layers of an ONNX file, what they cost, and which channels must be removed together.") { model, input, groups, json };
        command.SetAction(parsed =>
        {
            var inspection = Inspection.Of(parsed.GetRequiredValue(model), parsed.GetValue(input) ?? []);
            if (parsed.GetValue(json))
                output.WriteLine(JsonSerializer.Serialize(inspection, ToolCommand.Json));
            else
                InspectionText.Write(inspection, parsed.GetValue(groups), output);
        });
        return command;
    }
}
