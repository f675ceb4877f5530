using Microsoft.ML.OnnxRuntime;

namespace MLNetCompact;

/// <summary>Runs a network over rows with ONNX Runtime, in batches: what an application will get.</summary>
internal sealed class OnnxScorer : IDisposable
{
    private const int LargestBatch = 512;

    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly Shape _input;
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;

    public OnnxScorer(Network network)
    {
        using var options = new SessionOptions();
        _session = new InferenceSession(network.ToOnnx(), options);
        (_input, _inputNames, _outputNames) = (network.Inputs[0].Shape!, [network.Inputs[0].Name], [network.Outputs[0].Name]);
    }

    /// <summary>Calls <paramref name="visit"/> with each row's number and what the network gives for it.</summary>
    public void Run(Rows rows, Action<int, ReadOnlySpan<float>> visit, CancellationToken cancel = default)
    {
        var width = (int)_input.ElementsPerRow;
        var largest = _input[0] == Shape.Unknown ? LargestBatch : (int)_input[0];
        var buffer = new float[largest * width];
        for (var start = 0; start < rows.Count; start += largest)
        {
            cancel.ThrowIfCancellationRequested();
            var count = Math.Min(largest, rows.Count - start);
            for (var i = 0; i < count; i++)
                rows.Features(start + i).CopyTo(buffer.AsSpan(i * width));
            var batch = _input[0] == Shape.Unknown ? count : largest;
            using var input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, buffer.AsMemory(0, batch * width), [.. _input.With(0, batch)]);
            using var outputs = _session.Run(_run, _inputNames, [input], _outputNames);
            var values = outputs[0].GetTensorDataAsSpan<float>();
            var each = values.Length / batch;
            for (var i = 0; i < count; i++)
                visit(start + i, values.Slice(i * each, each));
        }
    }

    /// <summary>The accuracy of a classifier, or the root mean squared error of a regression, of a network that ends in logits; NaN without rows.</summary>
    public static double Measure(Network network, LearningTask task, Rows rows, CancellationToken cancel = default)
    {
        double sum = 0, weight = 0;
        using var scorer = new OnnxScorer(network);
        scorer.Run(rows, (i, output) =>
        {
            sum += rows.Weight(i) * task.Score(output, rows.Label(i));
            weight += rows.Weight(i);
        }, cancel);
        return task.Summary(sum, weight);
    }

    public void Dispose()
    {
        _session.Dispose();
        _run.Dispose();
    }
}
