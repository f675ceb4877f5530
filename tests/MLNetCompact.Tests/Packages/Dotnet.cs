using System.Diagnostics;

namespace MLNetCompact.Tests.Packages;

/// <summary>Runs the SDK that runs these tests, in the repository's folder.</summary>
/// <param name="ExitCode">0 if all went well.</param>
/// <param name="Output">All that it wrote.</param>
internal sealed record Dotnet(int ExitCode, string Output)
{
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(10);

    public static Dotnet Run(params string[] arguments)
    {
        var program = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = PackageList.Root };
        // No process stays behind that holds the output open, and messages are in the language of the tests.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(s_longest))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"dotnet {string.Join(' ', arguments)} did not end.");
        }
        return new Dotnet(process.ExitCode, output.Result + errors.Result);
    }
}
