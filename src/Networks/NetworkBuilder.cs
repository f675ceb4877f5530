using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>
/// Builds a network layer by layer, with branches where it has some. Weights start at random, uniform in +-sqrt(3 / inputs of a neuron), biases at 0,
/// normalizations as the identity; the same seed gives the same weights.
/// </summary>
/// <example><code>new NetworkBuilder(1, 28, 28).Conv(20, 5).MaxPool(2).Flatten().Dense(10).Build()</code></example>
public sealed partial class NetworkBuilder
{
    /// <summary>The version of ONNX's operators that networks made here use.</summary>
    private const int Opset = 17;

    /// <summary>No file in ONNX's format, and so no weight, is larger.</summary>
    private const long MostBytes = int.MaxValue;

    private readonly Draft _draft;
    private readonly NetworkBuilder? _trunk;
    private string _value;
    private Shape _shape;

    /// <summary>Starts a network whose rows have the given dimensions.</summary>
    /// <param name="row">The dimensions of one row, without the batch: channels, height, width for images; the number of features for tables.</param>
    /// <param name="seed">Seed of the initial weights.</param>
    /// <exception cref="ArgumentException">There is no dimension, or one is below 1.</exception>
    public NetworkBuilder(IEnumerable<int> row, int seed = 0)
    {
        _shape = new Shape(row.Select(d => d > 0 ? (long)d : throw new ArgumentException($"A row cannot have dimension {d}; expected at least 1.", nameof(row))).Prepend(Shape.Unknown));
        if (_shape.Count < 2)
            throw new ArgumentException("A row needs at least one dimension.", nameof(row));
        _draft = new Draft(new NetworkValue("Features", ElementType.Float, _shape), new Random(seed)) { Open = this };
        _value = _draft.Input.Name;
    }

    /// <summary>Starts a network with seed 0 whose rows have the given dimensions.</summary>
    public NetworkBuilder(params int[] row) : this((IEnumerable<int>)row)
    {
    }

    /// <summary>A branch that starts where <paramref name="trunk"/> stands.</summary>
    private NetworkBuilder(NetworkBuilder trunk) => (_draft, _trunk, _value, _shape) = (trunk._draft, trunk, trunk._value, trunk._shape);

    /// <summary>The dimensions of the last layer's output; the first is the batch.</summary>
    public Shape Shape => _shape;

    /// <summary>The network; its output "Score" is that of the last layer.</summary>
    /// <exception cref="ArgumentException">No layer was added.</exception>
    /// <exception cref="InvalidOperationException">This is a branch, or one is not done.</exception>
    public Network Build()
    {
        if (_trunk is not null || _draft.Open != this)
            throw new InvalidOperationException("A network is built from the builder it was started with, once all branches are done.");
        if (_draft.Nodes.Count == 0)
            throw new ArgumentException("The network has no layer.");
        // The last node always makes the value that the trunk stands at.
        var last = _draft.Nodes[^1] with { Outputs = ["Score"] };
        return new Network([_draft.Input], [.. _draft.Nodes.SkipLast(1), last], [new NetworkValue("Score", ElementType.Float, _shape)], _draft.Weights) { Opset = Opset };
    }

    private NetworkBuilder Append(string name, Operator op, params IReadOnlyList<Weight> weights) => Append(name, op, [Here], weights);

    private NetworkBuilder Append(string name, Operator op, IReadOnlyList<NetworkValue> read, IReadOnlyList<Weight> weights)
    {
        if (_draft.Open != this)
            throw new InvalidOperationException($"{op.OpType} '{name}': a layer is added to the branch that is being built, and to none that is done.");
        var node = new Node(name, op, [.. read.Select(r => r.Name), .. weights.Select(w => w.Name)], [name]);
        var network = new Network(read.DistinctBy(r => r.Name), [node], [new(name, ElementType.Float, null)], weights);
        if (network.Shapes.GetValueOrDefault(name) is not { } made || made.Skip(1).Contains(Shape.Unknown))
            throw new ArgumentException($"{node}: the dimensions of what it gives cannot be told.");
        _draft.Nodes.Add(node);
        _draft.Weights.AddRange(weights);
        (_shape, _value) = (made, name);
        return this;
    }

    /// <summary>What the last layer gives.</summary>
    private NetworkValue Here => new(_value, ElementType.Float, _shape);

    private static void AtLeast(int least, int value, string layer, string what)
    {
        if (value < least)
            throw new ArgumentOutOfRangeException(what, $"{layer}: {what} is {value}; expected at least {least}.");
    }

    private static void Finite(float value, string layer, string what)
    {
        if (!float.IsFinite(value))
            throw new ArgumentOutOfRangeException(what, $"{layer}: {what} is {value}; expected a finite number.");
    }

    private int Maps(string layer) => _shape.Count == 4 ? (int)_shape[1]
        : throw new ArgumentException($"{layer} reads maps [N, channels, height, width], but the layer before gives {_shape}.");

    private string Name(string kind)
    {
        _draft.Counts[kind] = _draft.Counts.GetValueOrDefault(kind) + 1;
        return $"{kind}{_draft.Counts[kind]}";
    }

    private Weight Fresh(string layer, string name, Shape shape, long inputs)
    {
        if (shape.Aggregate(1.0, (product, d) => product * d) * sizeof(float) > MostBytes)
            throw new ArgumentException($"{layer}: a weight of shape {shape} is larger than ONNX allows (2 GB).");
        var bound = Math.Sqrt(3.0 / inputs);
        var values = new float[shape.Elements];
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)((2 * _draft.Random.NextDouble() - 1) * bound);
        return Weight.Of(name, shape, values);
    }

    private static Weight Zeros(string name, int count) => Weight.Of(name, new Shape(count), new float[count]);

    private static Weight Filled(string name, float value, params long[] dims)
    {
        var values = new float[new Shape(dims).Elements];
        Array.Fill(values, value);
        return Weight.Of(name, new Shape(dims), values);
    }

    private static Weight Integers(string name, params long[] values) => Weight.Of(name, new Shape(values.Length), values);

    /// <summary>The network so far, which all branches share.</summary>
    private sealed class Draft(NetworkValue input, Random random)
    {
        public NetworkValue Input { get; } = input;

        public Random Random { get; } = random;

        public List<Node> Nodes { get; } = [];

        public List<Weight> Weights { get; } = [];

        public Dictionary<string, int> Counts { get; } = new(StringComparer.Ordinal);

        /// <summary>The builder that takes layers now: the trunk, or the branch that is being built.</summary>
        public required NetworkBuilder Open { get; set; }
    }
}
