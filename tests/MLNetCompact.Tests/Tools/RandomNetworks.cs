using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>
/// Makes random networks: convolutions of many forms, poolings, activations, dense layers stored either way, missing and shared biases,
/// weights that two nodes read, values that two nodes read, several outputs, and operators that are carried through.
/// </summary>
internal sealed class RandomNetworks
{
    private readonly Random _random;
    private readonly List<Node> _nodes = [];
    private readonly List<Weight> _weights = [];
    private readonly List<NetworkValue> _outputs = [];
    private readonly List<(string Value, int[] Row)> _heads = [];

    private RandomNetworks(int seed) => _random = new Random(seed);

    /// <summary>The network of that seed, with about <paramref name="layers"/> nodes before its last layers.</summary>
    public static Network Create(int seed, int layers) => seed % 5 == 0 ? Built(seed, layers) : new RandomNetworks(seed).Make(layers);

    /// <summary>
    /// Random rows for every input of a network. A size that is unknown becomes one from 5 to 9, which <paramref name="seed"/> decides, the same along a dimension of all inputs;
    /// a batch that is known is kept.
    /// </summary>
    public static Dictionary<string, ReferenceTensor> Inputs(Network network, int seed = 1, int rows = 2)
    {
        var random = new Random(seed);
        int[] sizes = [rows, 5 + seed / 25 % 5, 5 + seed % 5, 5 + seed / 5 % 5, 5 + seed / 125 % 5];
        return network.Inputs.ToDictionary(i => i.Name, i =>
        {
            var shape = i.Shape ?? throw new InvalidOperationException($"Not even the number of dimensions of input '{i.Name}' is known.");
            return ReferenceTensor.Random(random, [.. shape.Select((d, axis) => d == Shape.Unknown ? sizes[axis] : (int)d)]);
        });
    }

    /// <summary>A network of <see cref="NetworkBuilder"/>, its biases made random.</summary>
    private static Network Built(int seed, int layers)
    {
        var random = new Random(seed);
        var builder = new NetworkBuilder([random.Next(1, 4), random.Next(4, 8), random.Next(4, 8)], seed);
        for (var i = 0; i < layers; i++)
        {
            var room = (int)Math.Min(builder.Shape[2], builder.Shape[3]);
            _ = random.Next(6) switch
            {
                0 => builder.Conv(random.Next(1, 6), random.Next(1, Math.Min(3, room) + 1)),
                1 => builder.Conv(random.Next(1, 6), 3, random.Next(1, 3), pad: 1),
                2 => builder.MaxPool(random.Next(1, Math.Min(3, room) + 1), 1),
                3 => builder.AveragePool(random.Next(1, Math.Min(3, room) + 1), 1),
                4 => builder.Relu(),
                _ => builder.Tanh(),
            };
        }
        if (random.Next(3) == 0)
            builder.GlobalAveragePool();
        var network = builder.Flatten().Dense(random.Next(1, 8)).Sigmoid().Dense(3).Build();
        return network.WithWeights(network.Weights.Values.Where(w => w.Shape.Count == 1).Select(w => w.With(RandomValues(random, (int)w.Count, 1))));
    }

    private Network Make(int layers)
    {
        int[] row = _random.Next(4) == 0 ? [_random.Next(1, 9)] : [_random.Next(1, 4), _random.Next(3, 9), _random.Next(3, 9)];
        _heads.Add(("input", row));
        for (var i = 0; i < layers; i++)
            Extend(_random.Next(_heads.Count));
        while (_heads.Count > 0)
            Finish(_heads.Count - 1);
        return new Network([new("input", ElementType.Float, Rows(row))], _nodes, _outputs, _weights);
    }

    private void Extend(int head)
    {
        var maps = _heads[head].Row.Length == 3;
        switch (_random.Next(12))
        {
            case 0 or 1 or 2 or 3 or 4 when maps: Convolve(head); break;
            case 0 or 1 or 2 or 3 or 4: Multiply(head); break;
            case 5 when maps: Pool(head); break;
            case 6 when _heads.Count < 3: _heads.Add(_heads[head]); break;
            case 7 when maps && _random.Next(3) == 0: Flatten(head); break;
            case 8 when maps && _random.Next(3) == 0: Add(head, new GlobalAveragePool(), [_heads[head].Row[0], 1, 1]); break;
            case 9 when _random.Next(3) == 0: Add(head, new OpaqueOp("Atan", "", OperatorAttributes.None), _heads[head].Row); break;
            default: Activate(head); break;
        }
    }

    private void Finish(int head)
    {
        if (_heads[head].Row.Length == 3 && (_random.Next(4) > 0 || _heads[head].Value == "input"))
            Flatten(head);
        if (_heads[head].Row.Length == 1)
            Multiply(head);
        if (_heads[head].Row.Length == 1 && _random.Next(3) == 0)
            Add(head, new Softmax(), _heads[head].Row);
        var (value, row) = _heads[head];
        _heads.RemoveAt(head);
        if (_outputs.All(o => o.Name != value))
            _outputs.Add(new NetworkValue(value, ElementType.Float, Rows(row)));
    }

    private void Activate(int head) =>
        Add(head, _random.Next(4) switch { 0 => new Relu(), 1 => new Sigmoid(), 2 => new Tanh(), _ => new Identity() }, _heads[head].Row);

    private void Flatten(int head) => Add(head, new Flatten(), [_heads[head].Row.Aggregate(1, (product, d) => product * d)]);

    private void Convolve(int head)
    {
        var row = _heads[head].Row;
        var (padded, dilated) = (_random.Next(2) == 0, _random.Next(4) == 0);
        int[] kernel = [_random.Next(1, 4), _random.Next(1, 4)];
        int[] strides = [_random.Next(1, 3), _random.Next(1, 3)];
        int[] pads = [.. Enumerable.Range(0, 4).Select(_ => padded ? _random.Next(0, 3) : 0)];
        int[] dilations = dilated ? [_random.Next(1, 3), _random.Next(1, 3)] : [1, 1];
        var height = (row[1] + pads[0] + pads[2] - (kernel[0] - 1) * dilations[0] - 1 + strides[0]) / strides[0];
        var width = (row[2] + pads[1] + pads[3] - (kernel[1] - 1) * dilations[1] - 1 + strides[1]) / strides[1];
        if (height < 1 || width < 1)
        {
            (kernel, pads, dilations, height, width) = ([1, 1], [0, 0, 0, 0], [1, 1], (row[1] - 1) / strides[0] + 1, (row[2] - 1) / strides[1] + 1);
        }
        var group = row[0] > 1 && _random.Next(8) == 0 ? row[0] : 1;
        var weight = OldOrNew(w => w.Shape.Count == 4 && w.Shape.Skip(1).SequenceEqual([row[0] / group, kernel[0], kernel[1]]) && w.Shape[0] % group == 0,
            () => [group * _random.Next(1, 6), row[0] / group, kernel[0], kernel[1]], row[0] / group * kernel[0] * kernel[1]);
        var filters = (int)weight.Shape[0];
        Add(head, new Conv { Kernel = kernel, Strides = strides, Pads = pads, Dilations = dilations, Group = group }, [filters, height, width], weight.Name, Bias(filters));
    }

    private void Multiply(int head)
    {
        var inputs = _heads[head].Row[0];
        var transposed = _random.Next(2) == 0;
        var weight = OldOrNew(w => w.Shape.Count == 2 && w.Shape[transposed ? 1 : 0] == inputs,
            () => transposed ? [_random.Next(1, 7), inputs] : [inputs, _random.Next(1, 7)], inputs);
        var outputs = (int)weight.Shape[transposed ? 0 : 1];
        var op = new Gemm { TransB = transposed, Alpha = Factor(), Beta = Factor() };
        Add(head, op, [outputs], weight.Name, Bias(outputs));
    }

    private void Pool(int head)
    {
        var row = _heads[head].Row;
        int[] kernel = [_random.Next(1, Math.Min(3, row[1]) + 1), _random.Next(1, Math.Min(3, row[2]) + 1)];
        int[] strides = [_random.Next(1, 3), _random.Next(1, 3)];
        int[] pads = [_random.Next(kernel[0]), _random.Next(kernel[1]), _random.Next(kernel[0]), _random.Next(kernel[1])];
        Pooling pool = _random.Next(2) == 0 ? new MaxPool { Kernel = kernel, Strides = strides, Pads = pads } : new AveragePool { Kernel = kernel, Strides = strides, Pads = pads };
        Add(head, pool, [row[0], (row[1] + pads[0] + pads[2] - kernel[0]) / strides[0] + 1, (row[2] + pads[1] + pads[3] - kernel[1]) / strides[1] + 1]);
    }

    private void Add(int head, Operator op, int[] row, params string?[] weights)
    {
        var name = $"n{_nodes.Count}";
        var inputs = weights.Prepend(_heads[head].Value).Select(w => w ?? "").ToList();
        // A bias that is left out may be an empty name or no name at all.
        if (inputs[^1].Length == 0 && _random.Next(2) == 0)
            inputs.RemoveAt(inputs.Count - 1);
        _nodes.Add(new Node(name, op, inputs, [$"{name}.out"]));
        _heads[head] = ($"{name}.out", row);
    }

    private string? Bias(int count) => _random.Next(4) == 0 ? null : OldOrNew(w => w.Shape.Count == 1 && w.Shape[0] == count, () => [count], 1).Name;

    private Weight OldOrNew(Func<Weight, bool> fits, Func<int[]> dims, int inputs)
    {
        if (_random.Next(3) == 0 && _weights.FirstOrDefault(fits) is { } old)
            return old;
        var shape = new Shape(dims().Select(d => (long)d));
        var weight = Weight.Of($"w{_weights.Count}", shape, RandomValues(_random, (int)shape.Elements, 1.5 / Math.Sqrt(inputs)));
        _weights.Add(weight);
        return weight;
    }

    private float Factor() => _random.Next(3) switch { 0 => 1, 1 => 0.5f, _ => -1.75f };

    private static Shape Rows(int[] row) => new(row.Select(d => (long)d).Prepend(Shape.Unknown));

    private static float[] RandomValues(Random random, int count, double scale)
    {
        var values = new float[count];
        foreach (ref var value in values.AsSpan())
            value = (float)((2 * random.NextDouble() - 1) * scale);
        return values;
    }
}
