using System.Reflection;
using Google.Protobuf;
using MLNetCompact.Operators;

namespace MLNetCompact.Onnx;

/// <summary>Writes a network as an ONNX model. The same network gives the same bytes.</summary>
internal static class OnnxWriter
{
    private static readonly string s_version = typeof(OnnxWriter).Assembly.GetCustomAttribute<AssemblyFileVersionAttribute>()!.Version;

    public static byte[] Write(Network network)
    {
        var model = new ModelProto { IrVersion = network.IrVersion, ProducerName = "MLNetCompact", ProducerVersion = s_version, Graph = Graph(network) };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = network.Opset });
        model.OpsetImport.AddRange(network.OtherOpsets.OrderBy(o => o.Key, StringComparer.Ordinal).Select(o => new OperatorSetIdProto { Domain = o.Key, Version = o.Value }));
        model.MetadataProps.AddRange(network.Metadata.Select(m => new StringStringEntryProto { Key = m.Key, Value = m.Value }));
        return model.ToByteArray();
    }

    private static GraphProto Graph(Network network)
    {
        var graph = new GraphProto { Name = "network" };
        foreach (var node in network.Nodes)
        {
            var proto = new NodeProto { Name = node.Name, OpType = node.Operator.OpType };
            if (node.Operator is OpaqueOp { Domain.Length: > 0 } opaque)
                proto.Domain = opaque.Domain;
            proto.Input.AddRange(node.Inputs);
            proto.Output.AddRange(node.Outputs);
            proto.Attribute.AddRange(OnnxAttributes.Write(node.Operator.Attributes));
            graph.Node.Add(proto);
        }
        graph.Initializer.AddRange(network.Weights.Values.Select(OnnxTensor.Write));
        graph.Input.AddRange(network.Inputs.Select(Value));
        graph.Output.AddRange(network.Outputs.Select(Value));
        return graph;
    }

    private static ValueInfoProto Value(NetworkValue value)
    {
        var shape = new TensorShapeProto();
        for (var i = 0; i < value.Shape?.Count; i++)
            shape.Dim.Add(value.Shape[i] != Shape.Unknown ? new TensorShapeProto.Types.Dimension { DimValue = value.Shape[i] } : new() { DimParam = i == 0 ? "N" : $"dim{i}" });
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)value.Type };
        // Without dimensions nothing is claimed: a file may leave them open, and runtimes trust what it says.
        if (value.Shape is not null)
            tensor.Shape = shape;
        return new ValueInfoProto { Name = value.Name, Type = new TypeProto { TensorType = tensor } };
    }
}
