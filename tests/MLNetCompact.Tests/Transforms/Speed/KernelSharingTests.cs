using Microsoft.ML;
using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests;

[TestClass]
public class KernelSharingTests
{
    private const int Channels = 48;

    private static readonly string[] s_both = ["conv1.weight", "conv2.weight"];

    private static readonly SpeedTimer s_never = (_, _) => throw new InvalidOperationException("Nothing is to be measured here.");

    /// <summary>x [N, 48, 6, 6] -> conv1 3x3 -> relu1 -> conv2 3x3, each of 48 filters, with the kernels of those numbers in a codebook.</summary>
    private static Network Images(Func<int, int, int> first, Func<int, int, int>? second = null, bool scaled = true)
    {
        var network = new NetworkBuilder(Channels, 6, 6).Conv(Channels, 3, pad: 1).Relu().Conv(Channels, 3, pad: 1).Build();
        return network.WithWeights([Coded("conv1.weight", first, scaled), .. second is null ? Array.Empty<Weight>() : [Coded("conv2.weight", second, scaled)]]);
    }

    private static Weight Coded(string name, Func<int, int, int> number, bool scaled)
    {
        var (random, dims) = (new Random(7), new Shape(Channels, Channels));
        int[] numbers = [.. Enumerable.Range(0, Channels * Channels).Select(p => number(p / Channels, p % Channels))];
        var codebook = Weight.Of("c", new Shape(numbers.Max() + 1, 3, 3), (float[])[.. Enumerable.Range(0, (numbers.Max() + 1) * 9).Select(_ => random.NextSingle() - 0.5f)]);
        var scales = scaled ? KernelScales.Of(dims, [.. numbers.Select(_ => (random.NextSingle() - 0.5f) / 8)]) : null;
        return Weight.Of(name, new Shape(Channels, Channels, 3, 3), KernelStorage.Of(codebook, dims, numbers, scales));
    }

    /// <summary>Says of networks with a depthwise convolution that they take that share of the time of the first.</summary>
    private static SpeedTimer Says(double convolveThenMix, double mixThenConvolve) => (variants, _) => [.. variants.Select(v =>
        v.Nodes.FirstOrDefault(n => n.Operator is Conv) switch
        {
            { Operator: Conv { Group: > 1 } } => convolveThenMix,
            { Operator: Conv { Kernel: [1, 1] } } => mixThenConvolve,
            _ => 1.0,
        })];

    [TestMethod]
    public void TheFasterFormIsTaken()
    {
        var network = Images((_, c) => c % 3);
        var result = KernelSharing.Apply(network, s_both, Says(0.4, 0.3));
        Assert.AreEqual("Conv 'conv1' has another form now: it convolves each channel, then mixes them; alone it is 2.5 times as fast", result.Notes.Single());
        Assert.AreEqual("Conv 'conv1', batch 1: 1000.0000 ms; it convolves each channel, then mixes them 400.0000 ms (2.50x)", result.Timings[0]);
        Assert.HasCount(4, result.Timings);
        Assert.IsLessThan(network.ToOnnx().Length, result.Network.ToOnnx().Length);
        Same.Behaviour(network, result.Network, "convolve, then mix");

        network = Images((_, _) => 0);
        result = KernelSharing.Apply(network, s_both, Says(0.4, 0.2));
        Assert.AreEqual("Conv 'conv1' has another form now: it mixes channels, then convolves each mixture; alone it is 5.0 times as fast", result.Notes.Single());
        Same.Behaviour(network, result.Network, "mix, then convolve");
    }

    [TestMethod]
    public void WhereNoneIsFasterTheConvolutionStays()
    {
        var network = Images((_, c) => c % 3);
        var result = KernelSharing.Apply(network, s_both, Says(0.95, 0.3));
        Assert.AreSame(network, result.Network);
        Assert.AreEqual("Conv 'conv1' stays one convolution, which measured faster: other forms would not save 10 % of its time at batch 1 and 64", result.Notes.Single());
    }

    [TestMethod]
    public void NothingIsSaidOfConvolutionsThatHaveNoSuchForm()
    {
        var network = Images((f, c) => (f * 5 + c * 3) % 7);
        var result = KernelSharing.Apply(network, s_both, s_never);
        Assert.AreSame(network, result.Network);
        Assert.IsEmpty(result.Notes);
        // Nor of those that were not clustered.
        Assert.IsEmpty(KernelSharing.Apply(Images((_, c) => c), [], s_never).Notes);
    }

    [TestMethod]
    public void FormsThatTakeMoreBytesAreNotMeasured()
    {
        var result = KernelSharing.Apply(Images((f, c) => (f + c) % 2), s_both, s_never);
        Assert.MatchesRegex("^Conv 'conv1' stays one convolution: with few kernels for each channel it could be several of less work, but they would take more than its [0-9]+ bytes$", result.Notes.Single());
    }

    [TestMethod]
    public void WithoutScalesTwoKernelsForEachChannelTakeLess()
    {
        var network = Images((f, c) => (f * 5 + c + f / 7) % 2, scaled: false);
        var result = KernelSharing.Apply(network, s_both, Says(0.5, 0.5));
        Assert.Contains("has another form now", result.Notes.Single());
        Assert.AreEqual("Conv Conv Conv Conv Add Relu Conv", string.Join(' ', result.Network.Nodes.Select(n => n.Operator.OpType)));
        Same.Behaviour(network, result.Network, "two for each");
    }

    [TestMethod]
    public void AFormThatMakesTheWholeNetworkSlowerGoesAgain()
    {
        var network = Images((_, c) => c % 3, (_, c) => c % 4);
        // Alone both are faster, the second more; together they are slower.
        SpeedTimer timer = (variants, _) => [.. variants.Select(v => v.Nodes.Count(n => n.Operator is Conv { Group: > 1 }) switch
        {
            0 => 1.0,
            1 => v.Nodes.Any(n => n.Name == "conv1.depthwise") && v.Nodes.Count(n => n.Operator is Conv) == 2 ? 0.8 : 0.5,
            _ => 1.2,
        })];
        var result = KernelSharing.Apply(network, s_both, timer);
        Assert.Contains("Conv 'conv1' stays one convolution: another form is faster alone, but makes the network as a whole no faster", result.Notes);
        Assert.Contains("Conv 'conv2' has another form now: it convolves each channel, then mixes them; alone it is 2.0 times as fast", result.Notes);
        Assert.HasCount(1, result.Network.Nodes.Where(n => n.Operator is Conv { Group: > 1 }));
    }

    [TestMethod]
    public void AWeightThatTwoNodesReadStays()
    {
        var network = Images((_, c) => c % 3);
        network = network.With(nodes: network.Nodes.Select(n => n.Name == "conv2" ? n with { Inputs = [n.Inputs[0], "conv1.weight", n.Inputs[2]] } : n));
        Assert.IsEmpty(KernelSharing.Apply(network, s_both, s_never).Notes);
    }

    [TestMethod]
    public void MapsOfOpenSizeCannotBeMeasured()
    {
        var network = Images((_, c) => c % 3);
        network = network.With(inputs: [network.Inputs[0] with { Shape = new(Shape.Unknown, Channels, Shape.Unknown, Shape.Unknown) }]);
        Assert.AreEqual("Conv 'conv1' stays one convolution: the sizes of what it reads are not known, so that no other form could be measured", KernelSharing.Apply(network, s_both, s_never).Notes.Single());
    }

    [TestMethod]
    public void WhateverIsMeasuredHereTheOutputsStay()
    {
        var network = Images((_, c) => c % 3, (f, _) => f % 4);
        var result = KernelSharing.Apply(network, s_both, new OnnxTimer().Time);
        Assert.IsNotEmpty(result.Timings);
        Assert.HasCount(2, result.Notes);
        Assert.IsLessThanOrEqualTo(network.ToOnnx().Length, result.Network.ToOnnx().Length);
        Same.Behaviour(network, result.Network, "measured");
    }

    [TestMethod]
    public void AStepTellsWhichFormItsLayersHave()
    {
        var network = new NetworkBuilder(1, TinyImages.Side, TinyImages.Side).Conv(40, 3).Relu().Conv(40, 3, pad: 1).Relu().Flatten().Dense(3).Build();
        NetworkTransformer Fit(bool use)
        {
            var ml = new MLContext(seed: 1);
            return ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Compaction().KernelCluster(network, new() { Clusters = 1, UseSharing = use })).Fit(TinyImages.View(ml)).LastTransformer;
        }
        using var plain = Fit(false);
        using var formed = Fit(true);
        Same.Behaviour(plain.Network, formed.Network, "in a step");
        Assert.IsFalse(plain.Network.Nodes.Any(n => n.Operator is Conv { Group: > 1 }));
        Assert.IsLessThanOrEqualTo(plain.Network.ToOnnx().Length, formed.Network.ToOnnx().Length);
        var notes = formed.Report!.Steps.Single().Notes;
        Assert.IsTrue(notes.Any(n => n.StartsWith("Conv 'conv2' has another form now", StringComparison.Ordinal) || n.StartsWith("Conv 'conv2' stays one convolution", StringComparison.Ordinal)), string.Join('\n', notes));
        Assert.IsFalse(plain.Report!.Steps.Single().Notes.Any(n => n.Contains("form now", StringComparison.Ordinal) || n.Contains("stays one", StringComparison.Ordinal)));
    }
}
