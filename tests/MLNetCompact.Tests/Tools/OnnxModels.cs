using Google.Protobuf;
using MLNetCompact.Onnx;

namespace MLNetCompact.Tests.Tools;

/// <summary>ONNX files as other tools write them, and broken ones.</summary>
internal static class OnnxModels
{
    /// <summary>A small network with a convolution, a pooling and two dense layers; its biases are not 0.</summary>
    public static Network Small()
    {
        var network = new NetworkBuilder(2, 6, 6).Conv(3, 3, pad: 1).Relu().MaxPool(2).Flatten().Dense(4).Tanh().Dense(2).Build();
        return network.WithWeights(network.Weights.Values.Where(w => w.Shape.Count == 1)
            .Select(w => w.With([.. Enumerable.Range(1, (int)w.Count).Select(i => i * 0.25f - 0.6f)])));
    }

    /// <summary>The file of <see cref="Small"/> as a message that can be changed.</summary>
    public static ModelProto SmallModel() => ModelProto.Parser.ParseFrom(Small().ToOnnx());

    /// <summary>The bytes of <see cref="Small"/> after a change.</summary>
    public static byte[] SmallWith(Action<ModelProto> change)
    {
        var model = SmallModel();
        change(model);
        return model.ToByteArray();
    }

    public static TensorProto Weight(this ModelProto model, string name) => model.Graph.Initializer.Single(w => w.Name == name);

    public static NodeProto Node(this ModelProto model, string name) => model.Graph.Node.Single(n => n.Name == name);

    /// <summary>A value of float elements; a dimension of -1 is left open.</summary>
    public static ValueInfoProto Value(string name, params long[] dims)
    {
        var shape = new TensorShapeProto();
        shape.Dim.AddRange(dims.Select(d => d == -1 ? new TensorShapeProto.Types.Dimension { DimParam = "batch" } : new() { DimValue = d }));
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new() { ElemType = 1, Shape = shape } } };
    }

    /// <summary>A node.</summary>
    public static NodeProto Node(string opType, string[] inputs, string output, params AttributeProto[] attributes)
    {
        var node = new NodeProto { OpType = opType };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        node.Attribute.AddRange(attributes);
        return node;
    }

    public static AttributeProto Attribute(string name, params long[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Ints };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    public static AttributeProto Attribute(string name, float value) => new() { Name = name, Type = AttributeProto.Types.AttributeType.Float, F = value };

    /// <summary>A float weight in the typed field, as some tools write it.</summary>
    public static TensorProto Floats(string name, long[] dims, params float[] values)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)ElementType.Float };
        tensor.Dims.AddRange(dims);
        tensor.FloatData.AddRange(values);
        return tensor;
    }

    /// <summary>A model of those parts, of opset 13 and format 8.</summary>
    public static ModelProto Model(IEnumerable<ValueInfoProto> inputs, IEnumerable<NodeProto> nodes, IEnumerable<ValueInfoProto> outputs, params TensorProto[] weights)
    {
        var graph = new GraphProto { Name = "g" };
        graph.Input.AddRange(inputs);
        graph.Node.AddRange(nodes);
        graph.Output.AddRange(outputs);
        graph.Initializer.AddRange(weights);
        var model = new ModelProto { IrVersion = 8, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 13 });
        return model;
    }
}
