using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

[TestClass]
public class KernelMixingTests
{
    /// <summary>x [N, channels, 8, 8] and a convolution 3x3 whose kernels have those numbers in a codebook.</summary>
    private static Network Images(int filters, int channels, Func<int, int, int> number, bool scaled = true, int opset = 17, bool shared = false)
    {
        var random = new Random(4);
        int[] numbers = [.. Enumerable.Range(0, filters * channels).Select(p => number(p / channels, p % channels))];
        var codebook = Weight.Of("c", new Shape(numbers.Max() + 1, 3, 3), (float[])[.. Enumerable.Range(0, (numbers.Max() + 1) * 9).Select(_ => random.NextSingle() - 0.5f)]);
        var dims = new Shape(filters, channels);
        var scales = scaled ? KernelScales.Of(dims, [.. numbers.Select(_ => random.NextSingle() - 0.5f)]) : null;
        var weight = Weight.Of("w", new Shape(filters, channels, 3, 3), KernelStorage.Of(codebook, dims, numbers, scales, new() { IsShared = shared }));
        return new Network([new("x", ElementType.Float, new Shape(Shape.Unknown, channels, 8, 8))], [new("conv", new Conv { Kernel = [3, 3], Pads = [1, 1, 1, 1] }, ["x", "w", "b"], ["y"])],
            [new("y", ElementType.Float, null)], [weight, Weight.Of("b", new Shape(filters), [.. Enumerable.Repeat(0.25f, filters)])]) { Opset = opset };
    }

    private static string Text(Network network) => string.Join(' ', network.Nodes.Select(n => n.Operator switch
    {
        Conv conv => $"{(conv.Kernel[0] == 1 ? "mix" : "depthwise")}{(n.Inputs.Count > 2 ? "+bias" : "")}",
        var other => other.OpType,
    }));

    private static string Convolved(Network network)
    {
        var changed = Surgery.ConvolveThenMix(network, "conv");
        Same.Behaviour(network, changed, "convolve, then mix");
        return Text(changed);
    }

    private static string Mixed(Network network)
    {
        var changed = Surgery.MixThenConvolve(network, "conv");
        Same.Behaviour(network, changed, "mix, then convolve");
        return Text(changed);
    }

    [TestMethod]
    public void OneKernelForEachChannelIsADepthwiseConvolutionBeforeAMix() => Assert.AreEqual("depthwise mix+bias", Convolved(Images(7, 5, (_, c) => c)));

    [TestMethod]
    public void OneKernelForEachFilterIsOneBehindIt() => Assert.AreEqual("mix depthwise+bias", Mixed(Images(7, 5, (f, _) => f)));

    [TestMethod]
    public void SeveralAreSummed()
    {
        Assert.AreEqual("depthwise depthwise mix depthwise mix Add mix+bias Add", Convolved(Images(7, 5, (f, c) => (f + c) % 3)));
        Assert.AreEqual("mix mix depthwise depthwise+bias Add", Mixed(Images(7, 5, (f, c) => f * 2 + c % 2)));
    }

    [TestMethod]
    public void MoreThanFourAreRefused()
    {
        void Refused(Network network, Func<Network, string, Network> form, string node, string expected) =>
            Assert.Contains(expected, Assert.ThrowsExactly<ArgumentException>(() => form(network, node)).Message);

        var network = Images(7, 6, (f, c) => Math.Min(f, 4) * 6 + c);
        Refused(network, Surgery.ConvolveThenMix, "conv", "Conv 'conv' has an input channel that more than 4 kernels meet, none the multiple of another");
        Refused(network, Surgery.MixThenConvolve, "conv", "a filter that more than 4 kernels meet");
        Refused(network, Surgery.MixThenConvolve, "other", "no node 'other'");
        var dense = Images(1, 1, (_, _) => 0).Set("w", (i, v) => i == 3 ? float.NaN : v);
        Refused(dense, Surgery.ConvolveThenMix, "conv", "a weight of NaN; expected finite numbers");
        var grouped = new NetworkBuilder(4, 8, 8).Conv(4, 3, group: 2).Build();
        Refused(grouped, Surgery.ConvolveThenMix, "conv1", "2 blocks of channels; expected 1");
        Refused(OnnxModels.Small(), Surgery.ConvolveThenMix, "dense1", "is no convolution");
    }

    [TestMethod]
    public void TheSameKernelsWithoutACodebookAreFoundToo()
    {
        var network = Images(7, 5, (f, c) => c * 2 + f % 2, scaled: false);
        var dense = network.WithWeights([network.Weights["w"].AsDense()]);
        Assert.AreEqual("depthwise depthwise mix mix+bias Add", Convolved(dense));
        CollectionAssert.AreEqual(Surgery.ConvolveThenMix(network, "conv").ToOnnx(), Surgery.ConvolveThenMix(dense, "conv").ToOnnx());
    }

    [TestMethod]
    public void KernelsOfOtherNumbersAndTheSameValuesAreOne()
    {
        var network = Images(6, 4, (f, _) => f);
        var storage = (KernelStorage)network.Weights["w"].Storage;
        var same = KernelStorage.Of(storage.Codebook.With([.. Enumerable.Range(0, 54).Select(i => storage.Codebook.Values[i % 9])]), new(6, 4), storage.Numbers, storage.Scales);
        Assert.AreEqual("depthwise mix+bias", Convolved(network.WithWeights([Weight.Of("w", same.Shape, same)])));
    }

    [TestMethod]
    public void ScalesStayInEightBits()
    {
        var network = Images(40, 48, (_, c) => c % 5);
        var changed = Surgery.ConvolveThenMix(network, "conv");
        Assert.AreEqual(40 * 48 + 4 * 40, changed.Weights["w"].StoredBytes);
        Assert.AreEqual(48 + 5 * 9 * 4, changed.Weights["w.depthwise"].StoredBytes);
        Assert.IsLessThan(network.ToOnnx().Length, changed.ToOnnx().Length);
        Same.Behaviour(network, changed, "in eight bits");
        CollectionAssert.AreEqual(((KernelStorage)network.Weights["w"].Storage).Scales!.Factors(), changed.Values("w"));
    }

    [TestMethod]
    public void WithoutScalesAMixIsOfVectors()
    {
        var network = Images(64, 64, (f, c) => (f * 7 + c) % 2, scaled: false);
        var changed = Surgery.ConvolveThenMix(network, "conv");
        Assert.IsInstanceOfType<KernelStorage>(changed.Weights["w"].Storage);
        Assert.IsLessThan(network.ToOnnx().Length, changed.ToOnnx().Length);
        Same.Behaviour(network, changed, "of vectors");
    }

    [TestMethod]
    public void BranchesShareTheCodebook()
    {
        var network = Images(20, 200, (f, c) => (f + c) % 2 + c % 3);
        var changed = Surgery.ConvolveThenMix(network, "conv");
        KernelStorage[] kernels = [.. changed.Weights.Values.Select(w => w.Storage).OfType<KernelStorage>()];
        Assert.HasCount(2, kernels);
        Assert.IsTrue(kernels.All(k => k.IsShared && ReferenceEquals(k.Codebook, kernels[0].Codebook)));
        Same.Behaviour(network, changed, "shared");
        CollectionAssert.AreEqual(changed.ToOnnx(), Network.Load(changed.ToOnnx()).ToOnnx());
    }

    [TestMethod]
    public void ACodebookThatOtherWeightsShareStaysWhole()
    {
        var network = Images(20, 200, (_, c) => c % 3 * 2, shared: true);
        var changed = Surgery.ConvolveThenMix(network, "conv");
        Assert.AreSame(((KernelStorage)network.Weights["w"].Storage).Codebook, ((KernelStorage)changed.Weights["w.depthwise"].Storage).Codebook);
        Same.Behaviour(network, changed, "whole");
    }

    [TestMethod]
    public void AWeightThatAnotherNodeReadsIsCopied()
    {
        var network = Images(7, 5, (_, c) => c);
        network = network.With(nodes: [.. network.Nodes, new("second", network.Nodes[0].Operator, ["x", "w"], ["z"])], outputs: [.. network.Outputs, new("z", ElementType.Float, null)]);
        var changed = Surgery.ConvolveThenMix(network, "conv");
        Same.Behaviour(network, changed, "copied");
        Assert.AreSame(network.Weights["w"].Storage, changed.Weights["w"].Storage);
    }

    [TestMethod]
    public void TheNetworkGivenStaysAsItIs()
    {
        var network = Images(40, 48, (_, c) => c % 5);
        var before = network.ToOnnx();
        Surgery.ConvolveThenMix(network, "conv");
        CollectionAssert.AreEqual(before, network.ToOnnx());
    }
}
