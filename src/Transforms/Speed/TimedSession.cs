using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace MLNetCompact;

/// <summary>A network in ONNX Runtime with random rows that it runs over and over.</summary>
internal sealed class TimedSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;
    private readonly List<OrtValue> _inputs = [];

    /// <exception cref="ArgumentException">An input has a size that is open beyond the batch, or is of text.</exception>
    public TimedSession(Network network, int batch, int threads)
    {
        foreach (var input in network.Inputs)
        {
            if (!CanFeed(input))
                throw new ArgumentException($"Input '{input.Name}' of shape {input.Shape} cannot be fed for timing; expected numbers of sizes that are known but for the batch.", nameof(network));
        }
        using var options = new SessionOptions { IntraOpNumThreads = threads, InterOpNumThreads = 1 };
        _session = new InferenceSession(network.ToOnnx(), options);
        (_inputNames, _outputNames) = ([.. network.Inputs.Select(i => i.Name)], [.. network.Outputs.Select(o => o.Name)]);
        var random = new Random(1);
        foreach (var input in network.Inputs)
            _inputs.Add(Rows(input, batch, random));
    }

    /// <summary>Whether rows can be made for an input.</summary>
    public static bool CanFeed(NetworkValue input) => input.Shape is { Count: > 0, IsKnownPerRow: true } && input.Type.Size() is not null;

    public void Run()
    {
        using var outputs = _session.Run(_run, _inputNames, _inputs, _outputNames);
    }

    public void Dispose()
    {
        foreach (var input in _inputs)
            input.Dispose();
        _session.Dispose();
        _run.Dispose();
    }

    /// <summary>Random numbers around 0; integers and truth values are 0.</summary>
    private static OrtValue Rows(NetworkValue input, int batch, Random random)
    {
        var shape = input.Shape![0] == Shape.Unknown ? input.Shape.With(0, batch) : input.Shape;
        var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, (TensorElementType)input.Type, [.. shape]);
        var bytes = value.GetTensorMutableRawData();
        bytes.Clear();
        if (input.Type.IsFloating())
        {
            var numbers = new float[shape.Elements];
            foreach (ref var number in numbers.AsSpan())
                number = random.NextSingle() * 2 - 1;
            FloatBytes.Write(input.Type, numbers).CopyTo(bytes);
        }
        return value;
    }
}
