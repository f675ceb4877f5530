using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Onnx;

/// <summary>An ONNX file held open, and the session that runs it. Many cursors may run it at once.</summary>
internal sealed class OnnxModel : IDisposable
{
    private readonly FileStream _file;
    private readonly OnnxFile _content;
    private readonly InferenceSession _session;
    private bool _disposed;

    /// <param name="env">The environment, which may have session options.</param>
    /// <param name="options">The file and what to do with it.</param>
    /// <param name="ownsFile">Whether the file goes when the model does.</param>
    public OnnxModel(IHostEnvironment env, OnnxOptions options, bool ownsFile)
    {
        if (!File.Exists(options.ModelFile))
            throw new IOException($"Model file {options.ModelFile} does not exist.");
        _file = new FileStream(options.ModelFile, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 4096, ownsFile ? FileOptions.DeleteOnClose : FileOptions.None);
        try
        {
            _session = CreateSession(env, options);
            _content = new OnnxFile(File.ReadAllBytes(_file.Name));
#pragma warning disable CA2201 // The original looks for dimensions where there are none.
            if (_content.LeavesShapesOpen)
                throw new NullReferenceException("Object reference not set to an instance of an object.");
#pragma warning restore CA2201
            foreach (var (_, type) in _content.Initializers)
                OnnxTypes.ItemType((TensorElementType)type);
            Inputs = [.. _session.InputNames.Select(name => OnnxNode.Create(name, _session.InputMetadata[name], options.ShapeDictionary))];
            Outputs = [.. _session.OutputNames.Select(name => OnnxNode.Create(name, _session.OutputMetadata[name], options.ShapeDictionary))];
        }
        catch
        {
            _session?.Dispose();
            _file.Dispose();
            throw;
        }
    }

    public IReadOnlyList<OnnxNode> Inputs { get; }

    public IReadOnlyList<OnnxNode> Outputs { get; }

    /// <summary>The file's bytes, read again: it has to be there still.</summary>
    public byte[] ReadFile() => File.ReadAllBytes(_file.Name);

    public string[]? SlotNames(string column) => _content.SlotNames(column);

    public IDisposableReadOnlyCollection<OrtValue> Run(RunOptions options, string[] inputNames, OrtValue[] inputs, string[] outputNames)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(OnnxTransformer));
        return _session.Run(options, inputNames, inputs, outputNames);
    }

    /// <summary>A new file under the environment's folder for temporary files.</summary>
    public static string CopyToTemporaryFile(IHostEnvironment env, Action<Stream> write)
    {
        var folder = (env as IHostEnvironmentInternal)?.TempFilePath ?? Path.GetTempPath();
        var path = Path.Combine(folder, $"ml_dotnet_{Guid.NewGuid():N}.onnx");
        using var file = File.Create(path);
        write(file);
        return path;
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _session.Dispose();
        _file.Dispose();
    }

    private static InferenceSession CreateSession(IHostEnvironment env, OnnxOptions options)
    {
        if (options.GpuDeviceId is { } gpu)
        {
            try
            {
                using var cuda = SessionOptions.MakeSessionOptionWithCudaProvider(gpu);
                return new InferenceSession(options.ModelFile, cuda);
            }
            catch (OnnxRuntimeException) when (options.FallbackToCpu)
            {
                // No such GPU: the CPU then. A runtime without any GPU support throws another exception, which is not caught.
            }
            catch (OnnxRuntimeException e)
            {
                throw new InvalidOperationException($"Error initializing model: {e.Message}", e);
            }
        }
        try
        {
            using var cpu = CpuOptions(env.GetOnnxSessionOption(), options);
            return new InferenceSession(options.ModelFile, cpu);
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidOperationException($"Error initializing model: {e.Message}", e);
        }
    }

    private static SessionOptions CpuOptions(OnnxSessionOptions? shared, OnnxOptions options)
    {
        if (shared?.CreateSessionOptions is { } create)
            return create();
        return new SessionOptions
        {
            InterOpNumThreads = options.InterOpNumThreads ?? shared?.InterOpNumThreads ?? 0,
            IntraOpNumThreads = options.IntraOpNumThreads ?? shared?.IntraOpNumThreads ?? 0,
            GraphOptimizationLevel = shared?.GraphOptimizationLevel ?? GraphOptimizationLevel.ORT_ENABLE_ALL,
        };
    }
}
