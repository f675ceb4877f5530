using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MLNetCompact;

/// <summary>What the trials of a sweep have in common.</summary>
/// <param name="Sweep">Steps, options and what varies.</param>
/// <param name="Metric">What the metric is.</param>
internal sealed record SweepSetup(string Sweep, string Metric);

/// <summary>The files of a sweep. A trial is written aside and moved into place; while it runs its process holds a lock, which ends with the process.</summary>
internal sealed class SweepFolder
{
    private const string SetupFile = "sweep.json";

    /// <summary>What systems say where another process has a file: Linux, macOS, Windows.</summary>
    private static readonly int[] s_taken = [11, 35, unchecked((int)0x80070020)];

    private SweepFolder(string path, SweepSetup setup) => (Path, Setup) = (path, setup);

    /// <summary>The full path.</summary>
    public string Path { get; }

    public SweepSetup Setup { get; }

    /// <summary>A folder that a sweep left.</summary>
    /// <exception cref="InvalidDataException">It holds none.</exception>
    public static SweepFolder Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        var file = System.IO.Path.Combine(full, SetupFile);
        return new(full, File.Exists(file) ? Read<SweepSetup>(file) : throw new InvalidDataException($"'{full}' holds no sweep: {SetupFile} is missing."));
    }

    /// <summary>A folder for a sweep: the one that it left there before, or a new one.</summary>
    /// <exception cref="InvalidOperationException">The folder holds another sweep.</exception>
    public static SweepFolder Make(string path, SweepSetup setup)
    {
        var full = System.IO.Path.GetFullPath(path);
        var file = System.IO.Path.Combine(full, SetupFile);
        if (!File.Exists(file))
            AtomicFile.Write(file, Bytes(setup));
        var there = Open(full);
        return there.Setup == setup ? there : throw new InvalidOperationException($"'{full}' holds another sweep: other steps, options, data or seed. Expected a folder of its own.");
    }

    /// <summary>All trials that are there.</summary>
    public IEnumerable<SweepTrial> Trials() => Directory.EnumerateFiles(Path, "trial-*.json").Order(StringComparer.Ordinal).Select(Read<SweepTrial>);

    /// <summary>A trial, or null while it is not done.</summary>
    public SweepTrial? Find(int number, int rung)
    {
        var file = FileOf(number, rung, "json");
        return File.Exists(file) ? Read<SweepTrial>(file) : null;
    }

    /// <summary>Takes a trial for this process; null where another process has it.</summary>
    public IDisposable? Claim(int number, int rung)
    {
        try
        {
            return new FileStream(FileOf(number, rung, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (IOException e) when (s_taken.Contains(e.HResult))
        {
            return null;
        }
    }

    /// <summary>Writes a trial; its network first, so that none is without.</summary>
    public SweepTrial Save(SweepTrial trial, int rung, Network? network)
    {
        if (network is not null)
        {
            var file = FileOf(trial.Number, rung, "onnx");
            network.Save(file);
            trial = trial with { File = System.IO.Path.GetFileName(file), StoredBytes = new FileInfo(file).Length };
        }
        AtomicFile.Write(FileOf(trial.Number, rung, "json"), Bytes(trial));
        return trial;
    }

    private static byte[] Bytes<T>(T value) => Encoding.UTF8.GetBytes(JsonSerializer.Serialize(value, Report.Json));

    private static T Read<T>(string file)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(File.ReadAllText(file), Report.Json) ?? throw new JsonException("it is empty");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"'{file}' is damaged: {e.Message}", e);
        }
    }

    private string FileOf(int number, int rung, string kind) => System.IO.Path.Combine(Path, string.Create(CultureInfo.InvariantCulture, $"trial-{number:00000}{(rung == 0 ? "" : $".{rung}")}.{kind}"));
}
