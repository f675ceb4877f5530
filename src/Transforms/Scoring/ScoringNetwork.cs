using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>The network as it scores inside a pipeline and lies in a model.zip: names that no column of a user has, class names for ML.NET, metadata.</summary>
internal static class ScoringNetwork
{
    private const string ClassNamesDomain = "ai.onnx.ml";
    private const string Transposed = "MLNetCompact.Transposed";

    public static Network Make(Network network, LabelColumn label, NetworkColumns columns, Report report)
    {
        // The mapping behind it makes a probability of the raw score of a yes or no.
        var headed = Head.Stated(label.Task == LearningTask.MulticlassClassification ? Head.Deployed(network, label.Task) : Head.Logits(network, label.Task));
        if (headed.Outputs.FirstOrDefault(o => o.Shape is null) is { } open)
            throw new NotSupportedException($"How many dimensions the network's output '{open.Name}' has is not known, and ML.NET scores no network without; its ONNX file is complete all the same.");
        var scoring = Head.Renamed(headed, ScoringColumns.Features, label.Task == LearningTask.None ? headed.Outputs[0].Name : ScoringColumns.Raw);
        if (columns.Layout == PixelLayout.Interleaved && scoring.Inputs[0].Shape is { Count: 4 })
            scoring = Interleaved(scoring);
        if (label.Values is { } values && CanNameClasses(network))
            scoring = WithClassNames(scoring, [.. values.Texts]);
        return scoring.With(metadata: SavedModel.Of(network, label, columns, report).ToMetadata());
    }

    /// <summary>Whether the network's operators are new enough to hold texts (ONNX 12).</summary>
    public static bool CanNameClasses(Network network) => network.Opset >= 12;

    /// <summary>The network that <paramref name="scoring"/> was made of.</summary>
    public static Network Restore(Network scoring, SavedModel saved)
    {
        var nodes = scoring.Nodes.Where(n => n.Output != Transposed && (n.Operator is not OpaqueOp || !n.Name.StartsWith("mlnet.", StringComparison.Ordinal))).ToList();
        var input = scoring.Inputs[0];
        if (nodes.Count < scoring.Nodes.Count && scoring.Nodes.Any(n => n.Output == Transposed))
        {
            nodes = [.. nodes.Select(n => n with { Inputs = [.. n.Inputs.Select(i => i == Transposed ? input.Name : i)] })];
            input = input with { Shape = input.Shape is { Count: 4 } s ? new Shape(s[0], s[3], s[1], s[2]) : null };
        }
        var plain = scoring.With(inputs: [input], nodes: nodes, metadata: []);
        if (!plain.Nodes.Any(n => n.Operator is OpaqueOp { Domain: ClassNamesDomain }))
            plain = plain.WithOpsets(plain.OtherOpsets.Where(o => o.Key != ClassNamesDomain).ToDictionary());
        return Head.Renamed(Head.Logits(plain, saved.Task), saved.Input, saved.Output);
    }

    /// <summary>Reads [N, height, width, channels] in place of [N, channels, height, width].</summary>
    private static Network Interleaved(Network network)
    {
        var (input, shape) = (network.Inputs[0], network.Inputs[0].Shape!);
        var transpose = new Node(Transposed, new Transpose { Perm = [0, 3, 1, 2] }, [input.Name], [Transposed]);
        var nodes = network.Nodes.Select(n => n with { Inputs = [.. n.Inputs.Select(i => i == input.Name ? Transposed : i)] });
        return network.With(inputs: [input with { Shape = new Shape(shape[0], shape[2], shape[3], shape[1]) }], nodes: [transpose, .. nodes]);
    }

    /// <summary>
    /// ML.NET takes the slot names of a score, which head the confusion table, from a node of this name. The node computes nothing that is read.
    /// </summary>
    private static Network WithClassNames(Network network, string[] names)
    {
        var prefix = $"mlnet.{ScoringColumns.Raw}";
        var constant = new Node($"{prefix}.unusedNames", new OpaqueOp("Constant", "", OperatorAttributes.Of(("value_strings", names))), [], [$"{prefix}.unusedInput"]);
        var encoder = new Node($"{prefix}.SlotNames", new OpaqueOp("LabelEncoder", ClassNamesDomain, OperatorAttributes.Of(
            ("keys_strings", names), ("values_int64s", Enumerable.Range(0, names.Length).Select(i => (long)i).ToArray()))), [constant.Output], [$"{prefix}.unusedOutput"]);
        var opsets = network.OtherOpsets.ToDictionary();
        opsets.TryAdd(ClassNamesDomain, 2);
        return network.With(nodes: [constant, encoder, .. network.Nodes]).WithOpsets(opsets);
    }
}
