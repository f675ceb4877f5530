using System.Reflection;
using MLNetCompact.Operators;

namespace MLNetCompact.Onnx;

/// <summary>How a network is written.</summary>
internal sealed record OnnxWriteOptions
{
    /// <summary>
    /// Whether the weights are written as Constant nodes where some are of a type that ML.NET does not know (16-bit floating point): it refuses a
    /// model that lists such weights. All of them, so that a reader finds their order.
    /// </summary>
    public bool ForMLNet { get; init; }
}

/// <summary>Writes a network as an ONNX model. The same network gives the same bytes.</summary>
/// <remarks>
/// What a file said and nobody changed is written as it was: producer, remarks, metadata, orders, names of open dimensions, attributes of
/// operators that are still those that were read. Two things are made explicit: nodes without names have the ones under which a
/// <see cref="Network"/> shows them, and numbers are raw bytes.
/// </remarks>
internal static class OnnxWriter
{
    /// <summary>Protobuf counts in 32 bits; room is left for all that is not weights.</summary>
    private const long MostBytes = int.MaxValue - (64L << 20);

    private static readonly string s_version = typeof(OnnxWriter).Assembly.GetCustomAttribute<AssemblyFileVersionAttribute>()!.Version;

    /// <exception cref="InvalidOperationException">The network is larger than ONNX allows.</exception>
    public static ModelProto Write(Network network, OnnxWriteOptions options)
    {
        var coded = network.Weights.Values.ToLookup(w => CodeWriter.Writes(w, network.Opset));
        if (Weight.StoredTogether(coded[true]) + coded[false].Sum(w => w.Count * w.Type.Size()!.Value) is > MostBytes and var bytes)
            throw new InvalidOperationException($"The network's weights take {bytes:N0} bytes; an ONNX file holds less than 2 GB.");
        var source = network.Source?.Model;
        var model = source?.Clone() ?? new ModelProto { ProducerName = "MLNetCompact", ProducerVersion = s_version };
        model.IrVersion = network.IrVersion;
        model.OpsetImport.Clear();
        model.OpsetImport.AddRange(Opsets(network, source?.OpsetImport ?? []));
        model.MetadataProps.Clear();
        model.MetadataProps.AddRange(Order(network.Metadata.Keys, (source?.MetadataProps ?? []).Select(m => m.Key)).Select(k => new StringStringEntryProto { Key = k, Value = network.Metadata[k] }));
        model.Graph ??= new GraphProto { Name = "network" };
        Fill(model.Graph, network, options);
        return model;
    }

    private static IEnumerable<OperatorSetIdProto> Opsets(Network network, IEnumerable<OperatorSetIdProto> source)
    {
        var given = source.DistinctBy(o => o.Domain).ToDictionary(o => o.Domain, StringComparer.Ordinal);
        var own = given.Keys.FirstOrDefault(d => d is "" or "ai.onnx") ?? "";
        foreach (var domain in Order([own, .. network.OtherOpsets.Keys], given.Keys))
        {
            var opset = given.GetValueOrDefault(domain)?.Clone() ?? new OperatorSetIdProto { Domain = domain };
            opset.Version = domain == own ? network.Opset : network.OtherOpsets[domain];
            yield return opset;
        }
    }

    private static void Fill(GraphProto graph, Network network, OnnxWriteOptions options)
    {
        CodeWriter? codes = null;
        foreach (var name in Order(network.Weights.Keys, network.Source?.Weights ?? []))
        {
            var weight = network.Weights[name];
            if (CodeWriter.Writes(weight, network.Opset))
                (codes ??= new CodeWriter(graph, network)).Write(weight);
            else
                graph.Initializer.Add(OnnxTensor.Write(weight, network.Source?.Remarks.GetValueOrDefault(name)));
        }
        if (options.ForMLNet && network.Weights.Values.Any(w => w.Type is ElementType.Float16 or ElementType.BFloat16))
        {
            NodeProto[] nodes = [.. graph.Initializer.Select(OnnxConstants.Write), .. graph.Node];
            graph.Initializer.Clear();
            graph.Node.Clear();
            graph.Node.AddRange(nodes);
        }
        graph.Node.AddRange(network.Nodes.Select(Node));
        graph.Input.AddRange(network.Inputs.Select(v => OnnxValues.Write(v)));
        graph.Output.AddRange(network.Outputs.Select(v => OnnxValues.Write(v)));
        OnnxValues.Keep(graph, network);
    }

    private static NodeProto Node(Node node)
    {
        var proto = node.Source?.Proto.Clone() ?? new NodeProto();
        if (node.Source is null || !ReferenceEquals(node.Source.Operator, node.Operator))
        {
            proto.OpType = node.Operator.OpType;
            proto.ClearDomain();
            if (node.Operator is OpaqueOp { Domain.Length: > 0 } opaque)
                proto.Domain = opaque.Domain;
            proto.Attribute.Clear();
            proto.Attribute.AddRange(OnnxAttributes.Write(node.Operator.Attributes));
        }
        proto.Name = node.Name;
        var captures = node.Operator is OpaqueOp op ? op.Captures : [];
        var inputs = node.Inputs.SkipLast(captures.Count);
        proto.Input.AddRange(inputs);
        proto.Output.AddRange(node.Outputs);
        var now = node.Inputs.TakeLast(captures.Count);
        if (!captures.SequenceEqual(now))
            Subgraphs.Rename(proto, captures.Zip(now).ToDictionary(n => n.First, n => n.Second, StringComparer.Ordinal));
        return proto;
    }

    /// <summary>Those of <paramref name="names"/> that <paramref name="first"/> has too in its order, then the others by name.</summary>
    private static IEnumerable<string> Order(IEnumerable<string> names, IEnumerable<string> first)
    {
        var left = new SortedSet<string>(names, StringComparer.Ordinal);
        return [.. first.Where(left.Remove), .. left];
    }
}
