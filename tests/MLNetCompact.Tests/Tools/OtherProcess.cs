using System.Diagnostics;
using MLNetCompact.ScoringProcess;

namespace MLNetCompact.Tests.Tools;

/// <summary>Runs the scoring program of these tests in a process of its own.</summary>
/// <param name="ExitCode">0 if all went well.</param>
/// <param name="Output">What it wrote to standard output.</param>
/// <param name="Errors">What it wrote to standard error.</param>
/// <param name="LeftInTemp">What it left in its folder for temporary files, but for the file that newer versions of ONNX Runtime keep their telemetry's session in.</param>
internal sealed record OtherProcess(int ExitCode, string Output, string Errors, string[] LeftInTemp)
{
    private const int MostMilliseconds = 60_000;

    public static readonly string Folder = Path.GetDirectoryName(typeof(ScoredRows).Assembly.Location)!;

    public static readonly string Program = Path.GetFileName(typeof(ScoredRows).Assembly.Location);

    private static readonly string s_dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <param name="arguments">The program's arguments.</param>
    /// <param name="folder">Where the program lies, if not here.</param>
    /// <param name="shell">Shell commands to run before in the same process, on Linux.</param>
    public static OtherProcess Run(string[] arguments, string? folder = null, string? shell = null)
    {
        string[] command = [s_dotnet, Path.Combine(folder ?? Folder, Program), .. arguments];
        if (shell is not null)
            command = ["/bin/sh", "-c", $"{shell}; exec \"$@\"", "sh", .. command];
        using var temp = new TempFolder();
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var variable in (string[])["TMPDIR", "TMP", "TEMP"])
            start.Environment[variable] = temp.Path;
        // The diagnostics port is a file among the temporary ones.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        // Memory that counts as a file would break a limit on the size of files.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(MostMilliseconds))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{string.Join(' ', command)} did not end.");
        }
        return new OtherProcess(process.ExitCode, output.Result, errors.Result, [.. Directory.GetFileSystemEntries(temp.Path).Select(f => Path.GetFileName(f)).Where(f => Path.GetExtension(f) != ".ses")]);
    }
}
