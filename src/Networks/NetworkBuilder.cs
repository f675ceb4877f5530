using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>
/// Builds a network layer by layer. Weights start at random, uniform in +-sqrt(3 / inputs of a neuron), biases at 0;
/// the same seed gives the same weights.
/// </summary>
/// <example><code>new NetworkBuilder(1, 28, 28).Conv(20, 5).MaxPool(2).Flatten().Dense(10).Build()</code></example>
public sealed class NetworkBuilder
{
    private readonly Random _random;
    private readonly List<Node> _nodes = [];
    private readonly List<Weight> _weights = [];
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly NetworkValue _input;
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
        _random = new Random(seed);
        _input = new NetworkValue("Features", ElementType.Float, _shape);
        _value = _input.Name;
    }

    /// <summary>Starts a network with seed 0 whose rows have the given dimensions.</summary>
    public NetworkBuilder(params int[] row) : this((IEnumerable<int>)row)
    {
    }

    /// <summary>The dimensions of the last layer's output; the first is the batch.</summary>
    public Shape Shape => _shape;

    /// <summary>Adds a convolution with square kernels.</summary>
    /// <param name="filters">Number of filters, at least 1.</param>
    /// <param name="kernel">Height and width of a kernel in pixels, at least 1.</param>
    /// <param name="stride">Step in pixels, at least 1.</param>
    /// <param name="pad">Zero pixels added on each side, at least 0.</param>
    /// <exception cref="ArgumentException">A number is out of range, or the layer before does not give maps [N, C, H, W] of sufficient size.</exception>
    public NetworkBuilder Conv(int filters, int kernel, int stride = 1, int pad = 0)
    {
        var name = Name("conv");
        var layer = $"Conv '{name}'";
        var channels = Maps(layer);
        AtLeast(1, filters, layer, nameof(filters));
        AtLeast(1, kernel, layer, nameof(kernel));
        AtLeast(1, stride, layer, nameof(stride));
        AtLeast(0, pad, layer, nameof(pad));
        if (kernel > Math.Min(_shape[2], _shape[3]) + 2L * pad)
            throw new ArgumentException($"{layer}: a kernel of {kernel} does not fit maps {_shape} with {pad} pixels added on each side.", nameof(kernel));
        var weight = Fresh($"{name}.weight", new Shape(filters, channels, kernel, kernel), channels * kernel * kernel);
        return Add(name, new Conv { Kernel = [kernel, kernel], Strides = [stride, stride], Pads = [pad, pad, pad, pad] }, weight, Zeros($"{name}.bias", filters));
    }

    /// <summary>Adds a dense (fully connected) layer.</summary>
    /// <param name="neurons">Number of neurons, at least 1.</param>
    /// <exception cref="ArgumentException">The number is out of range, or the layer before gives maps: <see cref="Flatten"/> them first.</exception>
    public NetworkBuilder Dense(int neurons)
    {
        var name = Name("dense");
        var layer = $"Gemm '{name}'";
        AtLeast(1, neurons, layer, nameof(neurons));
        if (_shape.Count != 2)
            throw new ArgumentException($"{layer} reads [N, features], but the layer before gives {_shape}: add Flatten() first.");
        var weight = Fresh($"{name}.weight", new Shape(neurons, _shape[1]), _shape[1]);
        return Add(name, new Gemm { TransB = true }, weight, Zeros($"{name}.bias", neurons));
    }

    /// <summary>Adds the maximum over square windows.</summary>
    /// <param name="kernel">Height and width of a window in pixels, at least 1.</param>
    /// <param name="stride">Step in pixels; the size of the window if left out.</param>
    public NetworkBuilder MaxPool(int kernel, int? stride = null)
    {
        var name = Pool("MaxPool", kernel, stride ?? kernel);
        return Add(name, new MaxPool { Kernel = [kernel, kernel], Strides = [stride ?? kernel, stride ?? kernel] });
    }

    /// <summary>Adds the mean over square windows.</summary>
    /// <param name="kernel">Height and width of a window in pixels, at least 1.</param>
    /// <param name="stride">Step in pixels; the size of the window if left out.</param>
    public NetworkBuilder AveragePool(int kernel, int? stride = null)
    {
        var name = Pool("AveragePool", kernel, stride ?? kernel);
        return Add(name, new AveragePool { Kernel = [kernel, kernel], Strides = [stride ?? kernel, stride ?? kernel] });
    }

    /// <summary>Adds the mean of each whole map.</summary>
    public NetworkBuilder GlobalAveragePool()
    {
        var name = Name("pool");
        Maps($"GlobalAveragePool '{name}'");
        return Add(name, new GlobalAveragePool());
    }

    /// <summary>Adds max(x, 0).</summary>
    public NetworkBuilder Relu() => Add(Name("relu"), new Relu());

    /// <summary>Adds 1 / (1 + exp(-x)).</summary>
    public NetworkBuilder Sigmoid() => Add(Name("sigmoid"), new Sigmoid());

    /// <summary>Adds the hyperbolic tangent.</summary>
    public NetworkBuilder Tanh() => Add(Name("tanh"), new Tanh());

    /// <summary>Turns maps [N, C, H, W] into features [N, C * H * W].</summary>
    public NetworkBuilder Flatten() => Add(Name("flatten"), new Flatten());

    /// <summary>The network; its output "Score" is that of the last layer.</summary>
    /// <exception cref="ArgumentException">No layer was added.</exception>
    public Network Build()
    {
        if (_nodes.Count == 0)
            throw new ArgumentException("The network has no layer.");
        var last = _nodes[^1] with { Outputs = ["Score"] };
        return new Network([_input], [.. _nodes.SkipLast(1), last], [new NetworkValue("Score", ElementType.Float, _shape)], _weights);
    }

    private NetworkBuilder Add(string name, Operator op, params Weight[] weights)
    {
        var node = new Node(name, op, [_value, .. weights.Select(w => w.Name)], [name]);
        var network = new Network([_input with { Name = _value, Shape = _shape }], [node], [new(name, ElementType.Float, null)], weights);
        _shape = network.Shapes[name];
        _nodes.Add(node);
        _weights.AddRange(weights);
        _value = name;
        return this;
    }

    private string Pool(string opType, int kernel, int stride)
    {
        var name = Name("pool");
        var layer = $"{opType} '{name}'";
        Maps(layer);
        AtLeast(1, kernel, layer, nameof(kernel));
        AtLeast(1, stride, layer, nameof(stride));
        return name;
    }

    private static void AtLeast(int least, int value, string layer, string what)
    {
        if (value < least)
            throw new ArgumentOutOfRangeException(what, $"{layer}: {what} is {value}; expected at least {least}.");
    }

    private long Maps(string layer) => _shape.Count == 4 ? _shape[1]
        : throw new ArgumentException($"{layer} reads maps [N, channels, height, width], but the layer before gives {_shape}.");

    private string Name(string kind)
    {
        _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
        return $"{kind}{_counts[kind]}";
    }

    private Weight Fresh(string name, Shape shape, long inputs)
    {
        var bound = Math.Sqrt(3.0 / inputs);
        var values = new float[shape.Elements];
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)((2 * _random.NextDouble() - 1) * bound);
        return Weight.Of(name, shape, values);
    }

    private static Weight Zeros(string name, int count) => Weight.Of(name, new Shape(count), new float[count]);
}
