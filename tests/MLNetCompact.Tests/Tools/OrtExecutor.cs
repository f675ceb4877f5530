using Microsoft.ML.OnnxRuntime;

namespace MLNetCompact.Tests.Tools;

/// <summary>Runs the bytes of an ONNX file with ONNX Runtime.</summary>
internal static class OrtExecutor
{
    /// <summary>The outputs by name.</summary>
    public static Dictionary<string, ReferenceTensor> Run(byte[] onnx, IReadOnlyDictionary<string, ReferenceTensor> inputs)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using var session = new InferenceSession(onnx, options);
        using var run = new RunOptions();
        var values = inputs.ToDictionary(i => i.Key, i => OrtValue.CreateTensorValueFromMemory(
            i.Value.Values.Select(v => (float)v).ToArray(), [.. i.Value.Dims.Select(d => (long)d)]));
        try
        {
            using var outputs = session.Run(run, values, session.OutputNames);
            return session.OutputNames.Zip(outputs).ToDictionary(o => o.First, o => new ReferenceTensor(
                [.. o.Second.GetTensorTypeAndShape().Shape.Select(d => (int)d)], [.. o.Second.GetTensorDataAsSpan<float>().ToArray().Select(v => (double)v)]));
        }
        finally
        {
            foreach (var value in values.Values)
                value.Dispose();
        }
    }

    /// <summary>The outputs of any type by name, as their dimensions and bytes.</summary>
    public static Dictionary<string, (string Dims, byte[] Bytes)> Bytes(byte[] onnx, IReadOnlyDictionary<string, ReferenceTensor> inputs)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        using var session = new InferenceSession(onnx, options);
        using var run = new RunOptions();
        var values = inputs.ToDictionary(i => i.Key, i => OrtValue.CreateTensorValueFromMemory(i.Value.Values.Select(v => (float)v).ToArray(), [.. i.Value.Dims.Select(d => (long)d)]));
        try
        {
            using var outputs = session.Run(run, values, session.OutputNames);
            return session.OutputNames.Zip(outputs).ToDictionary(o => o.First, o =>
                (string.Join(' ', o.Second.GetTensorTypeAndShape().Shape), o.Second.GetTensorMutableRawData().ToArray()));
        }
        finally
        {
            foreach (var value in values.Values)
                value.Dispose();
        }
    }
}
