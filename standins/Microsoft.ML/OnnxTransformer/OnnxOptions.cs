namespace Microsoft.ML.Transforms.Onnx;

public sealed class OnnxOptions
{
    internal const int DefaultRecursionLimit = 100;

    public string ModelFile = null!;
    public string[]? InputColumns;
    public string[]? OutputColumns;
    public int? GpuDeviceId;
    public bool FallbackToCpu;
    public IDictionary<string, int[]>? ShapeDictionary;
    public int RecursionLimit = DefaultRecursionLimit;
    public int? InterOpNumThreads;
    public int? IntraOpNumThreads;

    public OnnxOptions() { }
}
