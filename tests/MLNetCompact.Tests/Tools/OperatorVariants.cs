using Google.Protobuf;
using MLNetCompact.Onnx;

namespace MLNetCompact.Tests.Tools;

/// <summary>
/// ONNX's tests in the forms that networks have. The tests feed everything, settings and weights too, and ask for every output an operator may
/// give; in networks most of that is constant, and only the first output is read.
/// </summary>
internal static class OperatorVariants
{
    /// <summary>What the name of a case whose inputs are weights has in it.</summary>
    public const string Weights = "[weights]";

    /// <summary>The newest version of ONNX's operators that is read; that of the tests is 17.</summary>
    private const int Newest = 21;

    /// <summary>The case itself, and where it makes a difference: with all inputs but the first as weights, with the first output only, and by the newest operators.</summary>
    public static IEnumerable<OperatorCase> Of(OperatorCase given)
    {
        yield return given;
        var model = ModelProto.Parser.ParseFrom(given.Model);
        var weights = model.Graph.Initializer.Select(i => i.Name).ToHashSet();
        var fed = model.Graph.Input.Where(i => !weights.Contains(i.Name)).ToList();
        if (fed.Any(i => i.Type?.TensorType is not { ElemType: not (int)ElementType.Text }))
            yield break;
        var constant = given;
        if (fed.Count > 1 && given.Inputs.Count > 1)
            yield return constant = WithWeights(given, model.Clone(), fed);
        yield return OfNewest(constant);
        if (model.Graph is { Node: [{ Output.Count: > 1 }], Output.Count: > 1 })
        {
            yield return WithFirstOutput(given);
            if (constant != given)
                yield return WithFirstOutput(constant);
        }
    }

    private static OperatorCase OfNewest(OperatorCase given)
    {
        var model = ModelProto.Parser.ParseFrom(given.Model);
        foreach (var version in model.OpsetImport.Where(o => o.Domain is "" or "ai.onnx"))
            version.Version = Newest;
        return given with { Name = $"{given.Name} [version {Newest}]", Model = model.ToByteArray() };
    }

    private static OperatorCase WithWeights(OperatorCase given, ModelProto model, List<ValueInfoProto> fed)
    {
        foreach (var (input, bytes) in fed.Zip(given.Inputs).Skip(1))
        {
            var weight = TensorProto.Parser.ParseFrom(bytes);
            weight.Name = input.Name;
            model.Graph.Initializer.Add(weight);
            // Files before version 4 list their weights among the inputs too.
            if (model.IrVersion >= 4)
                model.Graph.Input.Remove(model.Graph.Input.Single(i => i.Name == input.Name));
        }
        return given with { Name = $"{given.Name} {Weights}", Model = model.ToByteArray(), Inputs = [.. given.Inputs.Take(1)] };
    }

    private static OperatorCase WithFirstOutput(OperatorCase given)
    {
        var model = ModelProto.Parser.ParseFrom(given.Model);
        KeepFirst(model.Graph.Node[0].Output);
        KeepFirst(model.Graph.Output);
        return given with { Name = $"{given.Name} [first output]", Model = model.ToByteArray(), Outputs = [.. given.Outputs.Take(1)] };
    }

    private static void KeepFirst<T>(IList<T> list)
    {
        while (list.Count > 1)
            list.RemoveAt(1);
    }
}
