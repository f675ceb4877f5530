using System.Diagnostics;
using System.Text.Json;
using Scoring;

namespace QuickStart;

/// <summary>Runs examples/Scoring as a process of its own.</summary>
public static class SecondProcess
{
    public static Scores Score(string folder, string? data)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add(typeof(Scores).Assembly.Location);
        foreach (var file in new[] { "model.zip", "baseline.onnx", "model.onnx" })
            start.ArgumentList.Add(Path.Combine(folder, file));
        if (data is not null)
        {
            start.ArgumentList.Add("--data");
            start.ArgumentList.Add(data);
        }
        using var process = Process.Start(start) ?? throw new InvalidOperationException("The scoring program did not start.");
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"The scoring program ended with {process.ExitCode}: {output}");
        return JsonSerializer.Deserialize<Scores>(output.Trim().Split('\n')[^1])!;
    }
}
