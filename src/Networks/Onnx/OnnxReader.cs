using Google.Protobuf;
using MLNetCompact.Operators;

namespace MLNetCompact.Onnx;

/// <summary>Reads an ONNX model from its bytes. Files come from anywhere: every claim is checked before it is believed.</summary>
internal static class OnnxReader
{
    private const int NewestOpset = 21;

    /// <param name="bytes">The file.</param>
    /// <param name="source">What to call the file in messages.</param>
    /// <exception cref="InvalidDataException">The bytes are no valid ONNX model, or one of a kind that is not read.</exception>
    public static Network Read(ReadOnlySpan<byte> bytes, string source)
    {
        try
        {
            return Network(ModelProto.Parser.ParseFrom(bytes));
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidDataException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException($"'{source}' is not an ONNX model that can be read: {e.Message}", e);
        }
    }

    private static Network Network(ModelProto model)
    {
        if (model.Graph is not { } graph || model.IrVersion is < 3 or > int.MaxValue)
            throw new InvalidDataException("it states no graph, or no version of the file format from 3 on.");
        if (model.Functions.Count > 0)
            throw new InvalidDataException("it defines functions of its own, which are not read.");
        var opset = model.OpsetImport.FirstOrDefault(o => o.Domain is "" or "ai.onnx")?.Version
            ?? throw new InvalidDataException("it states no version of ONNX's operators.");
        if (opset is < 7 or > NewestOpset)
            throw new InvalidDataException($"it uses version {opset} of ONNX's operators; expected 7 to {NewestOpset}.");
        var weights = new Dictionary<string, Weight>(StringComparer.Ordinal);
        foreach (var tensor in graph.Initializer)
        {
            if (!weights.TryAdd(tensor.Name, OnnxTensor.Read(tensor)))
                throw new InvalidDataException($"'{tensor.Name}' names more than one weight.");
        }
        var nodes = new List<Node>();
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var names = graph.Node.Select(n => n.Name).Where(n => n.Length > 0).ToHashSet(StringComparer.Ordinal);
        var read = graph.Node.SelectMany(n => n.Input).Concat(graph.Output.Select(o => o.Name)).ToHashSet(StringComparer.Ordinal);
        foreach (var proto in graph.Node)
        {
            var name = proto.Name.Length > 0 ? proto.Name : Unused(proto.OpType, names, counts);
            nodes.Add(new Node(name, Operator(proto, name, weights, read, (int)opset), [.. proto.Input], [.. proto.Output]));
        }
        // Files of version 3 list their weights among the inputs too.
        var inputs = graph.Input.Where(i => !weights.ContainsKey(i.Name)).Select(Value);
        return new Network(inputs, nodes, graph.Output.Select(Value), weights.Values, model.MetadataProps.Select(m => KeyValuePair.Create(m.Key, m.Value)))
        {
            Opset = (int)opset,
            IrVersion = (int)Math.Max(4, model.IrVersion),
            OtherOpsets = model.OpsetImport.Where(o => o.Domain is not ("" or "ai.onnx")).ToDictionary(o => o.Domain, o => checked((int)o.Version)),
        };
    }

    private static NetworkValue Value(ValueInfoProto value)
    {
        if (value.Type?.TensorType is not { } tensor)
            throw new InvalidDataException($"'{value.Name}' is not a tensor.");
        // A dimension without a size, or with a name in its place, is not known yet.
        var dims = tensor.Shape?.Dim.Select(d => d.HasDimValue && d.DimValue >= 0 ? d.DimValue : Shape.Unknown);
        return new NetworkValue(value.Name, (ElementType)tensor.ElemType, dims is null ? null : new Shape(dims));
    }

    private static Operator Operator(NodeProto node, string name, Dictionary<string, Weight> weights, HashSet<string> read, int opset)
    {
        try
        {
            return OperatorTable.Find(new(node.OpType, node.Domain, OnnxAttributes.Read(node.Attribute), [.. node.Input], [.. node.Output], opset, weights.GetValueOrDefault, read.Contains));
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentException)
        {
            throw new InvalidDataException($"{node.OpType} '{name}': {e.Message}", e);
        }
    }

    /// <summary>A name for a node without one: its operator and a number that no other node has.</summary>
    private static string Unused(string opType, HashSet<string> names, Dictionary<string, int> counts)
    {
        while (true)
        {
            counts[opType] = counts.GetValueOrDefault(opType) + 1;
            if (names.Add($"{opType}_{counts[opType]}"))
                return $"{opType}_{counts[opType]}";
        }
    }
}
