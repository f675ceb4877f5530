using Google.Protobuf;
using MLNetCompact.Onnx;
using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>What became of an operator case that was read, written, and run by ONNX Runtime.</summary>
internal enum Verdict
{
    /// <summary>The expected values came out.</summary>
    Passed,

    /// <summary>Others came out, or none, while ONNX Runtime makes the expected ones of the original file; or the shapes told are wrong.</summary>
    Failed,

    /// <summary>The file was not read.</summary>
    Refused,

    /// <summary>ONNX Runtime does not make the expected values of the original file either.</summary>
    Runtime,

    /// <summary>It is of no kind that these networks have; the detail says of which.</summary>
    Skipped,
}

/// <summary>The verdict on one case.</summary>
/// <param name="Case">The case's name.</param>
/// <param name="Operators">The operators in its file, each once.</param>
/// <param name="Opaque">Whether one of its operators is carried through unchanged, or it was not read.</param>
/// <param name="Verdict">What became of it.</param>
/// <param name="Detail">Why; empty for one that passed.</param>
internal sealed record OperatorVerdict(string Case, IReadOnlyList<string> Operators, bool Opaque, Verdict Verdict, string Detail)
{
    /// <summary>Whether the network tells every dimension of every output.</summary>
    public bool Told { get; private init; }

    private const string Older = "operators of a version before 7 that are others from 7 on";

    /// <summary>Reads, writes and runs a case.</summary>
    public static OperatorVerdict Of(OperatorCase given)
    {
        var model = ModelProto.Parser.ParseFrom(given.Model);
        // Most operators of older versions are still the same in 7, the oldest that is read; ONNX Runtime tells which.
        if (model.OpsetImport is [{ Version: < 7, Domain: "" } version])
        {
            version.Version = 7;
            var raised = Of(given with { Model = model.ToByteArray() });
            return raised.Verdict == Verdict.Runtime ? raised with { Verdict = Verdict.Skipped, Detail = Older } : raised;
        }
        string[] operators = [.. model.Graph.Node.Select(n => n.Domain is "" or "ai.onnx" ? n.OpType : $"{n.Domain}.{n.OpType}").Distinct().Order(StringComparer.Ordinal)];
        if (Unfit(model) is { } reason)
            return new(given.Name, operators, true, Verdict.Skipped, reason);
        var weights = model.Graph.Initializer.Select(i => i.Name).ToHashSet();
        var inputs = model.Graph.Input.Where(i => !weights.Contains(i.Name)).Zip(given.Inputs, (i, bytes) => KeyValuePair.Create(i.Name, Read(bytes))).ToDictionary();
        var outputs = model.Graph.Output.Zip(given.Outputs, (o, bytes) => KeyValuePair.Create(o.Name, Read(bytes))).ToDictionary();
        OperatorVerdict Unless(bool opaque, Verdict verdict, string detail) =>
            Run(() => given.Model, inputs, outputs) is { } original ? new(given.Name, operators, opaque, Verdict.Runtime, original) : new(given.Name, operators, opaque, verdict, detail);
        Network network;
        try
        {
            network = Network.Load(given.Model);
        }
        catch (InvalidDataException e)
        {
            return Unless(true, Verdict.Refused, e.Message);
        }
        catch (Exception e)
        {
            return Unless(true, Verdict.Failed, $"reading throws {e}");
        }

        var opaque = network.Nodes.Any(n => n.Operator is OpaqueOp);
        return (WrongShapes(network, outputs) ?? Run(network.ToOnnx, inputs, outputs)) is { } wrong
            ? Unless(opaque, Verdict.Failed, wrong)
            : new(given.Name, operators, opaque, Verdict.Passed, "") { Told = outputs.Keys.All(name => network.Shapes.GetValueOrDefault(name) is { IsKnown: true }) };
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Case} ({string.Join(", ", Operators)}): {Detail.ReplaceLineEndings(" ")}";

    /// <summary>Why no network is asked for, or null.</summary>
    private static string? Unfit(ModelProto model)
    {
        if (model.OpsetImport.FirstOrDefault(o => o.Domain is not ("" or "ai.onnx")) is { } other)
            return $"operators of {other.Domain}";
        if (model.Graph.Node.Any(n => n.OpType is "Bernoulli" or "Multinomial" || n.OpType.StartsWith("Random", StringComparison.Ordinal)))
            return "operators that draw random numbers";
        if (model.Graph.Input.Concat(model.Graph.Output).Any(v => v.Type?.TensorType is null))
            return "a sequence, an optional or a map as input or output";
        return model.Graph.Input.Concat(model.Graph.Output).Any(v => v.Type.TensorType.ElemType == (int)ElementType.Text) ? "text as input or output" : null;
    }

    /// <summary>How a shape that the network tells contradicts the expected values, or null.</summary>
    private static string? WrongShapes(Network network, Dictionary<string, TypedTensor> outputs)
    {
        foreach (var (name, expected) in outputs)
        {
            if (network.Shapes.GetValueOrDefault(name) is { } told
                && (told.Count != expected.Dims.Length || told.Zip(expected.Dims).Any(d => d.First != Shape.Unknown && d.First != d.Second)))
                return $"the network tells shape {told} of '{name}', expected [{string.Join(", ", expected.Dims)}]";
        }
        return null;
    }

    /// <summary>How what ONNX Runtime makes of a file differs from the expected, or null.</summary>
    private static string? Run(Func<byte[]> onnx, Dictionary<string, TypedTensor> inputs, Dictionary<string, TypedTensor> expected)
    {
        try
        {
            var made = TypedExecutor.Run(onnx(), inputs);
            return expected.Select(e => !made.TryGetValue(e.Key, out var value) ? $"'{e.Key}' is not made"
                : e.Value.DifferenceTo(value) is { } difference ? $"'{e.Key}' {difference}" : null).FirstOrDefault(d => d is not null);
        }
        catch (Exception e)
        {
            return $"running throws {e.GetType().Name}: {e.Message}";
        }
    }

    private static TypedTensor Read(byte[] bytes) => TypedTensor.Of(TensorProto.Parser.ParseFrom(bytes));
}
