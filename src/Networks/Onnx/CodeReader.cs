namespace MLNetCompact.Onnx;

/// <summary>
/// Finds the nodes that <see cref="CodeWriter"/> writes and makes coded weights of them again. What is not exactly that, or whose parts do not
/// fit together, stays what it is: nodes.
/// </summary>
internal sealed partial class CodeReader
{
    private readonly Draft _draft;
    private readonly Dictionary<string, int> _reads;
    private readonly Dictionary<string, DraftNode> _makers = new(StringComparer.Ordinal);
    private readonly HashSet<DraftNode> _used = [];
    private readonly List<string> _parts = [];
    private string? _codebook;

    private CodeReader(Draft draft)
    {
        (_draft, _reads) = (draft, draft.CountReads());
        foreach (var node in draft.Nodes)
        {
            foreach (var output in node.Proto.Output)
                _makers[output] = node;
        }
    }

    /// <summary>Makes weights of the nodes that stand for them; false if there are none.</summary>
    /// <param name="draft">The network that is being read.</param>
    /// <param name="parts">Gets, for each tensor that a weight was made of, the weight's name.</param>
    public static bool Read(Draft draft, Dictionary<string, string> parts)
    {
        var marked = draft.Nodes.Where(n => n.Name.StartsWith(CodeWriter.Mark, StringComparison.Ordinal) && n.IsPlain).ToArray();
        if (marked.Length == 0)
            return false;
        var reader = new CodeReader(draft);
        Code[] found = [.. marked.Where(n => n.Proto.Output is [{ Length: > 0 }]).Select(reader.Find).OfType<Code>()];
        // Kernels that several weights share are for codes only.
        var uses = found.Where(c => c.Codebook is not null).CountBy(c => c.Codebook!).ToDictionary(StringComparer.Ordinal);
        var decoders = new HashSet<DraftNode>();
        foreach (var code in found.Where(c => c.Codebook is null || uses[c.Codebook] == reader._reads[c.Codebook]))
        {
            draft.Weights.Add(code.Weight.Name, code.Weight);
            decoders.UnionWith(code.Nodes);
            foreach (var part in code.Parts)
                parts.TryAdd(part, code.Weight.Name);
        }
        if (decoders.Count == 0)
            return false;
        draft.Remove(decoders, reader._reads);
        return true;
    }

    private Code? Find(DraftNode last)
    {
        _used.Clear();
        _parts.Clear();
        _codebook = null;
        return Weight(last) is { } weight ? new(weight, [.. _used], [.. _parts], _codebook) : null;
    }

    private Weight? Weight(DraftNode last)
    {
        try
        {
            _used.Add(last);
            var weight = last.Proto.OpType switch
            {
                "Mul" => Scaled(last.Proto) ?? Kernels(last.Proto),
                "Gather" => Kernels(last.Proto),
                "Reshape" => Sparse(last.Proto) ?? Vectors(last.Proto),
                "ScatterElements" => Sparse(last.Proto),
                _ => null,
            };
            return weight?.Shape.Count <= ShapeInference.MostDimensions ? weight : null;
        }
        catch (Exception e) when (e is ArgumentException or OverflowException)
        {
            // The parts do not fit together.
            return null;
        }
    }

    private Weight? Sparse(NodeProto last)
    {
        var (scatter, dims) = (last, (long[]?)null);
        if (last.OpType == "Reshape")
        {
            if (last.Attribute.Count > 0 || last.Input.Count != 2 || Integers(last, 1) is not { } target || Maker(last, 0, "ScatterElements", 3) is not { } inner)
                return null;
            (scatter, dims) = (inner, target);
        }
        if (scatter.Attribute.Count > 0 || scatter.Input.Count != 3 || Maker(scatter, 0, "ConstantOfShape", 1) is not { } zeros || Integers(zeros, 0) is not [> 0 and <= int.MaxValue and var count]
            || Maker(scatter, 1, "Sub", 2) is not { } places || !IsNumber(places, 1, 1) || Maker(places, 0, "CumSum", 2) is not { } sum || !IsNumber(sum, 1, 0)
            || Maker(sum, 0, "Add", 2) is not { } distance || !IsNumber(distance, 1, 1))
            return null;
        return Storage((int)count, distance, scatter) is { } storage ? MLNetCompact.Weight.Of(last.Output[0], new Shape(dims ?? [count]), storage) : null;
    }

    private SparseStorage? Storage(int count, NodeProto distance, NodeProto scatter)
    {
        if (Maker(distance, 0, "Div", 2) is { } div)
        {
            // Both halves of a byte come from one Cast.
            if (Maker(scatter, 2, "Gather", 2) is not { Attribute.Count: 0 } gather || Maker(gather, 1, "Mod", 2) is not { } mod || div.Input[0] != mod.Input[0]
                || Maker(div, 0, "Cast", 1, reads: 2) is not { } cast || !To(cast, ElementType.Int32) || Part(cast, 0) is not { } codes || Part(gather, 0) is not { } codebook
                || !IsNumber(div, 1, (int)codebook.Count) || !IsNumber(mod, 1, (int)codebook.Count))
                return null;
            return SparseStorage.Packed(count, codes, codebook);
        }
        if (Maker(distance, 0, "Cast", 1) is not { } given || !To(given, ElementType.Int32) || Part(given, 0) is not { } deltas)
            return null;
        if (Part(scatter, 2) is { } values)
            return SparseStorage.WithValues(count, deltas, values);
        return Maker(scatter, 2, "Gather", 2) is { Attribute.Count: 0 } shared && Maker(shared, 1, "Cast", 1) is { } number && To(number, ElementType.Int32)
            && Part(number, 0) is { } numbers && Part(shared, 0) is { } all ? SparseStorage.WithNumbers(count, deltas, numbers, all) : null;
    }

    /// <summary>The node that makes an input, if it is of that operator and nobody else reads what it makes.</summary>
    /// <param name="node">The node that reads it.</param>
    /// <param name="input">The position of the input.</param>
    /// <param name="opType">The operator.</param>
    /// <param name="inputs">How many inputs it has.</param>
    /// <param name="reads">How often what it makes is read.</param>
    /// <param name="attributes">How many attributes it has; the caller checks them.</param>
    private NodeProto? Maker(NodeProto node, int input, string opType, int inputs, int reads = 1, int attributes = 0)
    {
        if (!_makers.TryGetValue(node.Input[input], out var maker) || !maker.IsPlain || maker.Proto.OpType != opType || maker.Proto.Input.Count != inputs || maker.Proto.Output.Count != 1
            || _reads.GetValueOrDefault(node.Input[input]) != reads || (opType != "Cast" && maker.Proto.Attribute.Count != attributes))
            return null;
        _used.Add(maker);
        return maker.Proto;
    }

    /// <summary>The constant of an input, if nobody else reads it: a code that many weights share could stand for far more than it takes.</summary>
    private Weight? Part(NodeProto node, int input) => _reads.GetValueOrDefault(node.Input[input]) == 1 ? Shared(node, input) : null;

    /// <summary>The constant of an input, whoever else reads it.</summary>
    private Weight? Shared(NodeProto node, int input)
    {
        if (!_draft.Weights.TryGetValue(node.Input[input], out var part) || part.Storage is not DenseStorage)
            return null;
        _parts.Add(part.Name);
        return part;
    }

    private long[]? Integers(NodeProto node, int input) => Part(node, input) is { Type: ElementType.Int64, Shape.Count: 1 } weight ? weight.Integers.ToArray() : null;

    private bool IsNumber(NodeProto node, int input, int value) => _draft.Weights.TryGetValue(node.Input[input], out var number)
        && number is { Type: ElementType.Int32, Shape.Count: 0 } && BitConverter.ToInt32(number.Bytes.Span) == value;

    private static bool To(NodeProto cast, ElementType type) => Has(cast, "to", (long)type);

    /// <summary>Whether the node has that attribute only.</summary>
    private static bool Has(NodeProto node, string attribute, long value) =>
        node.Attribute is [{ Type: AttributeProto.Types.AttributeType.Int } only] && only.Name == attribute && only.I == value;

    /// <summary>What was found: a weight, the nodes that make it, the tensors that it is made of, and which of these is the codebook of its kernels.</summary>
    private sealed record Code(Weight Weight, DraftNode[] Nodes, string[] Parts, string? Codebook);
}
