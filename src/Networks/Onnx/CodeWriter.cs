using System.Runtime.InteropServices;
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
    private readonly Dictionary<string, string> _constants = new(StringComparer.Ordinal);
    private readonly Dictionary<Weight, string> _shared = new(ReferenceEqualityComparer.Instance);
    private int _count;

    public CodeWriter(GraphProto graph, Network network)
    {
        _graph = graph;
        _values = [.. network.Inputs.Select(i => i.Name), .. network.Weights.Keys, .. network.Nodes.SelectMany(n => n.Outputs)];
        _nodes = [.. network.Nodes.Select(n => n.Name)];
    }

    /// <summary>Whether the file holds the weight as its code; older operators cannot decode every one.</summary>
    public static bool Writes(Weight weight, int opset) => weight.Storage is CodedStorage coded && coded.LeastOpset <= opset;

    /// <summary>Writes the weight; its storage is coded.</summary>
    public void Write(Weight weight)
    {
        var last = weight.Storage switch
        {
            KernelStorage kernels => Kernels(weight, kernels),
            ScaleStorage scales => Scaled(weight, scales.Parts[0], scales.Parts[1]),
            _ => Sparse(weight, (SparseStorage)weight.Storage),
        };
        last.Name = Unused(_nodes, $"{Mark}{weight.Name}");
        last.Output[0] = weight.Name;
    }

    private NodeProto Kernels(Weight weight, KernelStorage storage)
    {
        var codebook = Codebook(weight, storage);
        var kernels = storage.Symmetry == KernelSymmetry.None ? codebook : Forms(codebook, storage);
        var index = storage.Parts[1];
        var last = Node("Gather", kernels, Cast(Part(weight, index), ElementType.Int32).Output[0]);
        // Dimensions of 1 repeat a scale over the values of its kernel.
        if (storage.Scales is { } scales)
            last = Node("Mul", last.Output[0], Scaled(weight, scales.Codes, scales.Steps, index.Shape.Count + storage.Kernel.Count).Output[0]);
        return storage.IsReshaped ? Reshape(weight, last) : last;
    }

    /// <summary>Codes times the steps of their filters.</summary>
    private NodeProto Scaled(Weight weight, Weight codes, Weight steps, int rank = 0)
    {
        var (code, step) = (Part(weight, codes, rank), Part(weight, steps, Math.Max(rank, codes.Shape.Count)));
        return Node("Mul", Cast(code, ElementType.Float).Output[0], step);
    }

    /// <summary>The forms of all kernels, those of a kernel one after the other.</summary>
    private string Forms(string codebook, KernelStorage storage)
    {
        var (kernel, places) = (storage.Kernel, storage.Symmetry.Places(storage.Kernel));
        var size = string.Join('x', kernel);
        var from = Constant($"{Inner}f{storage.Symmetry.Count()}.{size}", () => Weight.Of("places", ElementType.Int32, new Shape(places.Length), MemoryMarshal.AsBytes(places.AsSpan()).ToArray()));
        var to = Constant($"{Inner}k{size}", () => Weight.Of("kernel", new Shape(kernel.Count + 1), [Shape.Unknown, .. kernel]));
        var forms = Node("Gather", Node("Flatten", codebook).Output[0], from);
        forms.Attribute.AddRange(OnnxAttributes.Write(OperatorAttributes.Of([("axis", 1L)])));
        return Node("Reshape", forms.Output[0], to).Output[0];
    }

    /// <summary>The codebook; one that several weights share bears the name of the first.</summary>
    private string Codebook(Weight weight, KernelStorage storage) => !storage.IsShared ? Part(weight, storage.Parts[0])
        : _shared.TryGetValue(storage.Codebook, out var name) ? name : _shared[storage.Codebook] = Part(weight, storage.Parts[0]);

    private NodeProto Sparse(Weight weight, SparseStorage storage)
    {
        var parts = storage.Parts.Select(p => Part(weight, p)).ToArray();
        var (code, packed) = (Cast(parts[0], ElementType.Int32).Output[0], storage.Bits > 0);
        var distance = packed ? Node("Div", code, Number(1 << storage.Bits)).Output[0] : code;
        var places = Node("Sub", Node("CumSum", Node("Add", distance, Number(1)).Output[0], Number(0)).Output[0], Number(1)).Output[0];
        var values = !storage.HasCodebook ? parts[^1]
            : Node("Gather", parts[^1], packed ? Node("Mod", code, Number(1 << storage.Bits)).Output[0] : Cast(parts[1], ElementType.Int32).Output[0]).Output[0];
        var zeros = Node("ConstantOfShape", Part(weight, Weight.Of("count", new Shape(1), [weight.Count]))).Output[0];
        var scattered = Node("ScatterElements", zeros, places, values);
        return weight.Shape.Count == 1 ? scattered : Reshape(weight, scattered);
    }

    private NodeProto Reshape(Weight weight, NodeProto values) => Node("Reshape", values.Output[0], Part(weight, Weight.Of("shape", new Shape(weight.Shape.Count), [.. weight.Shape])));

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
    private string Number(int value) => Constant($"{Inner}i{value}", () => Weight.Of("number", ElementType.Int32, new Shape(), BitConverter.GetBytes(value)));

    /// <summary>A tensor of the writer's own that all coded weights share.</summary>
    private string Constant(string name, Func<Weight> make) => _constants.TryGetValue(name, out var given) ? given : _constants[name] = Add(name, make(), 0);

    private string Part(Weight weight, Weight part, int rank = 0) => Add($"{weight.Name}.{part.Name}", part, rank);

    /// <summary>Adds a tensor under that name or one like it, with dimensions of 1 behind its own until there are <paramref name="rank"/>.</summary>
    private string Add(string name, Weight part, int rank)
    {
        var tensor = OnnxTensor.Write(part.Named(Name(name)));
        tensor.Dims.AddRange(Enumerable.Repeat(1L, Math.Max(0, rank - tensor.Dims.Count)));
        _graph.Initializer.Add(tensor);
        return tensor.Name;
    }

    private string Name(string name) => Unused(_values, name);

    private static string Unused(HashSet<string> taken, string name)
    {
        var unused = name;
        for (var i = 2; !taken.Add(unused); i++)
            unused = $"{name}.{i}";
        return unused;
    }
}
