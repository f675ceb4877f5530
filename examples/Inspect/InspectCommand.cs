using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Inspect;

/// <summary>The command line: arguments to an <see cref="Inspection"/>, and that to text.</summary>
public static class InspectCommand
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Runs the program.</summary>
    /// <returns>The exit code: 0, or 1 where arguments or file are wrong.</returns>
    public static int Run(string[] args, TextWriter output, TextWriter error)
    {
        var model = new Argument<string>("model") { Description = "The ONNX file." };
        var input = new Option<InputSize[]>("--input")
        {
            Description = "Sizes that the file leaves open, as 1x3x640x640, or as name=1x3x640x640 where the network has several inputs; N leaves one open.",
            HelpName = "sizes", DefaultValueFactory = _ => [], CustomParser = InputSize.Parse,
        };
        var groups = new Option<bool>("--groups") { Description = "Print the channel groups only." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new RootCommand("Shows the layers of an ONNX file, what they cost, and which channels must be removed together.") { model, input, groups, json };
        command.SetAction(parsed => Print(parsed.GetRequiredValue(model), parsed.GetValue(input) ?? [], parsed.GetValue(groups), parsed.GetValue(json), output, error));
        return command.Parse(args).Invoke(new InvocationConfiguration { Output = output, Error = error });
    }

    private static int Print(string file, InputSize[] sizes, bool groupsOnly, bool json, TextWriter output, TextWriter error)
    {
        try
        {
            var inspection = Inspection.Of(file, sizes);
            if (json)
                output.WriteLine(JsonSerializer.Serialize(inspection, s_json));
            else
                InspectionText.Write(inspection, groupsOnly, output);
            return 0;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException or InputSizeException)
        {
            error.WriteLine(InspectionText.Printable(e.Message));
            return 1;
        }
    }
}
