using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>
/// A random convolution between two layers of 1x1, part of whose weights is 0 in all filters: over one to three dimensions, with steps, dilation, padding of all kinds and
/// groups, of a known or an open size. The same seed gives the same one; <see cref="ToString"/> tells what it is.
/// </summary>
internal sealed class ConvCase
{
    private static readonly string[] s_patterns = ["all live", "border", "corner", "every second", "columns", "channels", "one", "none", "few"];

    private readonly Random _random;
    private readonly int _axes;
    private readonly int[] _size;

    public ConvCase(int seed)
    {
        _random = new Random(seed);
        _axes = Pick(1, 2, 2, 2, 2, 3);
        var most = _axes == 3 ? 3 : 5;
        Conv op;
        do
        {
            _size = Each(() => _random.Next(1, 10));
            op = new Conv
            {
                Kernel = Each(() => _random.Next(1, most + 1)),
                Strides = Each(() => Pick(1, 1, 2, 3)),
                Dilations = Each(() => Pick(1, 1, 1, 2)),
                Pads = [.. Each(() => Pick(0, 0, 1, 2, 4)), .. Each(() => Pick(0, 0, 1, 2, 4))],
                Group = Pick(1, 1, 1, 2, 3),
                AutoPad = Pick(AutoPad.NotSet, AutoPad.NotSet, AutoPad.NotSet, AutoPad.Valid, AutoPad.SameUpper, AutoPad.SameLower),
            };
            op = op.AutoPad == AutoPad.NotSet ? op : op with { Pads = null! };
        }
        while (!Fits(op));
        IsOpen = _random.Next(4) == 0;
        Opset = Pick(8, 9, 10, 11, 13, 17, 17);
        Pattern = Pick(s_patterns);
        Network = Make(op, Group: op.Group);
        Text = $"ConvCase({seed}): {op} kernel {Join(op.Kernel)} strides {Join(op.Strides)} dilations {Join(op.Dilations)} pads {Join(op.Pads)}, {Network.Weights["conv.weight"].Shape} on {Join(_size)}{(IsOpen ? " (open)" : "")}, opset {Opset}, live: {Pattern}";
    }

    public const string Name = "conv";

    public Network Network { get; }

    public Conv Conv => (Conv)Network.Nodes.Single(n => n.Name == Name).Operator;

    /// <summary>Whether the size of the maps is not known before the network runs.</summary>
    public bool IsOpen { get; }

    public int Opset { get; }

    public string Pattern { get; }

    private string Text { get; }

    public override string ToString() => Text;

    /// <summary>Rows of the size for which the case was made.</summary>
    public Dictionary<string, ReferenceTensor> Input => new() { ["x"] = ReferenceTensor.Random(new Random(5), [2, (int)Network.Inputs[0].Shape![1], .. _size]) };

    /// <summary>A changed network of the same input and outputs gives the same, by the reference executor and by ONNX Runtime; its shapes are right and it is not dearer.</summary>
    public void Check(Network changed, string what)
    {
        var reference = ReferenceExecutor.Run(Network, Input);
        Same.Outputs(reference, ReferenceExecutor.Run(changed, Input), $"{what} (reference), {this}");
        Same.Outputs(reference, OrtExecutor.Run(changed.ToOnnx(), Input), $"{what} (ONNX Runtime), {this}");
        foreach (var (name, tensor) in ReferenceExecutor.RunAll(changed, Input))
            Same.Shape(changed, name, tensor, $"{what}, {this}");
        Assert.AreEqual(Network.Shapes["conv.out"], changed.Shapes["conv.out"], $"{what}, {this}");
        Assert.IsLessThanOrEqualTo(NetworkCost.Of(Network).MultiplyAdds, NetworkCost.Of(changed).MultiplyAdds, $"{what}, {this}");
    }

    private Network Make(Conv op, int Group)
    {
        var (channels, filters) = (Group * _random.Next(1, 5), Group * _random.Next(1, 4));
        var input = new Shape([Shape.Unknown, 2, .. _size.Select(s => IsOpen ? Shape.Unknown : s)]);
        var node = new Node(Name, op, _random.Next(2) == 0 ? ["relu.out", "conv.weight"] : ["relu.out", "conv.weight", "conv.bias"], ["conv.out"]);
        var one = new Conv { Kernel = Each(() => 1) };
        List<Weight> weights = [Random("first.weight", channels, 2, 1), Zeros(Random("conv.weight", filters, channels / Group, null, op.Kernel)), Random("last.weight", 2, filters, 1)];
        if (node.Inputs.Count > 2)
            weights.Add(Weight.Of("conv.bias", new Shape(filters), Values(filters)));
        return new Network([new("x", ElementType.Float, input)],
            [new("first", one, ["x", "first.weight"], ["first.out"]), new("relu", new Relu(), ["first.out"], ["relu.out"]), node, new("last", one, ["conv.out", "last.weight"], ["y"])],
            [new("y", ElementType.Float, null)], weights)
        {
            Opset = Opset,
        };
    }

    /// <summary>Sets columns of the weight's matrix to 0 in all filters.</summary>
    private Weight Zeros(Weight weight)
    {
        var dims = weight.Shape.Select(d => (int)d).ToArray();
        int[] first = [.. dims[2..].Select(k => _random.Next(0, k))], last = [.. dims[2..].Select((k, a) => _random.Next(first[a], k))];
        var (channel, values) = (_random.Next(dims[1]), weight.Values.ToArray());
        var live = ReferenceTensor.Filled(dims[1..], at =>
        {
            var (c, taps) = (at[0], at[1..]);
            return Pattern switch
            {
                "all live" => true,
                "border" => taps.Select((t, a) => t >= first[a] && t <= last[a]).All(i => i),
                "corner" => taps.All(t => t == 0),
                "every second" => taps.Select((t, a) => t % 2 == first[a] % 2).All(i => i),
                "channels" => c == channel,
                "one" => c == channel && taps.SequenceEqual(last),
                "none" => false,
                "columns" => _random.Next(2) == 0,
                _ => _random.Next(5) == 0,
            } ? 1 : 0;
        }).Values;
        for (var i = 0; i < values.Length; i++)
            values[i] *= (float)live[i % live.Length];
        return weight.With(values);
    }

    private bool Fits(Conv op) => op.AutoPad is AutoPad.SameUpper or AutoPad.SameLower
        // Runtimes differ about SAME with dilations.
        ? op.Dilations.All(d => d == 1)
        : Enumerable.Range(0, _axes).All(a => _size[a] + op.Pads[a] + op.Pads[_axes + a] > (op.Kernel[a] - 1) * op.Dilations[a]);

    private Weight Random(string name, int filters, int channels, int? size, IReadOnlyList<int>? kernel = null)
    {
        var shape = new Shape([filters, channels, .. kernel?.Select(k => (long)k) ?? Enumerable.Repeat((long)size!, _axes)]);
        return Weight.Of(name, shape, Values((int)shape.Elements));
    }

    private float[] Values(int count) => [.. Enumerable.Range(0, count).Select(_ => (_random.Next(2) * 2 - 1) * (0.25f + _random.Next(1024) / 1024f))];

    private int[] Each(Func<int> make) => [.. Enumerable.Range(0, _axes).Select(_ => make())];

    private T Pick<T>(params T[] choices) => choices[_random.Next(choices.Length)];

    private static string Join(IReadOnlyList<int> numbers) => string.Join('x', numbers);
}
