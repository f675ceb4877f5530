using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using MLNetCompact.Onnx;

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
        var values = inputs.ToDictionary(i => i.Key, i => Value(i.Value, session.InputMetadata[i.Key].ElementDataType));
        try
        {
            using var outputs = session.Run(run, values, session.OutputNames);
            return session.OutputNames.Zip(outputs).ToDictionary(o => o.First, o => Tensor(o.Second));
        }
        finally
        {
            foreach (var value in values.Values)
                value.Dispose();
        }
    }

    /// <summary>The graph that ONNX Runtime runs: what it could compute when it loaded the file, it did.</summary>
    public static GraphProto Optimized(byte[] onnx)
    {
        using var folder = new TempFolder();
        using (var options = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_BASIC, OptimizedModelFilePath = folder.File("optimized.onnx") })
        using (new InferenceSession(onnx, options))
        {
        }
        return ModelProto.Parser.ParseFrom(File.ReadAllBytes(folder.File("optimized.onnx"))).Graph;
    }

    private static OrtValue Value(ReferenceTensor tensor, TensorElementType type)
    {
        long[] dims = [.. tensor.Dims.Select(d => (long)d)];
        return type switch
        {
            TensorElementType.Float => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(tensor.Values, v => (float)v), dims),
            TensorElementType.Int64 => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(tensor.Values, v => (long)v), dims),
            _ => throw new NotSupportedException($"The tests feed no {type}."),
        };
    }

    private static ReferenceTensor Tensor(OrtValue value)
    {
        var shape = value.GetTensorTypeAndShape();
        double[] values = shape.ElementDataType switch
        {
            TensorElementType.Float => Doubles<float>(value, v => v),
            TensorElementType.Double => Doubles<double>(value, v => v),
            TensorElementType.Int64 => Doubles<long>(value, v => v),
            TensorElementType.Int32 => Doubles<int>(value, v => v),
            TensorElementType.Bool => Doubles<byte>(value, v => v),
            TensorElementType.Float16 => Doubles<Float16>(value, v => (float)v),
            _ => throw new NotSupportedException($"The tests read no {shape.ElementDataType}."),
        };
        return new([.. shape.Shape.Select(d => (int)d)], values);
    }

    private static double[] Doubles<T>(OrtValue value, Converter<T, double> convert) where T : unmanaged =>
        Array.ConvertAll(value.GetTensorDataAsSpan<T>().ToArray(), convert);

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
