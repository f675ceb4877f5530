using Microsoft.ML.OnnxRuntime;

namespace MLNetCompact;

/// <summary>Inner values of a network for rows, as ONNX Runtime computes them, batch by batch.</summary>
internal sealed class Activations : IDisposable
{
    private const int LargestBatch = 256;

    /// <summary>Numbers of all values of a batch at most.</summary>
    private const long MostNumbers = 1 << 24;

    private readonly InferenceSession? _session;
    private readonly RunOptions _run = new();
    private readonly string[] _computed;
    private readonly string[] _names;
    private readonly string[] _input;
    private readonly Shape _row;

    /// <param name="network">The network.</param>
    /// <param name="names">The values; inputs of the network are among what can be asked for.</param>
    public Activations(Network network, IEnumerable<string> names)
    {
        _names = [.. names];
        (_input, _row) = ([network.Inputs[0].Name], network.Inputs[0].Shape!);
        _computed = [.. _names.Where(n => n != _input[0]).Distinct(StringComparer.Ordinal)];
        var numbers = _row.ElementsPerRow + _computed.Sum(n => network.Shapes[n].Skip(1).Where(d => d != Shape.Unknown).Aggregate(1L, (product, d) => product * d));
        BatchSize = _row[0] == Shape.Unknown ? (int)Math.Clamp(MostNumbers / Math.Max(1, numbers), 1, LargestBatch) : (int)_row[0];
        if (_computed.Length == 0)
            return;
        using var options = new SessionOptions();
        _session = new InferenceSession(Prefix(network, _computed).ToOnnx(), options);
    }

    /// <summary>How many rows it computes at once at most.</summary>
    public int BatchSize { get; }

    /// <summary>The values for some rows, in the order of the names.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="start">The first.</param>
    /// <param name="count">How many, at most <see cref="BatchSize"/>.</param>
    public Batch Run(Rows rows, int start, int count)
    {
        var width = (int)_row.ElementsPerRow;
        var batch = _row[0] == Shape.Unknown ? count : (int)_row[0];
        var features = new float[batch * width];
        for (var i = 0; i < count; i++)
            rows.Features(start + i).CopyTo(features.AsSpan(i * width));
        if (_session is null)
            return new(batch, features, null, [.. _names.Select(_ => -1)]);
        using var input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, features.AsMemory(), [.. _row.With(0, batch)]);
        return new(batch, features, _session.Run(_run, _input, [input], _computed), [.. _names.Select(n => Array.IndexOf(_computed, n))]);
    }

    public void Dispose()
    {
        _session?.Dispose();
        _run.Dispose();
    }

    /// <summary>The part of a network that makes those values.</summary>
    private static Network Prefix(Network network, IReadOnlyCollection<string> names)
    {
        var live = NetworkEdit.Live(network.Nodes, [.. names.Select(n => new NetworkValue(n, ElementType.Float, network.Shapes[n]))]);
        return network.With(nodes: network.Nodes.Where(n => live.Contains(n.Name)), outputs: names.Select(n => new NetworkValue(n, ElementType.Float, network.Shapes[n])));
    }

    /// <summary>The values of some rows.</summary>
    internal sealed class Batch(int rows, float[] features, IDisposableReadOnlyCollection<OrtValue>? values, int[] places) : IDisposable
    {
        /// <summary>What the value of that number is for a row of the batch.</summary>
        public ReadOnlySpan<float> Of(int value, int row)
        {
            var all = places[value] < 0 ? features : values![places[value]].GetTensorDataAsSpan<float>();
            return all.Slice(row * (all.Length / rows), all.Length / rows);
        }

        public void Dispose() => values?.Dispose();
    }
}
