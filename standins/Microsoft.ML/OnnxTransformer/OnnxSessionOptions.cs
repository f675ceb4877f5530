using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>How ONNX Runtime sessions are made; set once for a context.</summary>
public sealed class OnnxSessionOptions
{
    public delegate SessionOptions CreateOnnxSessionOptions();

    public OnnxSessionOptions() { }

    /// <summary>Makes the options; the other properties then do not count.</summary>
    public CreateOnnxSessionOptions? CreateSessionOptions { get; set; }

    public GraphOptimizationLevel GraphOptimizationLevel { get; set; } = GraphOptimizationLevel.ORT_ENABLE_ALL;

    public int InterOpNumThreads { get; set; }

    public int IntraOpNumThreads { get; set; }
}

public static class OnnxSessionOptionsExtensions
{
    private const string OptionName = nameof(OnnxSessionOptions);

    public static OnnxSessionOptions? GetOnnxSessionOption(this IHostEnvironment env) =>
        Options(env).TryGetValue(OptionName, out var options) ? options as OnnxSessionOptions : null;

    public static void SetOnnxSessionOption(this IHostEnvironment env, OnnxSessionOptions onnxSessionOptions) => Options(env)[OptionName] = onnxSessionOptions;

    private static IDictionary<string, object?> Options(IHostEnvironment env) =>
        env is IHostEnvironmentInternal host ? host.Options : throw new ArgumentException("No Onnx Session Options", nameof(env));
}
