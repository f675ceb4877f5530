using Microsoft.ML.OnnxRuntime;

namespace MLNetCompact;

/// <summary>A network in ONNX Runtime that scores rows in batches, for several cursors at once. The session is made when it is first needed.</summary>
internal sealed class BatchSession : IDisposable
{
    private const int LargestBatch = 1024;

    /// <summary>Numbers of the largest value of a batch at most: more than fits into a cache gains nothing.</summary>
    private const long MostNumbers = 1 << 19;

    private readonly ReaderWriterLockSlim _lock = new();
    private readonly Lazy<InferenceSession> _session;
    private readonly RunOptions _run = new();
    private readonly Shape _input;
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;
    private bool _disposed;

    private BatchSession(Network network, string file)
    {
        (_input, _inputNames, _outputNames) = (network.Inputs[0].Shape!, [network.Inputs[0].Name], [.. network.Outputs.Select(o => o.Name)]);
        Sizes = [.. network.Outputs.Select(o => (int)o.Shape!.ElementsPerRow)];
        var largest = network.Shapes.Values.Where(s => s is { Count: > 0 }).Max(s => s.Skip(1).Where(d => d != Shape.Unknown).Aggregate(1L, (product, d) => product * d));
        BatchSize = (int)Math.Clamp(MostNumbers / Math.Max(1, largest), 1, LargestBatch);
        _session = new(() =>
        {
            using var options = new SessionOptions();
            return new InferenceSession(file, options);
        });
    }

    /// <summary>How many rows are scored at once at most.</summary>
    public int BatchSize { get; }

    /// <summary>The names of what the network gives.</summary>
    public IReadOnlyList<string> Outputs => _outputNames;

    /// <summary>How many numbers of each output a row has.</summary>
    public IReadOnlyList<int> Sizes { get; }

    /// <summary>A session of a network, or null where it does not give numbers of known sizes for any number of rows.</summary>
    /// <param name="network">The network.</param>
    /// <param name="file">Its file, which has to stay until this is disposed.</param>
    public static BatchSession? Of(Network network, string file) =>
        network.Inputs is [{ Type: ElementType.Float, Shape: { Count: > 0, IsKnownPerRow: true } shape }] && shape[0] == Shape.Unknown
        && network.Outputs.All(o => o is { Type: ElementType.Float, Shape: { Count: > 1, IsKnownPerRow: true } own } && own[0] == Shape.Unknown) ? new(network, file) : null;

    /// <summary>Scores rows; several threads may do so at once.</summary>
    /// <param name="features">The numbers of the rows, one after the other.</param>
    /// <param name="rows">How many rows.</param>
    /// <param name="outputs">Gets, for each output, the numbers of the rows.</param>
    /// <exception cref="ObjectDisposedException">It is disposed.</exception>
    public void Run(float[] features, int rows, IReadOnlyList<float[]> outputs)
    {
        _lock.EnterReadLock();
        try
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(NetworkTransformer));
            using var input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, features.AsMemory(0, rows * (int)_input.ElementsPerRow), [.. _input.With(0, rows)]);
            using var given = _session.Value.Run(_run, _inputNames, [input], _outputNames);
            for (var o = 0; o < outputs.Count; o++)
                given[o].GetTensorDataAsSpan<float>().CopyTo(outputs[o]);
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    public void Dispose()
    {
        _lock.EnterWriteLock();
        try
        {
            if (_disposed)
                return;
            _disposed = true;
            if (_session.IsValueCreated)
                _session.Value.Dispose();
            _run.Dispose();
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }
}
