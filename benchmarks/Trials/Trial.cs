using System.Text.Json;

namespace MLNetCompact.Benchmarks;

/// <summary>What one training of a benchmark came to; its network lies beside it as an ONNX file.</summary>
/// <param name="Point">Which of the benchmark's settings.</param>
/// <param name="Seed">The seed of weights, order and validation rows.</param>
/// <param name="Error">Share of wrong answers: on the test images, or on those held back while choosing.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record Trial(string Point, int Seed, double Error, double Seconds);

/// <summary>
/// Where the trials of a benchmark lie, so that one that was broken off goes on where it was. The folder's name depends on the settings and on the code.
/// </summary>
public sealed class TrialFolder
{
    private readonly string _path;

    /// <param name="benchmark">The benchmark's name.</param>
    /// <param name="settings">All that its trials depend on, beside the code.</param>
    /// <param name="choosing">Whether errors are those of the validation rows.</param>
    public TrialFolder(string benchmark, object settings, bool choosing)
    {
        var code = string.Concat(new[] { typeof(Network), typeof(NetworkTransformer), typeof(StructuredSparsityTrainer) }.Select(t => t.Module.ModuleVersionId.ToString("N")));
        var hash = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(code + JsonSerializer.Serialize(settings)));
        _path = Path.Combine(ResultFiles.Root, "out", "benchmarks", $"{benchmark}-{Convert.ToHexString(hash)[..10]}{(choosing ? "-choosing" : "")}");
        Directory.CreateDirectory(_path);
    }

    /// <summary>For checkpoints of trainings under way.</summary>
    public string Checkpoints => Path.Combine(_path, "checkpoints");

    private string Onnx(string point, int seed) => Path.Combine(_path, $"{point}-{seed}.onnx");

    /// <summary>The network of a trial that is done.</summary>
    public Network Network(string point, int seed) => MLNetCompact.Network.Load(Onnx(point, seed));

    public Trial? Find(string point, int seed) => File.Exists(Json(point, seed)) ? JsonSerializer.Deserialize<Trial>(File.ReadAllText(Json(point, seed))) : null;

    public void Save(Trial trial, Network network)
    {
        network.Save(Onnx(trial.Point, trial.Seed));
        var path = Json(trial.Point, trial.Seed);
        File.WriteAllText(path + ".tmp", JsonSerializer.Serialize(trial));
        File.Move(path + ".tmp", path, overwrite: true);
    }

    private string Json(string point, int seed) => Path.Combine(_path, $"{point}-{seed}.json");
}
