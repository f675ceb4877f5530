using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>
/// Makes a network node by node, branches allowed. Every call gives the name of the value it makes, which further calls read; nodes are named
/// after their operator and a number ("conv1"), values after their node, weights "conv1.weight". The same seed gives the same weights.
/// </summary>
/// <param name="seed">Seed of the weights.</param>
/// <param name="zeros">Whether all weights are 0, which takes no memory until they are read: for counting large networks.</param>
/// <example><code>
/// var make = new GraphMaker();
/// var x = make.Input("x", -1, 8, 6, 6);
/// var y = make.Relu(make.Add(make.Conv(x, 8, 3, pad: 1), x));
/// var network = make.Build(make.Dense(make.Flatten(y), 10));
/// </code></example>
internal sealed class GraphMaker(int seed = 1, bool zeros = false)
{
    private readonly Random _random = new(seed);
    private readonly List<NetworkValue> _inputs = [];
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<string, Weight> _weights = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Shape> _shapes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>The version of the operators that the network states.</summary>
    public int Opset { get; init; } = 17;

    /// <summary>The name of the node made last.</summary>
    public string Last => _nodes[^1].Name;

    /// <summary>An input of the network; -1 for a size that is not known.</summary>
    public string Input(string name, params long[] dims)
    {
        _inputs.Add(new NetworkValue(name, ElementType.Float, new Shape(dims)));
        _shapes[name] = new Shape(dims);
        return name;
    }

    /// <summary>The dimensions of a value, as the network tells them.</summary>
    public Shape ShapeOf(string value) => _shapes[value];

    /// <summary>A random weight, in steps that a float holds exactly, of about the size that keeps a layer's output as large as its input.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="inputs">How many inputs a neuron has; 1 for a bias.</param>
    /// <param name="dims">Its dimensions.</param>
    public string Random(string name, long inputs, params long[] dims) => Filled(name, dims, () => _random.Next(-1024, 1025) / 1024.0 * Math.Sqrt(3.0 / inputs));

    /// <summary>A random weight between <paramref name="least"/> and <paramref name="most"/>.</summary>
    public string Between(string name, double least, double most, params long[] dims) => Filled(name, dims, () => least + (most - least) * _random.Next(1025) / 1024);

    /// <summary>A constant.</summary>
    public string Constant(Weight weight)
    {
        _weights.Add(weight.Name, weight);
        _shapes[weight.Name] = weight.Shape;
        return weight.Name;
    }

    /// <summary>A constant list of integers: axes, sizes, pads.</summary>
    public string Integers(params long[] values) => Constant(Weight.Of(Unused("integers"), new Shape(values.Length), values));

    /// <summary>A constant number.</summary>
    public string Number(float value) => Constant(Weight.Of(Unused("number"), new Shape(), [value]));

    /// <summary>A node of any operator with one output; null for an input left out.</summary>
    public string Node(Operator op, params string?[] inputs) => Nodes(op, 1, inputs)[0];

    /// <summary>A node of any operator with several outputs; null for an input left out.</summary>
    public string[] Nodes(Operator op, int outputs, params string?[] inputs) => Made(Unused(Kind(op)), op, outputs, inputs);

    /// <summary>The network with those outputs.</summary>
    public Network Build(params string[] outputs)
    {
        var read = _nodes.SelectMany(n => n.Inputs).ToHashSet();
        return new Network(_inputs, _nodes, outputs.Select(o => new NetworkValue(o, ElementType.Float, _shapes.GetValueOrDefault(o))), _weights.Values.Where(w => read.Contains(w.Name)))
        {
            Opset = Opset,
        };
    }

    /// <summary>A convolution with square kernels, over as many dimensions as <paramref name="x"/> has behind its channels.</summary>
    public string Conv(string x, int filters, int kernel, int stride = 1, int pad = 0, int group = 1, int dilation = 1, bool bias = true)
    {
        var (name, channels, axes) = (Unused("conv"), ShapeOf(x)[1] / group, ShapeOf(x).Count - 2);
        var op = new Conv { Kernel = Repeat(kernel, axes), Strides = Repeat(stride, axes), Pads = Repeat(pad, 2 * axes), Dilations = Repeat(dilation, axes), Group = group };
        long[] window = [.. Enumerable.Repeat((long)kernel, axes)];
        var weight = Random($"{name}.weight", channels * window.Aggregate(1L, (p, k) => p * k), [filters, channels, .. window]);
        return Made(name, op, 1, bias ? [x, weight, Random($"{name}.bias", 4, filters)] : [x, weight])[0];
    }

    /// <summary>A transposed convolution with square kernels.</summary>
    public string ConvTranspose(string x, int filters, int kernel, int stride = 1, int pad = 0, int group = 1, bool bias = true)
    {
        var (name, channels, axes) = (Unused("convtranspose"), ShapeOf(x)[1], ShapeOf(x).Count - 2);
        var op = new ConvTranspose { Kernel = Repeat(kernel, axes), Strides = Repeat(stride, axes), Pads = Repeat(pad, 2 * axes), Group = group };
        var weight = Random($"{name}.weight", channels / group * kernel, [channels, filters / group, .. Enumerable.Repeat((long)kernel, axes)]);
        return Made(name, op, 1, bias ? [x, weight, Random($"{name}.bias", 4, filters)] : [x, weight])[0];
    }

    /// <summary>A dense layer of [N, features], stored either way.</summary>
    public string Dense(string x, int neurons, bool transB = true, bool bias = true)
    {
        var (name, inputs) = (Unused("dense"), ShapeOf(x)[1]);
        var weight = Random($"{name}.weight", inputs, transB ? [neurons, inputs] : [inputs, neurons]);
        return Made(name, new Gemm { TransB = transB }, 1, bias ? [x, weight, Random($"{name}.bias", 4, neurons)] : [x, weight])[0];
    }

    /// <summary>The product of the last dimension with a matrix, and a bias added if asked for.</summary>
    public string MatMul(string x, int neurons, bool bias = true)
    {
        var (name, inputs) = (Unused("matmul"), ShapeOf(x)[^1]);
        var product = Made(name, new MatMul(), 1, [x, Random($"{name}.weight", inputs, inputs, neurons)])[0];
        return bias ? Add(product, Random($"{name}.bias", 4, neurons)) : product;
    }

    /// <summary>A BatchNormalization with random statistics.</summary>
    public string Norm(string x)
    {
        var (name, channels) = (Unused("norm"), ShapeOf(x)[1]);
        return Made(name, new BatchNormalization(), 1, [x, Between($"{name}.scale", 0.5, 1.5, channels), Random($"{name}.bias", 4, channels),
            Random($"{name}.mean", 4, channels), Between($"{name}.variance", 0.5, 1.5, channels)])[0];
    }

    /// <summary>A PRelu with a slope per channel.</summary>
    public string PRelu(string x)
    {
        var name = Unused("prelu");
        return Made(name, new PRelu(), 1, [x, Between($"{name}.slope", -0.5, 0.5, [ShapeOf(x)[1], .. Enumerable.Repeat(1L, ShapeOf(x).Count - 2)])])[0];
    }

    public string Relu(string x) => Node(new Relu(), x);

    public string Sigmoid(string x) => Node(new Sigmoid(), x);

    /// <summary>min(max(x, least), most), with the bounds as inputs.</summary>
    public string Clip(string x, float least, float most) => Node(new Clip(), x, Number(least), Number(most));

    public string Add(string left, string right) => Node(new Add(), left, right);

    public string Mul(string left, string right) => Node(new Mul(), left, right);

    public string Concat(int axis, params string[] parts) => Node(new Concat { Axis = axis }, parts);

    public string MaxPool(string x, int kernel, int? stride = null, int pad = 0) => Node(new MaxPool { Kernel = [kernel, kernel], Strides = [stride ?? kernel, stride ?? kernel], Pads = [pad, pad, pad, pad] }, x);

    public string AveragePool(string x, int kernel, int? stride = null, int pad = 0) => Node(new AveragePool { Kernel = [kernel, kernel], Strides = [stride ?? kernel, stride ?? kernel], Pads = [pad, pad, pad, pad] }, x);

    public string GlobalAveragePool(string x) => Node(new GlobalAveragePool(), x);

    public string Flatten(string x) => Node(new Flatten(), x);

    public string Reshape(string x, params long[] dims) => Node(new Reshape(), x, Integers(dims));

    public string Transpose(string x, params int[] order) => Node(new Transpose { Perm = order }, x);

    /// <summary>Parts of the given sizes along a dimension.</summary>
    public string[] Split(string x, int axis, params long[] sizes) => Nodes(new Split { Axis = axis }, sizes.Length, x, Integers(sizes));

    /// <summary>A part of one dimension.</summary>
    public string Slice(string x, int axis, long start, long end, long step = 1) => Node(new Slice(), x, Integers(start), Integers(end), Integers(axis), Integers(step));

    /// <summary>Zeros before each dimension, then behind each.</summary>
    public string Pad(string x, params long[] pads) => Node(new Pad(), x, Integers(pads));

    /// <summary>Every second pixel, with zero channels before and behind: the shortcut of a ResNet without weights.</summary>
    public string PaddedShortcut(string x, long before, long behind)
    {
        var small = Node(new Slice(), x, Integers(0, 0), Integers(int.MaxValue, int.MaxValue), Integers(2, 3), Integers(2, 2));
        return Pad(small, 0, before, 0, 0, 0, behind, 0, 0);
    }

    /// <summary>A gate per channel: x times sigmoid of two layers over the mean of each map.</summary>
    public string SqueezeExcite(string x, int squeezed)
    {
        var channels = (int)ShapeOf(x)[1];
        return Mul(x, Sigmoid(Conv(Relu(Conv(GlobalAveragePool(x), squeezed, 1)), channels, 1)));
    }

    /// <summary>The channel shuffle of ShuffleNet: [N, C, H, W] as [N, groups, C / groups, H, W] with the two in the other order.</summary>
    public string Shuffle(string x, int groups)
    {
        var shape = ShapeOf(x);
        var blocks = Reshape(x, 0, groups, shape[1] / groups, shape[2], shape[3]);
        return Reshape(Transpose(blocks, 0, 2, 1, 3, 4), 0, shape[1], shape[2], shape[3]);
    }

    private static string Kind(Operator op) => op.OpType.ToLowerInvariant();

    private static int[] Repeat(int value, int count) => [.. Enumerable.Repeat(value, count)];

    private string[] Made(string name, Operator op, int outputs, string?[] inputs)
    {
        string[] made = outputs == 1 ? [name] : [.. Enumerable.Range(1, outputs).Select(i => $"{name}.{i}")];
        var node = new Node(name, op, [.. inputs.Select(i => i ?? "")], made);
        // A network of this node alone tells the shapes, and refuses what does not fit.
        var read = node.Inputs.Where(i => i.Length > 0).Distinct().ToArray();
        var given = read.Where(i => !_weights.ContainsKey(i)).Select(i => new NetworkValue(i, ElementType.Float, _shapes.GetValueOrDefault(i)));
        var alone = new Network(given.DefaultIfEmpty(_inputs[0]), [node], [new NetworkValue(made[0], ElementType.Float, null)], read.Where(_weights.ContainsKey).Select(i => _weights[i]));
        foreach (var value in made.Where(alone.Shapes.ContainsKey))
            _shapes[value] = alone.Shapes[value];
        _nodes.Add(node);
        return made;
    }

    private string Filled(string name, long[] dims, Func<double> next)
    {
        var shape = new Shape(dims);
        if (zeros)
            return Constant(Weight.Of(name, ElementType.Float, shape, new byte[4 * shape.Elements]));
        var values = new float[shape.Elements];
        foreach (ref var value in values.AsSpan())
            value = (float)next();
        return Constant(Weight.Of(name, shape, values));
    }

    private string Unused(string kind)
    {
        _counts[kind] = _counts.GetValueOrDefault(kind) + 1;
        return $"{kind}{_counts[kind]}";
    }
}
