using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using MLNetCompact.Onnx;
using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>One node as a file may state it, with sizes for what it reads.</summary>
/// <param name="OpType">ONNX's name.</param>
/// <param name="Opset">The version of the operators.</param>
/// <param name="Attributes">The attributes as the file states them.</param>
/// <param name="Inputs">What it reads; null for an input left out.</param>
/// <param name="Outputs">How many outputs it has.</param>
/// <param name="Type">The type of the outputs' elements.</param>
internal sealed record NodeCase(string OpType, int Opset, OperatorAttributes Attributes, NodeInput?[] Inputs, int Outputs = 1, ElementType Type = ElementType.Float)
{
    /// <summary>The file.</summary>
    /// <param name="open">Leaves dimensions of what is given open, each with this probability.</param>
    /// <param name="ranks">Whether the file states how many dimensions what is given has.</param>
    /// <param name="constants">Whether constants lie in the file; otherwise they are given too.</param>
    public byte[] File(Random? open = null, bool ranks = true, bool constants = true)
    {
        var node = new NodeProto { Name = "node", OpType = OpType };
        node.Attribute.AddRange(OnnxAttributes.Write(Attributes));
        var model = OnnxModels.Model([], [node], []);
        (model.OpsetImport[0].Version, model.IrVersion) = (Opset, 8);
        for (var i = 0; i < Inputs.Length; i++)
        {
            node.Input.Add(Inputs[i] is null ? "" : $"x{i}");
            if (Inputs[i] is not { } input)
                continue;
            if (input.Constant(node.Input[i]) is { } weight && constants)
            {
                model.Graph.Initializer.Add(OnnxTensor.Write(weight));
                continue;
            }
            var value = OnnxModels.Value(node.Input[i], [.. input.Dims.Select(d => open is null || open.Next(2) == 0 ? d : -1)]);
            value.Type.TensorType.ElemType = (int)input.Type;
            if (!ranks)
                value.Type.TensorType.Shape = null;
            model.Graph.Input.Add(value);
        }
        for (var i = 0; i < Outputs; i++)
        {
            node.Output.Add($"y{i}");
            model.Graph.Output.Add(new ValueInfoProto { Name = $"y{i}", Type = new TypeProto { TensorType = new() { ElemType = (int)Type } } });
        }
        return model.ToByteArray();
    }

    /// <summary>The operator that is read.</summary>
    public Operator Read() => Network.Load(File()).Nodes.Single().Operator;

    /// <summary>What ONNX Runtime makes of a file of this case, or null if it refuses it.</summary>
    public List<(long[] Dims, double[]? Values)>? Run(byte[] file)
    {
        var values = new List<OrtValue>();
        try
        {
            using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            using var session = new InferenceSession(file, options);
            using var run = new RunOptions();
            foreach (var name in session.InputNames)
                values.Add(Inputs[int.Parse(name[1..], null)]!.Value(name));
            using var outputs = session.Run(run, session.InputNames, values, session.OutputNames);
            return [.. outputs.Select(o => (o.GetTensorTypeAndShape().Shape, Type == ElementType.Float ? o.GetTensorDataAsSpan<float>().ToArray().Select(v => (double)v).ToArray() : null))];
        }
        catch (OnnxRuntimeException)
        {
            return null;
        }
        finally
        {
            values.ForEach(v => v.Dispose());
        }
    }

    public override string ToString() =>
        $"{OpType} (opset {Opset}) of {string.Join(", ", Inputs.Select(i => i?.ToString() ?? "-"))} with {string.Join(", ", Attributes.Values.Select(a => $"{a.Key} {Text(a.Value)}"))}";

    private static string Text(object value) => value is System.Collections.IEnumerable and not string ? string.Join(' ', ((System.Collections.IEnumerable)value).Cast<object>()) : $"{value}";
}

/// <summary>What a node reads: given when it runs, with random values, or a constant.</summary>
internal sealed class NodeInput
{
    private readonly float[]? _floats;
    private readonly long[]? _integers;
    private readonly bool _given;

    private NodeInput(long[] dims, float[]? floats, long[]? integers, bool given) => (Dims, _floats, _integers, _given) = (dims, floats, integers, given);

    public long[] Dims { get; }

    public ElementType Type => _integers is null ? ElementType.Float : ElementType.Int64;

    /// <summary>Given when it runs.</summary>
    public static NodeInput Given(params long[] dims) => new(dims, null, null, given: true);

    /// <summary>Those numbers in one dimension, given when it runs.</summary>
    public static NodeInput GivenNumbers(float[] values) => new([values.Length], values, null, given: true);

    /// <summary>Constant random numbers.</summary>
    public static NodeInput Numbers(params long[] dims) => new(dims, null, null, given: false);

    /// <summary>Constant numbers in one dimension, or a scalar where <paramref name="scalar"/> is set.</summary>
    public static NodeInput Floats(float[] values, bool scalar = false) => new(scalar ? [] : [values.Length], values, null, given: false);

    /// <summary>Constant integers in one dimension.</summary>
    public static NodeInput Integers(params IEnumerable<long> values) => new([values.Count()], null, [.. values], given: false);

    /// <summary>Constant integers of any dimensions.</summary>
    public static NodeInput Indices(long[] dims, params IEnumerable<long> values) => new(dims, null, [.. values], given: false);

    /// <summary>The constant, or null where it is given when it runs.</summary>
    public Weight? Constant(string name) => _given ? null : _integers is null ? Weight.Of(name, new Shape(Dims), Numbers(name)) : Weight.Of(name, new Shape(Dims), _integers);

    public OrtValue Value(string name) => _integers is null ? OrtValue.CreateTensorValueFromMemory(Numbers(name), Dims) : OrtValue.CreateTensorValueFromMemory(_integers, Dims);

    public override string ToString() => $"{(_given ? "given" : "constant")} [{string.Join(' ', Dims)}]{(_integers is null ? "" : $" = {string.Join(' ', _integers)}")}";

    private float[] Numbers(string name)
    {
        if (_floats is not null)
            return _floats;
        // The same numbers each time.
        var random = new Random(name.Length + name[^1]);
        return [.. Enumerable.Range(0, (int)Dims.Aggregate(1L, (product, d) => product * d)).Select(_ => random.Next(-1024, 1025) / 512f)];
    }
}
