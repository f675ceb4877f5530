using MLNetCompact.Operators;

namespace MLNetCompact.Onnx;

/// <summary>
/// Writes coded weights: their parts, and standard nodes that make the numbers of the parts. The last node bears the weight's name after
/// <see cref="Mark"/>, by which <see cref="CodeReader"/> finds it; what it makes is the weight.
/// </summary>
internal sealed class CodeWriter
{
    /// <summary>How the name of the last node begins.</summary>
    public const string Mark = "MLNetCompact.Coded.";

    private const string Inner = "~";

    private readonly GraphProto _graph;
    private readonly HashSet<string> _values;
    private readonly HashSet<string> _nodes;
    private readonly Dictionary<int, string> _numbers = [];
    private int _count;

    public CodeWriter(GraphProto graph, Network network)
    {
        _graph = graph;
        _values = [.. network.Inputs.Select(i => i.Name), .. network.Weights.Keys, .. network.Nodes.SelectMany(n => n.Outputs)];
        _nodes = [.. network.Nodes.Select(n => n.Name)];
    }

    /// <summary>Writes the weight; its storage is coded.</summary>
    public void Write(Weight weight)
    {
        var storage = (CodedStorage)weight.Storage;
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var part in storage.Parts)
            parts[part.Name] = Add(Name($"{weight.Name}.{part.Name}"), part);
        var last = storage is KernelStorage ? Kernels(weight, parts) : Sparse(weight, (SparseStorage)storage, parts);
        last.Name = Unused(_nodes, $"{Mark}{weight.Name}");
        last.Output[0] = weight.Name;
    }

    private NodeProto Kernels(Weight weight, Dictionary<string, string> parts)
    {
        var kernels = Node("Gather", parts["codebook"], Cast(parts["index"], ElementType.Int32).Output[0]);
        if (!parts.TryGetValue("scales", out var scales))
            return kernels;
        // One scale for each kernel, repeated over its values.
        var rank = weight.Shape.Count;
        var (scale, step) = (Part(scales), Part(parts["steps"]));
        scale.Dims.AddRange(Enumerable.Repeat(1L, rank - scale.Dims.Count));
        step.Dims.AddRange(Enumerable.Repeat(1L, rank - 1));
        return Node("Mul", kernels.Output[0], Node("Mul", Cast(scales, ElementType.Float).Output[0], parts["steps"]).Output[0]);
    }

    private NodeProto Sparse(Weight weight, SparseStorage storage, Dictionary<string, string> parts)
    {
        var code = Cast(parts[storage.Parts[0].Name], ElementType.Int32).Output[0];
        var delta = storage.Bits > 0 ? Node("Div", code, Number(1 << storage.Bits)).Output[0] : code;
        var places = Node("Sub", Node("CumSum", Node("Add", delta, Number(1)).Output[0], Number(0)).Output[0], Number(1)).Output[0];
        var values = storage.Codebook is null ? parts["values"]
            : Node("Gather", parts["codebook"], storage.Bits > 0 ? Node("Mod", code, Number(1 << storage.Bits)).Output[0] : Cast(parts["numbers"], ElementType.Int32).Output[0]).Output[0];
        var zeros = Node("ConstantOfShape", Add(Name($"{weight.Name}.count"), Weight.Of("count", new Shape(1), [weight.Count]))).Output[0];
        var scattered = Node("ScatterElements", zeros, places, values);
        return weight.Shape.Count == 1 ? scattered
            : Node("Reshape", scattered.Output[0], Add(Name($"{weight.Name}.shape"), Weight.Of("shape", new Shape(weight.Shape.Count), [.. weight.Shape])));
    }

    private NodeProto Cast(string input, ElementType to)
    {
        var node = Node("Cast", input);
        node.Attribute.AddRange(OnnxAttributes.Write(OperatorAttributes.Of([("to", (long)to)])));
        return node;
    }

    private NodeProto Node(string opType, params ReadOnlySpan<string> inputs)
    {
        var node = new NodeProto { OpType = opType, Output = { Name($"{Inner}{++_count}") } };
        foreach (var input in inputs)
            node.Input.Add(input);
        _graph.Node.Add(node);
        return node;
    }

    /// <summary>A 32-bit integer that all coded weights share.</summary>
    private string Number(int value) => _numbers.TryGetValue(value, out var name) ? name
        : _numbers[value] = Add(Name($"{Inner}i{value}"), Weight.Of("number", ElementType.Int32, new Shape(), BitConverter.GetBytes(value)));

    private string Add(string name, Weight part)
    {
        _graph.Initializer.Add(OnnxTensor.Write(part.Named(name)));
        return name;
    }

    private TensorProto Part(string name) => _graph.Initializer.Last(i => i.Name == name);

    private string Name(string name) => Unused(_values, name);

    private static string Unused(HashSet<string> taken, string name)
    {
        var unused = name;
        for (var i = 2; !taken.Add(unused); i++)
            unused = $"{name}.{i}";
        return unused;
    }
}
