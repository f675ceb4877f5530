using System.ComponentModel;
using System.Diagnostics;

namespace MLNetCompact.RealData;

/// <summary>Runs a package client.</summary>
internal static class Client
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>Runs <paramref name="command"/> to its end, showing nothing.</summary>
    /// <exception cref="DataUnavailableException">It is missing, fails or hangs; the message ends with <paramref name="remedy"/>.</exception>
    public static void Run(string command, IReadOnlyList<string> arguments, string folder, string remedy)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Start(start, remedy);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            throw new DataUnavailableException($"{command} did not end within {Patience.TotalMinutes} minutes. {remedy}");
        }

        Task.WaitAll(output, errors);
        if (process.ExitCode != 0)
        {
            var said = errors.Result.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            throw new DataUnavailableException(
                $"{command} {string.Join(' ', arguments)} failed: {string.Join("; ", said.Take(4))}. {remedy}");
        }
    }

    private static Process Start(ProcessStartInfo start, string remedy)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new DataUnavailableException($"{start.FileName} is not installed. {remedy}", e);
        }
    }
}
