using System.CommandLine;
using MLNetCompact;
using MLNetCompact.RealData;
using Spectre.Console;

namespace Examples;

/// <summary>How an example runs: Ctrl+C cancels it, and what its user can mend is told in a line.</summary>
public static class ExampleProgram
{
    /// <summary>Runs a command of a program with its arguments; tells the exit code.</summary>
    /// <param name="command">The command and its options.</param>
    /// <param name="args">The arguments.</param>
    /// <param name="run">What it does.</param>
    public static Task<int> Run(RootCommand command, string[] args, Action<ParseResult, CancellationToken> run)
    {
        // In a file or a pipe, no colours.
        AnsiConsole.Profile.Capabilities.Ansi &= !Console.IsOutputRedirected;
        command.SetAction((parsed, cancel) => Task.FromResult(Outcome(() => run(parsed, cancel))));
        return command.Parse(args).InvokeAsync();
    }

    private static int Outcome(Action run)
    {
        try
        {
            run();
            return 0;
        }
        catch (OperationCanceledException)
        {
            AnsiConsole.MarkupLine("[yellow]Cancelled.[/]");
            return 130;
        }
        catch (Exception e) when (e is DataUnavailableException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            AnsiConsole.MarkupLineInterpolated($"[red]{e.Message}[/]");
            return 1;
        }
    }
}

/// <summary>A line for each epoch.</summary>
public sealed class EpochLine : IProgress<TrainingProgress>
{
    public void Report(TrainingProgress value) => Console.WriteLine(value);
}

/// <summary>A line for each text.</summary>
public sealed class TextLine : IProgress<string>
{
    public void Report(string value) => Console.WriteLine(value);
}
