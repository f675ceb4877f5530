using MLNetCompact.Operators;

namespace MLNetCompact.Tests.Tools;

/// <summary>
/// A random convolution between two of 1x1 whose kernels are multiples of few: up to five for each input channel, or for each filter; kept as a codebook with or without
/// scales and in forms, or as they are. Where it moves and on what is <see cref="ConvCase"/>'s. The same seed gives the same one.
/// </summary>
internal sealed class FewKernelsCase
{
    private readonly Random _random;
    private readonly ConvCase _sample;

    public FewKernelsCase(int seed)
    {
        (_random, _sample) = (new Random(seed), new ConvCase(seed));
        Conv = _sample.Conv with { Group = 1 };
        (ByFilter, Kept) = (_random.Next(2) == 0, Pick("dense", "codebook", "scaled", "forms", "scaled forms"));
        var large = _random.Next(4) == 0;
        int Size() => large ? Pick(24, 32, 40) : _random.Next(1, 6);
        var (channels, filters) = (Size(), Size());
        var size = _sample.Input["x"].Dims[2..];
        var one = new Conv { Kernel = [.. size.Select(_ => 1)] };
        List<Weight> weights = [Values("first.weight", [channels, 2, .. size.Select(_ => 1L)]), Few(filters, channels), Values("last.weight", [2, filters, .. size.Select(_ => 1L)])];
        var hasBias = _random.Next(2) == 0;
        if (hasBias)
            weights.Add(Values("conv.bias", [filters]));
        Network = new Network([new("x", ElementType.Float, new Shape([Shape.Unknown, 2, .. size.Select(s => _sample.IsOpen ? Shape.Unknown : s)]))],
            [new("first", one, ["x", "first.weight"], ["first.out"]), new("relu", new Relu(), ["first.out"], ["relu.out"]),
                new(ConvCase.Name, Conv, hasBias ? ["relu.out", "conv.weight", "conv.bias"] : ["relu.out", "conv.weight"], ["conv.out"]), new("last", one, ["conv.out", "last.weight"], ["y"])],
            [new("y", ElementType.Float, null)], weights)
        {
            Opset = _sample.Opset,
        };
        Input = new() { ["x"] = ReferenceTensor.Random(new Random(5), [2, 2, .. size]) };
    }

    public Network Network { get; }

    public Conv Conv { get; }

    /// <summary>Whether the few are those of a filter, not of a channel.</summary>
    public bool ByFilter { get; }

    /// <summary>How the weight is kept.</summary>
    public string Kept { get; }

    /// <summary>Rows of the size for which the case was made.</summary>
    public Dictionary<string, ReferenceTensor> Input { get; }

    public override string ToString() => $"few for each {(ByFilter ? "filter" : "channel")}, {Kept}, {Network.Weights["conv.weight"].Shape}, as {_sample}";

    /// <summary>The same in both forms, where it has them.</summary>
    public IEnumerable<(Network Network, bool MixFirst)> Forms()
    {
        var node = Network.Nodes[2];
        if (KernelMixing.Reason(Network, node, mixFirst: false) is null)
            yield return (Surgery.ConvolveThenMix(Network, ConvCase.Name), false);
        if (KernelMixing.Reason(Network, node, mixFirst: true) is null)
            yield return (Surgery.MixThenConvolve(Network, ConvCase.Name), true);
    }

    /// <summary>The multiply-adds of a form of so many branches, beside those of the convolutions of 1x1 around it; null where the size of the maps is open.</summary>
    public long? Work(int branches, bool mixFirst)
    {
        if (_sample.IsOpen)
            return null;
        var (weight, into, places) = (Network.Weights["conv.weight"], Places("relu.out"), Places("conv.out"));
        var (filters, channels, taps) = (weight.Shape[0], weight.Shape[1], weight.Shape.Skip(2).Aggregate(1L, (p, d) => p * d));
        return branches * (mixFirst ? into * filters * channels + places * filters * taps : places * channels * taps + places * filters * channels)
            + into * channels * 2 + places * filters * 2;
    }

    private long Places(string value) => Network.Shapes[value].Skip(2).Aggregate(1L, (p, d) => p * d);

    private Weight Few(int filters, int channels)
    {
        var (kernel, dims) = (Conv.Kernel.Select(k => (long)k).ToArray(), new Shape(filters, channels));
        var symmetry = Kept.EndsWith("forms", StringComparison.Ordinal) ? Enum.GetValues<KernelSymmetry>().Last(s => s.Fits(new(kernel))) : KernelSymmetry.None;
        var (kernels, few) = (_random.Next(1, 9), Pick(1, 1, 2, 2, 3, 4, 5));
        int[][] own = [.. Enumerable.Range(0, ByFilter ? filters : channels).Select(_ => Enumerable.Range(0, few).Select(_ => _random.Next(kernels << (int)symmetry)).ToArray())];
        int[] numbers = [.. Enumerable.Range(0, filters * channels).Select(p => Pick(own[ByFilter ? p / channels : p % channels]))];
        // A kernel of zeros is a multiple of any.
        var codebook = Values("c", [kernels, .. kernel]);
        if (kernels > 2)
            codebook = codebook.With([.. codebook.Values.ToArray().Select((v, i) => i < codebook.Count / kernels ? 0 : v)]);
        var scales = Kept.StartsWith("scaled", StringComparison.Ordinal) ? KernelScales.Of(dims, [.. numbers.Select(_ => _random.Next(5) == 0 ? 0 : _random.NextSingle() - 0.4f)]) : null;
        var storage = KernelStorage.Of(codebook, dims, numbers, scales, new() { Symmetry = symmetry });
        var weight = Weight.Of("conv.weight", storage.Shape, storage);
        return Kept == "dense" ? weight.AsDense() : weight;
    }

    private Weight Values(string name, Shape shape) =>
        Weight.Of(name, shape, (float[])[.. Enumerable.Range(0, (int)shape.Elements).Select(_ => (_random.Next(2) * 2 - 1) * (0.25f + _random.Next(1024) / 1024f))]);

    private Weight Values(string name, long[] dims) => Values(name, new Shape(dims));

    private T Pick<T>(params T[] choices) => choices[_random.Next(choices.Length)];
}
