using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>
/// Makes networks node by node. Every node is run on samples as it is added, so that sizes are known without the library's own shape inference:
/// one sample or, where maps are of unknown size, one for each size from 5 to 9. Weights are random, biases and statistics too.
/// </summary>
internal sealed partial class GraphDraft(int seed, int opset = 17, bool openSizes = false)
{
    /// <summary>The sizes that stand for an unknown one.</summary>
    private static readonly int[] s_sizes = [5, 6, 7, 8, 9];

    /// <summary>Not 1, which would fit everything, and not the number that tests feed.</summary>
    private const int SampleRows = 3;

    private readonly List<NetworkValue> _inputs = [];
    private readonly List<Node> _nodes = [];
    private readonly List<Weight> _weights = [];
    private readonly HashSet<string> _names = [];
    private string? _name;

    /// <summary>What everything random comes from; it may be exchanged.</summary>
    public Random Random { get; set; } = new(seed);

    public int Opset => opset;

    /// <summary>Whether height and width of maps are unknown.</summary>
    public bool OpenSizes => openSizes;

    public IReadOnlyList<Node> Nodes => _nodes;

    /// <summary>The names of the special forms that were made, as the generators tell them.</summary>
    public List<string> Forms { get; } = [];

    /// <summary>An input; its batch is unknown unless <paramref name="batch"/> is given, and -1 stands for an unknown size.</summary>
    public GraphValue Input(string name, int[] row, long batch = Shape.Unknown)
    {
        _names.Add(name);
        _inputs.Add(new NetworkValue(name, ElementType.Float, new Shape(row.Select(d => (long)d).Prepend(batch))));
        return new GraphValue(name, ElementType.Float, [.. Enumerable.Range(0, openSizes ? s_sizes.Length : 1).Select(sample =>
            // Heights count up and widths down, so that the two cannot be confused.
            ReferenceTensor.Random(new Random(sample), [batch > 0 ? (int)batch : SampleRows, .. row.Select((d, i) => d > 0 ? d : i % 2 == 1 ? s_sizes[sample] : s_sizes[^(sample + 1)])]))]);
    }

    /// <summary>Whether a value is an input or a weight: no node makes it.</summary>
    public bool IsGiven(GraphValue value) => _nodes.All(n => !n.Outputs.Contains(value.Name));

    /// <summary>The node that is added next gets this name, and its weights are named after it.</summary>
    public GraphDraft Named(string? name)
    {
        _name = name;
        return this;
    }

    /// <summary>Adds a node of one output; a missing input is null.</summary>
    public GraphValue Add(Operator op, params GraphValue?[] inputs) => AddMany(op, 1, inputs)[0];

    /// <summary>Adds a node.</summary>
    public GraphValue[] AddMany(Operator op, int outputs, params GraphValue?[] inputs)
    {
        var name = NodeName();
        _name = null;
        _names.Add(name);
        // What is left out at the end is an empty name, or no name at all. ONNX Runtime dies of the former for a LayerNormalization.
        if (inputs[^1] is null && (op is LayerNormalization || Once(2)))
            inputs = inputs[..^1];
        string[] made = [.. Enumerable.Range(0, outputs).Select(i => outputs == 1 ? $"{name}.out" : $"{name}.out{i}")];
        var node = new Node(name, op, [.. inputs.Select(i => i?.Name ?? "")], made);
        _nodes.Add(node);
        var results = Enumerable.Range(0, inputs[0]!.Samples.Length)
            .Select(sample => ReferenceExecutor.Compute(node, [.. inputs.Select(i => i?.Samples[sample])])).ToArray();
        var type = op switch { ShapeOp => ElementType.Int64, Cast cast => cast.To, _ => inputs[0]!.Type };
        return [.. made.Select((value, i) => new GraphValue(value, type, [.. results.Select(r => r[i])]))];
    }

    /// <summary>A weight.</summary>
    public GraphValue Constant(string suffix, int[] dims, Func<int, double> value)
    {
        float[] values = [.. Enumerable.Range(0, ReferenceTensor.Product(dims)).Select(i => (float)value(i))];
        return Keep(Weight.Of(WeightName(suffix), new Shape(dims.Select(d => (long)d)), values));
    }

    /// <summary>A weight of random numbers between two limits.</summary>
    public GraphValue Uniform(string suffix, int[] dims, double from, double to) => Constant(suffix, dims, _ => from + Random.NextDouble() * (to - from));

    /// <summary>A weight of random numbers whose products with that many inputs stay of the size of one.</summary>
    public GraphValue Factors(string suffix, int[] dims, int inputs) => Uniform(suffix, dims, -2.2 / Math.Sqrt(inputs), 2.2 / Math.Sqrt(inputs));

    /// <summary>A weight of one number, without dimensions.</summary>
    public GraphValue Number(string suffix, double value) => Constant(suffix, [], _ => value);

    /// <summary>A weight of integers.</summary>
    public GraphValue Integers(string suffix, params IEnumerable<long> values)
    {
        long[] all = [.. values];
        return Keep(Weight.Of(WeightName(suffix), new Shape(all.Length), all));
    }

    /// <summary>An integer without dimensions.</summary>
    public GraphValue Integer(string suffix, long value) => Keep(Weight.Of(WeightName(suffix), new Shape(), [value]));

    /// <summary>The network with these outputs. What does not lead to one is left out, parts of a Split excepted.</summary>
    public Network Build(params IEnumerable<GraphValue> outputs)
    {
        var ends = outputs.ToList();
        var read = ends.Select(o => o.Name).ToHashSet();
        var nodes = new List<Node>();
        foreach (var node in _nodes.AsEnumerable().Reverse().Where(n => n.Outputs.Any(read.Contains)))
        {
            nodes.Add(node);
            read.UnionWith(node.Inputs);
        }
        nodes.Reverse();
        var values = ends.Select(o => new NetworkValue(o.Name, o.Type, Open(o)));
        return new Network(_inputs.Where(i => read.Contains(i.Name)), nodes, values, _weights.Where(w => read.Contains(w.Name))) { Opset = opset };
    }

    /// <summary>A random number from <paramref name="from"/> to <paramref name="to"/>, both included.</summary>
    public int Next(int from, int to) => Random.Next(from, to + 1);

    /// <summary>True once in <paramref name="times"/> times.</summary>
    public bool Once(int times) => Random.Next(times) == 0;

    public T Any<T>(params ReadOnlySpan<T> choices) => choices[Random.Next(choices.Length)];

    /// <summary>A weight that was made before and fits, or null.</summary>
    public GraphValue? Old(Func<Weight, bool> fits)
    {
        Weight[] found = [.. _weights.Where(w => w.Type == ElementType.Float && fits(w))];
        return found.Length == 0 ? null : Value(found[Random.Next(found.Length)]);
    }

    /// <summary>The weight of that name, to be read once more.</summary>
    public GraphValue Old(string name) => Value(_weights.Single(w => w.Name == name));

    private GraphValue Keep(Weight weight)
    {
        _names.Add(weight.Name);
        _weights.Add(weight);
        return Value(weight);
    }

    private GraphValue Value(Weight weight)
    {
        var tensor = ReferenceTensor.Of(weight);
        return new GraphValue(weight.Name, weight.Type, [.. Enumerable.Repeat(tensor, openSizes ? s_sizes.Length : 1)]);
    }

    private static Shape Open(GraphValue value) => new(value.Dims.Select((d, i) => i == 0 || value.Samples.Any(s => s.Dims[i] != d) ? Shape.Unknown : (long)d));

    private string NodeName() => _name ?? $"n{_nodes.Count}";

    private string WeightName(string suffix)
    {
        var name = $"{NodeName()}.{suffix}";
        for (var i = 2; _names.Contains(name); i++)
            name = $"{NodeName()}.{suffix}{i}";
        return name;
    }
}
