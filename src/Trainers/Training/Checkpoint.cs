using System.Security.Cryptography;
using static TorchSharp.torch;

namespace MLNetCompact;

/// <summary>
/// The file from which a training goes on after it was killed, written anew after every epoch. Its name tells the rows, the seed, the options and the
/// network it belongs to, so that it serves that training only.
/// </summary>
internal sealed class Checkpoint
{
    private static readonly byte[] s_magic = "MLNetCompact checkpoint 1\n"u8.ToArray();

    private readonly string _path;

    private Checkpoint(string path) => _path = path;

    /// <summary>The checkpoint of a phase, or null if the run keeps none.</summary>
    public static Checkpoint? Of(RunContext run, string step, string phase, Network network)
    {
        var path = run.CheckpointPath($"{step}-{phase}", network);
        return path is null ? null : new Checkpoint(path);
    }

    public void Save(TrainingState state)
    {
        using var memory = new MemoryStream();
        using (var writer = new BinaryWriter(memory))
        {
            writer.Write(s_magic);
            writer.Write(state.Epoch);
            writer.Write(state.Optimizer.Steps);
            foreach (var tensor in Tensors(state))
                Write(writer, tensor);
            writer.Write(state.Best is not null);
            if (state.Best is { } best)
            {
                writer.Write(best.Score);
                writer.Write(best.Since);
                var onnx = best.Network.ToOnnx();
                writer.Write(onnx.Length);
                writer.Write(onnx);
            }
        }
        var bytes = memory.ToArray();
        AtomicFile.Write(_path, [.. bytes, .. SHA256.HashData(bytes)]);
    }

    /// <summary>Puts <paramref name="state"/> where the training was; does nothing if there is no file.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public void Load(TrainingState state)
    {
        if (!File.Exists(_path))
            return;
        var file = File.ReadAllBytes(_path);
        var length = file.Length - SHA256.HashSizeInBytes;
        if (length < s_magic.Length || !SHA256.HashData(file.AsSpan(0, length)).AsSpan().SequenceEqual(file.AsSpan(length)) || !file.AsSpan().StartsWith(s_magic))
            throw new InvalidDataException($"The checkpoint '{_path}' is damaged: delete it to begin that training anew.");
        using var reader = new BinaryReader(new MemoryStream(file, s_magic.Length, length - s_magic.Length));
        state.Epoch = reader.ReadInt32();
        state.Optimizer.Steps = reader.ReadInt32();
        using (no_grad())
        {
            using var scope = NewDisposeScope();
            foreach (var target in Tensors(state))
                target.copy_(Read(reader, target));
        }
        if (reader.ReadBoolean())
            state.Best = new BestEpoch(reader.ReadDouble(), reader.ReadInt32(), Network.Load(reader.ReadBytes(reader.ReadInt32())));
    }

    private static IEnumerable<Tensor> Tensors(TrainingState state) => state.Tensors.Parameters.Concat(state.Tensors.Statistics).Concat(state.Optimizer.State);

    private static void Write(BinaryWriter writer, Tensor tensor)
    {
        using var scope = NewDisposeScope();
        foreach (var value in tensor.detach().cpu().data<float>().ToArray())
            writer.Write(value);
    }

    private static Tensor Read(BinaryReader reader, Tensor like)
    {
        var values = new float[like.shape.Aggregate(1L, (product, d) => product * d)];
        for (var i = 0; i < values.Length; i++)
            values[i] = reader.ReadSingle();
        return tensor(values, like.shape, device: like.device);
    }
}
