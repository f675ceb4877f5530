using System.Collections.Immutable;
using MLNetCompact.Onnx;
using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>
/// A neural network as a graph of ONNX operators. It never changes: every change gives a new network, which shares what stayed the same.
/// </summary>
/// <remarks>Made by <see cref="Networks"/> or <see cref="NetworkBuilder"/>, or read by <see cref="Load(string)"/>.</remarks>
public sealed partial class Network
{
    /// <summary>Creates a network and checks it: names are unique, each value is made before it is read, the shapes fit.</summary>
    /// <param name="inputs">What the caller feeds.</param>
    /// <param name="nodes">The nodes, each after those whose values it reads.</param>
    /// <param name="outputs">What the caller gets.</param>
    /// <param name="weights">The constant tensors that the nodes read.</param>
    /// <param name="metadata">Free text properties that travel with the ONNX file.</param>
    /// <exception cref="ArgumentException">The graph is not valid; the message names the node or value.</exception>
    public Network(IEnumerable<NetworkValue> inputs, IEnumerable<Node> nodes, IEnumerable<NetworkValue> outputs,
        IEnumerable<Weight> weights, IEnumerable<KeyValuePair<string, string>>? metadata = null)
    {
        Inputs = inputs.ToImmutableArray();
        Nodes = nodes.ToImmutableArray();
        Outputs = outputs.ToImmutableArray();
        Weights = weights.ToImmutableSortedDictionary(w => w.Name, w => w, StringComparer.Ordinal);
        Metadata = (metadata ?? []).ToImmutableSortedDictionary(StringComparer.Ordinal);
        CheckNames(Inputs, Weights.Keys, Nodes, Outputs);
        (_producers, _readers) = (new(Producers), new(Readers));
        Shapes = ShapeInference.Infer(this);
    }

    /// <summary>A network that is still being read: nothing is checked, it has no nodes, and <paramref name="weights"/> and <paramref name="shapes"/> may still grow.</summary>
    internal Network(IReadOnlyList<NetworkValue> inputs, IReadOnlyDictionary<string, Weight> weights, IReadOnlyDictionary<string, Shape> shapes)
    {
        (Inputs, Nodes, Outputs, Weights, Shapes) = (inputs, [], [], weights, shapes);
        Metadata = ImmutableSortedDictionary<string, string>.Empty;
        (_producers, _readers) = (new(Producers), new(Readers));
    }

    /// <summary>What the caller feeds.</summary>
    public IReadOnlyList<NetworkValue> Inputs { get; }

    /// <summary>The nodes, each after those whose values it reads.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>What the caller gets.</summary>
    public IReadOnlyList<NetworkValue> Outputs { get; }

    /// <summary>The constant tensors by name.</summary>
    public IReadOnlyDictionary<string, Weight> Weights { get; }

    /// <summary>Free text properties that travel with the ONNX file.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The version of ONNX's operators that the file states: 17 for a network made here, a read one keeps its own.</summary>
    public int Opset { get; init; } = 17;

    /// <summary>The version of ONNX's file format that the file states: 8 for a network made here, a read one keeps its own.</summary>
    public int IrVersion { get; init; } = 8;

    /// <summary>The operator sets of other domains that the file states, by domain.</summary>
    public IReadOnlyDictionary<string, int> OtherOpsets { get; init; } = ImmutableDictionary<string, int>.Empty;

    /// <summary>What its file says beyond what a network holds; null for a network made here.</summary>
    internal OnnxSource? Source { get; init; }

    /// <summary>The dimensions of every value and weight whose dimensions can be told; those behind an <see cref="OpaqueOp"/> are absent.</summary>
    public IReadOnlyDictionary<string, Shape> Shapes { get; }

    /// <summary>A network with parts replaced; weights that no node reads are left out.</summary>
    public Network With(IEnumerable<NetworkValue>? inputs = null, IEnumerable<Node>? nodes = null, IEnumerable<NetworkValue>? outputs = null,
        IEnumerable<Weight>? weights = null, IEnumerable<KeyValuePair<string, string>>? metadata = null)
    {
        var newNodes = (nodes ?? Nodes).ToList();
        var read = newNodes.SelectMany(n => n.Inputs).Concat((outputs ?? Outputs).Select(o => o.Name)).ToHashSet();
        var source = inputs is null && nodes is null && outputs is null && weights is null ? Source : Source is { } before ? before with { Unchanged = false } : null;
        return new Network(inputs ?? Inputs, newNodes, outputs ?? Outputs, (weights ?? Weights.Values).Where(w => read.Contains(w.Name)), metadata ?? Metadata)
        {
            Opset = Opset, IrVersion = IrVersion, OtherOpsets = OtherOpsets, Source = source,
        };
    }

    /// <summary>Which channels must be removed together, and which cannot be removed and why; <see cref="ChannelGroups.ToString"/> is a text for people.</summary>
    public ChannelGroups Groups() => ChannelGroups.Of(this);

    internal Network WithOpsets(IReadOnlyDictionary<string, int> others) =>
        new(Inputs, Nodes, Outputs, Weights.Values, Metadata) { Opset = Opset, IrVersion = IrVersion, OtherOpsets = others, Source = Source };

    /// <summary>The network with the values of some weights replaced by those of the same name in <paramref name="changed"/>.</summary>
    public Network WithWeights(IEnumerable<Weight> changed)
    {
        var weights = Weights.ToDictionary();
        foreach (var weight in changed)
            weights[weight.Name] = weight;
        return With(weights: weights.Values);
    }

    /// <summary>Checks that names are unique and that each value is made before it is read.</summary>
    /// <exception cref="ArgumentException">They are not; the message names the node or value.</exception>
    internal static void CheckNames(IReadOnlyList<NetworkValue> inputs, IEnumerable<string> weights, IEnumerable<Node> nodes, IReadOnlyList<NetworkValue> outputs)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in inputs.Select(i => i.Name).Concat(weights))
        {
            if (name.Length == 0 || !known.Add(name))
                throw new ArgumentException(name.Length == 0 ? "An input or weight has no name." : $"'{name}' names more than one input or weight.");
        }
        var nodeNames = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            if (node.Name.Length == 0 || !nodeNames.Add(node.Name))
                throw new ArgumentException(node.Name.Length == 0 ? $"A {node.Operator.OpType} node has no name." : $"'{node.Name}' names more than one node.");
            if (node.Outputs.Count == 0)
                throw new ArgumentException($"{node} makes no value.");
            if (node.Inputs.FirstOrDefault(i => i.Length > 0 && !known.Contains(i)) is { } missing)
                throw new ArgumentException($"{node} reads '{missing}', which no input, weight or earlier node gives.");
            if (node.Outputs.FirstOrDefault(o => o.Length > 0 && !known.Add(o)) is { } twice)
                throw new ArgumentException($"{node} makes '{twice}', which exists already.");
        }
        if (inputs.Count == 0 || outputs.Count == 0)
            throw new ArgumentException("A network needs at least one input and one output.");
        if (outputs.FirstOrDefault(o => !known.Contains(o.Name)) is { } output)
            throw new ArgumentException($"The network's output '{output.Name}' is made by no node.");
    }
}
