using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.OnnxRuntime;

namespace MLNetCompact.Benchmarks;

/// <summary>Writes benchmarks/results/NAME.json and, from all of them, docs/results.md.</summary>
public static class ResultFiles
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true };

    public static string Root { get; } = Git("rev-parse --show-toplevel");

    private static string Folder => Path.Combine(Root, "benchmarks", "results");

    public static ResultFile Write(IBenchmark benchmark, Measurement measurement, string command)
    {
        var commit = Git("rev-parse --short HEAD") + (Git("status --porcelain -- src standins benchmarks examples :!benchmarks/results").Length > 0 ? " + uncommitted changes" : "");
        var file = new ResultFile(benchmark.Name, benchmark.Description, command, commit, DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Versions(), Machine(), measurement);
        Directory.CreateDirectory(Folder);
        WriteAside(Path.Combine(Folder, benchmark.Name + ".json"), JsonSerializer.Serialize(file, s_json) + "\n");
        return file;
    }

    /// <summary>Writes a drawing beside docs/results.md.</summary>
    public static void WriteFigure(string name, string svg) => WriteAside(Path.Combine(Root, "docs", name + ".svg"), svg + "\n");

    public static void WriteDocument()
    {
        var text = new StringBuilder("# Measured results\n\nGenerated from `benchmarks/results/*.json` by `dotnet run -c Release --project benchmarks -- report`. Each file says with which command, commit, seeds and versions it was made.\n");
        foreach (var path in Directory.GetFiles(Folder, "*.json").Order(StringComparer.Ordinal))
            Append(text, JsonSerializer.Deserialize<ResultFile>(File.ReadAllText(path))!);
        Directory.CreateDirectory(Path.Combine(Root, "docs"));
        WriteAside(Path.Combine(Root, "docs", "results.md"), text.ToString());
    }

    private static void Append(StringBuilder text, ResultFile file)
    {
        var rows = file.Measurement.Rows;
        text.Append(CultureInfo.InvariantCulture, $"\n## {file.Name}\n\n{file.Description}\n\n`{file.Command}`, commit {file.Commit}, {file.Date}, seeds {string.Join(", ", file.Measurement.Seeds)}; {file.Machine}; {string.Join(", ", file.Versions.Select(v => $"{v.Key} {v.Value}"))}.\n\n");
        if (File.Exists(Path.Combine(Root, "docs", file.Name + ".svg")))
            text.Append(CultureInfo.InvariantCulture, $"![{file.Name}]({file.Name}.svg)\n\n");
        var columns = rows.SelectMany(r => r.Keys).Distinct().ToArray();
        text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", columns)} |\n|{string.Concat(columns.Select(_ => "---|"))}\n");
        foreach (var row in rows)
            text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", columns.Select(c => row.TryGetValue(c, out var value) ? value : ""))} |\n");
        text.Append("\n| claim | measured | target | source | holds |\n|---|---|---|---|---|\n");
        foreach (var claim in file.Measurement.Claims)
            text.Append(CultureInfo.InvariantCulture, $"| {claim.What} | {claim.Measured:0.####} | {claim.Target} | {claim.Source} | {(claim.Holds ? "yes" : "**no**")} |\n");
    }

    private static Dictionary<string, string> Versions() => new()
    {
        ["Microsoft.ML"] = Version(typeof(MLContext)),
        ["TorchSharp"] = Version(typeof(TorchSharp.torch)),
        ["ONNX Runtime"] = OrtEnv.Instance().GetVersionString(),
        [".NET"] = Environment.Version.ToString(),
    };

    private static string Version(Type type) =>
        type.Assembly.GetCustomAttributes(false).OfType<System.Reflection.AssemblyInformationalVersionAttribute>().Single().InformationalVersion;

    private static string Machine()
    {
        var model = File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() : null;
        return $"{model ?? RuntimeInformation.ProcessArchitecture.ToString()}, {Environment.ProcessorCount} cores, {RuntimeInformation.OSDescription}";
    }

    private static string Git(string arguments)
    {
        using var git = Process.Start(new ProcessStartInfo("git", arguments) { RedirectStandardOutput = true })!;
        var output = git.StandardOutput.ReadToEnd().Trim();
        git.WaitForExit();
        return git.ExitCode == 0 ? output : throw new InvalidOperationException("Benchmarks run inside the git repository.");
    }

    private static void WriteAside(string path, string text)
    {
        File.WriteAllText(path + ".tmp", text);
        File.Move(path + ".tmp", path, overwrite: true);
    }
}
