using Google.Protobuf;

namespace MLNetCompact.Onnx;

/// <summary>Reads an ONNX model. Files come from anywhere: every claim is checked before it is believed.</summary>
internal static class OnnxReader
{
    private const int NewestOpset = 21;

    /// <param name="parse">Gives the message.</param>
    /// <param name="source">What to call the model in messages.</param>
    /// <param name="file">The model's file, beside which its tensors may be kept; null if it has none.</param>
    /// <exception cref="InvalidDataException">It is no valid ONNX model, or one of a kind that is not read.</exception>
    public static Network Read(Func<ModelProto> parse, string source, string? file = null)
    {
        try
        {
            return Network(parse(), file);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidDataException or ArgumentException or OverflowException)
        {
            throw Unreadable(source, e);
        }
    }

    public static InvalidDataException Unreadable(string source, Exception e) => new($"'{source}' is not an ONNX model that can be read: {e.Message}", e);

    private static Network Network(ModelProto model, string? file)
    {
        if (model.Graph is not { } graph || model.IrVersion is < 3 or > int.MaxValue)
            throw new InvalidDataException("it states no graph, or no version of the file format from 3 on.");
        var opset = model.OpsetImport.FirstOrDefault(o => o.Domain is "" or "ai.onnx")?.Version
            ?? throw new InvalidDataException("it states no version of ONNX's operators.");
        if (opset is < 7 or > NewestOpset)
            throw new InvalidDataException($"it uses version {opset} of ONNX's operators; expected 7 to {NewestOpset}.");
        ExternalData.Inline(model, file);
        var remarks = new Dictionary<string, TensorProto>(StringComparer.Ordinal);
        var weights = Weights(graph, remarks);
        List<string> order = [.. weights.Keys];
        // Files of version 3 list their weights among the inputs too.
        var inputs = graph.Input.Where(i => !weights.ContainsKey(i.Name)).Select(Value).ToArray();
        var draft = new Draft((int)opset, inputs, [.. graph.Output.Select(Value)], Nodes(model), weights,
            graph.QuantizationAnnotation.SelectMany(a => a.QuantParameterTensorNames).Select(p => p.Value));
        order.AddRange(Constants(draft, remarks));
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        ConstantFolding.Apply(draft, parts);
        return new Network(inputs, draft.ToNodes(), draft.Outputs, draft.Weights.Values, model.MetadataProps.Select(m => KeyValuePair.Create(m.Key, m.Value)))
        {
            Opset = (int)opset,
            IrVersion = (int)Math.Max(4, model.IrVersion),
            OtherOpsets = model.OpsetImport.Where(o => o.Domain is not ("" or "ai.onnx")).ToDictionary(o => o.Domain, o => checked((int)o.Version)),
            Source = new(Rest(model), [.. order.Select(name => parts.GetValueOrDefault(name, name)).Distinct()], remarks),
        };
    }

    /// <summary>The weights of the graph, which loses them: their numbers are to be held once.</summary>
    private static Dictionary<string, Weight> Weights(GraphProto graph, Dictionary<string, TensorProto> remarks)
    {
        var weights = new Dictionary<string, Weight>(StringComparer.Ordinal);
        void Add(Weight weight)
        {
            if (!weights.TryAdd(weight.Name, weight))
                throw new InvalidDataException($"'{weight.Name}' names more than one weight.");
        }
        TensorProto?[] tensors = [.. graph.Initializer];
        graph.Initializer.Clear();
        foreach (ref var tensor in tensors.AsSpan())
        {
            var weight = OnnxTensor.Read(tensor!);
            Add(weight);
            if (OnnxTensor.Remarks(tensor!) is { } remark)
                remarks[weight.Name] = remark;
            tensor = null;
        }
        foreach (var sparse in graph.SparseInitializer)
            Add(OnnxTensor.Read(sparse));
        graph.SparseInitializer.Clear();
        return weights;
    }

    private static IEnumerable<DraftNode> Nodes(ModelProto model)
    {
        var functions = model.Functions.Select(f => (f.Domain, f.Name)).ToHashSet();
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var names = model.Graph.Node.Select(n => n.Name).Where(n => n.Length > 0).ToHashSet(StringComparer.Ordinal);
        return model.Graph.Node.Select(n => new DraftNode(n.Name.Length > 0 ? n.Name : Unused(n.OpType, names, counts), n, functions.Contains((n.Domain, n.OpType))));
    }

    /// <summary>Makes weights of Constant nodes and gives their names.</summary>
    private static List<string> Constants(Draft draft, Dictionary<string, TensorProto> remarks)
    {
        var (reads, names) = (draft.CountReads(), new List<string>());
        var constants = new HashSet<DraftNode>();
        foreach (var node in draft.Nodes.Where(n => n.IsPlain && !n.Proto.Output.Any(draft.IsOutput)))
        {
            try
            {
                if (OnnxConstants.Read(node.Proto) is not { } weight)
                    continue;
                draft.Weights.Add(weight.Name, weight);
                names.Add(weight.Name);
                constants.Add(node);
                if (node.Proto.Attribute[0] is { Name: "value", T: { } tensor } && OnnxTensor.Remarks(tensor) is { } remark)
                    remarks[weight.Name] = remark;
            }
            catch (InvalidDataException e)
            {
                throw new InvalidDataException($"{node}: {e.Message}", e);
            }
        }
        draft.Remove(constants, reads);
        return names;
    }

    /// <summary>What is left of the message once nodes, weights, inputs and outputs are taken out.</summary>
    private static ModelProto Rest(ModelProto model)
    {
        var graph = model.Graph;
        graph.Node.Clear();
        graph.Input.Clear();
        graph.Output.Clear();
        return model;
    }

    private static NetworkValue Value(ValueInfoProto value)
    {
        if (value.Type?.TensorType is not { } tensor)
            throw new InvalidDataException($"'{value.Name}' is not a tensor.");
        if (tensor.Shape?.Dim.Count > ShapeInference.MostDimensions)
            throw new InvalidDataException($"'{value.Name}' has {tensor.Shape.Dim.Count} dimensions; expected at most {ShapeInference.MostDimensions}.");
        // A dimension without a size, or with a name in its place, is not known yet.
        var dims = tensor.Shape?.Dim.Select(d => d.HasDimValue && d.DimValue >= 0 ? d.DimValue : Shape.Unknown);
        return new NetworkValue(value.Name, (ElementType)tensor.ElemType, dims is null ? null : new Shape(dims)) { Source = value };
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
