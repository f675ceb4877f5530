using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MLNetCompact.Tests.Tools;

/// <summary>Runs the bytes of an ONNX file with ONNX Runtime, whatever the types of its tensors.</summary>
internal static class TypedExecutor
{
    /// <summary>The outputs by name. Inputs that are null are not fed.</summary>
    public static Dictionary<string, TypedTensor> Run(byte[] onnx, IReadOnlyDictionary<string, TypedTensor> inputs)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        using var session = new InferenceSession(onnx, options);
        using var run = new RunOptions();
        var values = new Dictionary<string, OrtValue>();
        try
        {
            foreach (var (name, tensor) in inputs)
                values.Add(name, Value(tensor));
            using var outputs = session.Run(run, values, session.OutputNames);
            return session.OutputNames.Zip(outputs).ToDictionary(o => o.First, o => Tensor(o.Second));
        }
        finally
        {
            foreach (var value in values.Values)
                value.Dispose();
        }
    }

    private static OrtValue Value(TypedTensor tensor)
    {
        var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, (TensorElementType)tensor.Type, tensor.Dims);
        tensor.Bytes.CopyTo(value.GetTensorMutableRawData());
        return value;
    }

    private static TypedTensor Tensor(OrtValue value)
    {
        var type = value.GetTensorTypeAndShape();
        return new TypedTensor((ElementType)type.ElementDataType, type.Shape, value.GetTensorMutableRawData().ToArray());
    }
}
