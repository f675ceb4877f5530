using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLNetCompact.Tool;

/// <summary>The command line. Exit codes: 0; 1 where arguments or files are wrong; 130 where it was cancelled.</summary>
public static class ToolCommand
{
    /// <summary>How results are written with --json.</summary>
    internal static JsonSerializerOptions Json { get; } = new()
    {
        WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Runs the program.</summary>
    /// <returns>The exit code.</returns>
    public static int Run(string[] args, TextWriter output, TextWriter error)
    {
        var command = new RootCommand("Looks into ONNX files, makes them smaller without labels or training, times them, and sweeps over how.")
        {
            InspectCommand.Make(output), CompactCommand.Make(output, error), BenchCommand.Make(output), SweepCommand.Make(output, error), ReportCommand.Make(output),
        };
        try
        {
            return command.Parse(args).Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
        }
        catch (OperationCanceledException)
        {
            error.WriteLine("Cancelled; nothing was written.");
            return 130;
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException or InputSizeException or ToolException)
        {
            error.WriteLine(ToolText.PrintableLines(e.Message));
            return 1;
        }
    }
}

/// <summary>Arguments that do not go with each other or with a file; the message is for the user.</summary>
public sealed class ToolException : Exception
{
    public ToolException()
    {
    }

    public ToolException(string message) : base(message)
    {
    }

    public ToolException(string message, Exception inner) : base(message, inner)
    {
    }
}
