using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

[TestClass]
public class KernelCropTests
{
    /// <summary>One convolution of images of 9 x 9, whose taps for which <paramref name="live"/> is false are 0 in all filters.</summary>
    private static Network Images(Conv conv, Func<int, int, bool> live, int channels = 2, long size = 9, bool bias = true)
    {
        var random = new Random(4);
        var (height, width) = (conv.Kernel[0], conv.Kernel[1]);
        var shape = new Shape(3 * conv.Group, channels, height, width);
        float[] values = [.. Enumerable.Range(0, (int)shape.Elements).Select(i => live(i / width % height, i % width) ? 0.5f + random.NextSingle() : 0)];
        List<Weight> weights = [Weight.Of("w", shape, values), .. bias ? [Weight.Of("b", new Shape(3 * conv.Group), [.. Enumerable.Range(1, 3 * conv.Group).Select(i => i * 0.5f)])] : Array.Empty<Weight>()];
        return new Network([new("x", ElementType.Float, new Shape(Shape.Unknown, channels * conv.Group, size, size))],
            [new("conv", conv, bias ? ["x", "w", "b"] : ["x", "w"], ["y"])], [new("y", ElementType.Float, null)], weights);
    }

    private static Conv Only(Network network) => (Conv)network.Nodes.Single(n => n.Operator is Conv).Operator;

    private static Network Cropped(Network network, string text)
    {
        var result = Surgery.CropKernels(network);
        Assert.AreEqual(text, result.Changed.Single().Text);
        Assert.AreEqual(("conv", 0), (result.Changed.Single().Node, result.Refused.Count));
        Same.Behaviour(network, result.Network, text);
        Assert.AreEqual(network.Shapes["y"], result.Network.Shapes["y"]);
        return result.Network;
    }

    [TestMethod]
    public void ADeadBorderGoesWithThePaddingThatItRead()
    {
        var network = Images(new Conv { Kernel = [5, 5], Pads = [2, 2, 2, 2] }, (i, j) => i is > 0 and < 4 && j is > 0 and < 4);
        var cropped = Cropped(network, "Conv 'conv': kernel 5x5 becomes 3x3");
        Assert.HasCount(1, cropped.Nodes);
        CollectionAssert.AreEqual(new[] { 1, 1, 1, 1 }, Only(cropped).Pads.ToArray());
        Assert.AreEqual(NetworkCost.Of(network).MultiplyAdds * 9 / 25, NetworkCost.Of(cropped).MultiplyAdds);
    }

    [TestMethod]
    public void WithoutPaddingOneSliceTakesThePixelsOfAllDimensions()
    {
        var network = Images(new Conv { Kernel = [5, 5] }, (i, j) => i is > 0 and < 4 && j > 1);
        var cropped = Cropped(network, "Conv 'conv': kernel 5x5 becomes 3x3 behind a Slice");
        Assert.AreEqual("Slice Conv", string.Join(' ', cropped.Nodes.Select(n => n.Operator.OpType)));
        var slice = cropped.Nodes[0];
        CollectionAssert.AreEqual(new long[] { 1, 2 }, cropped.IntegersOf(slice, 1));
        CollectionAssert.AreEqual(new long[] { -1, int.MaxValue }, cropped.IntegersOf(slice, 2));
        CollectionAssert.AreEqual(new long[] { 2, 3 }, cropped.IntegersOf(slice, 3));
        Assert.AreEqual("[N, 2, 7, 7]", cropped.Shapes[slice.Output].ToString());
    }

    [TestMethod]
    public void PaddingIsGivenUpFirstAndOnlyTheRestIsCutOff()
    {
        var network = Images(new Conv { Kernel = [5, 5], Pads = [1, 0, 1, 4] }, (i, j) => i == 4 && j == 2);
        var cropped = Cropped(network, "Conv 'conv': kernel 5x5 becomes 1x1 behind a Slice");
        CollectionAssert.AreEqual(new[] { 0, 0, 1, 2 }, Only(cropped).Pads.ToArray());
        CollectionAssert.AreEqual(new long[] { 3, 2 }, cropped.IntegersOf(cropped.Nodes[0], 1));
    }

    [TestMethod]
    public void TapsAtEqualDistancesBecomeADilation()
    {
        var network = Images(new Conv { Kernel = [5, 7], Pads = [0, 3, 0, 3], Dilations = [1, 1] }, (i, j) => i % 2 == 0 && j % 3 == 0);
        var cropped = Cropped(network, "Conv 'conv': kernel 5x7 becomes 3x3 with dilation 2x3");
        CollectionAssert.AreEqual(new[] { 0, 3, 0, 3 }, Only(cropped).Pads.ToArray());
    }

    [TestMethod]
    public void ADilationThatIsThereGrows() =>
        CollectionAssert.AreEqual(new[] { 4, 2 }, Only(Cropped(Images(new Conv { Kernel = [3, 3], Dilations = [2, 2] }, (i, _) => i != 1), "Conv 'conv': kernel 3x3 becomes 2x3 with dilation 4x2")).Dilations.ToArray());

    [TestMethod]
    public void PixelsBehindTheLastStepNeedNoSlice()
    {
        // Places 0, 3, 6 of a kernel of 3, on 9 pixels; without its last tap there is room for 7 pixels and still 3 steps.
        var network = Images(new Conv { Kernel = [3, 3], Strides = [3, 3] }, (i, j) => i < 2 && j < 2);
        Assert.HasCount(1, Cropped(network, "Conv 'conv': kernel 3x3 becomes 2x2").Nodes);
    }

    [TestMethod]
    public void PixelsThatWouldMakeAnotherStepAreCutOff()
    {
        // 8 pixels, kernel 3, steps of 2: 3 places. A kernel of 2 would have 4.
        var network = Images(new Conv { Kernel = [3, 3], Strides = [2, 2] }, (i, j) => i < 2 && j < 2, size: 8);
        Assert.HasCount(2, Cropped(network, "Conv 'conv': kernel 3x3 becomes 2x2 behind a Slice").Nodes);
    }

    [TestMethod]
    public void AKernelOfZerosKeepsATapAndTheBiasIsAllThatIsGiven()
    {
        var network = Images(new Conv { Kernel = [3, 3], Pads = [1, 1, 1, 1] }, (_, _) => false);
        var cropped = Cropped(network, "Conv 'conv': kernel 3x3 becomes 1x1");
        Assert.HasCount(1, cropped.Nodes);
        var given = ReferenceExecutor.Run(cropped, RandomNetworks.Inputs(cropped))["y"];
        CollectionAssert.AreEqual(new[] { 0.5, 1, 1.5 }, given.Values.Distinct().ToArray());
    }

    [TestMethod]
    public void AKernelOfOneTapStaysAsItIs()
    {
        var network = Images(new Conv { Kernel = [1, 1] }, (_, _) => false);
        var result = Surgery.CropKernels(network);
        Assert.AreSame(network, result.Network);
        Assert.AreEqual((0, 0), (result.Changed.Count, result.Refused.Count));
    }

    [TestMethod]
    public void AKernelThatReadsOnlyPaddingIsCroppedAsFarAsThatGoes()
    {
        // The only live tap stands behind the last pixel: nothing would be left in front of it.
        var network = Images(new Conv { Kernel = [5, 5], Pads = [0, 0, 4, 4] }, (i, j) => i == 3 && j == 3, size: 1, bias: false);
        var result = Surgery.CropKernels(network);
        Same.Behaviour(network, result.Network, "padding only");
        Assert.HasCount(1, result.Network.Nodes);
        CollectionAssert.AreEqual(new[] { 2, 2 }, Only(result.Network).Kernel.ToArray());
    }

    [TestMethod]
    public void ATapThatIsNotANumberIsNotDead()
    {
        var network = Images(new Conv { Kernel = [3, 3] }, (i, j) => i == 1 && j == 1).Set("w", (i, v) => i == 0 ? float.NaN : v);
        CollectionAssert.AreEqual(new[] { 2, 2 }, Only(Surgery.CropKernels(network).Network).Kernel.ToArray());
    }

    [TestMethod]
    public void BlocksOfAGroupedConvolutionAreCroppedTogether()
    {
        var network = Images(new Conv { Kernel = [3, 3], Pads = [1, 1, 1, 1], Group = 2 }, (i, j) => i == 1 && j == 1);
        CollectionAssert.AreEqual(new[] { 1, 1 }, Only(Cropped(network, "Conv 'conv': kernel 3x3 becomes 1x1")).Kernel.ToArray());
        // A single live tap of the other block keeps its row.
        CollectionAssert.AreEqual(new[] { 2, 1 }, Only(Surgery.CropKernels(network.Set("w", (i, v) => i == 5 * 18 + 1 ? 1 : v)).Network).Kernel.ToArray());
    }

    [TestMethod]
    [DataRow(AutoPad.SameUpper)]
    [DataRow(AutoPad.SameLower)]
    public void PaddingByARuleBecomesExplicit(AutoPad rule)
    {
        var network = Images(new Conv { Kernel = [4, 4], AutoPad = rule }, (i, j) => i is 1 or 2 && j is 1 or 2);
        var conv = Only(Cropped(network, "Conv 'conv': kernel 4x4 becomes 2x2"));
        Assert.AreEqual(AutoPad.NotSet, conv.AutoPad);
        Assert.AreEqual(rule == AutoPad.SameUpper ? "0 0 1 1" : "1 1 0 0", string.Join(' ', conv.Pads));
    }

    [TestMethod]
    public void PaddingByARuleStaysWhereTheSizeIsOpen()
    {
        var network = Images(new Conv { Kernel = [3, 3], AutoPad = AutoPad.SameUpper }, (i, j) => i == 1 && j == 1, size: Shape.Unknown);
        var result = Surgery.CropKernels(network);
        Assert.AreSame(network, result.Network);
        Assert.AreEqual("Conv 'conv' keeps a kernel with dead borders: its padding SAME_UPPER depends on the size of the maps, which is not known", result.Refused.Single().Text);
        Assert.IsEmpty(Surgery.CropKernels(Images(new Conv { Kernel = [3, 3], AutoPad = AutoPad.SameUpper }, (_, _) => true, size: Shape.Unknown)).Refused);
    }

    [TestMethod]
    public void MapsOfOpenSizeAreCutFromTheirEnd()
    {
        var network = Images(new Conv { Kernel = [5, 5], Strides = [2, 1] }, (i, j) => i is 1 or 2 && j == 3, size: Shape.Unknown);
        var cropped = Surgery.CropKernels(network).Network;
        CollectionAssert.AreEqual(new[] { 2, 1 }, Only(cropped).Kernel.ToArray());
        foreach (var size in Enumerable.Range(5, 6))
        {
            var input = new Dictionary<string, ReferenceTensor> { ["x"] = ReferenceTensor.Random(new Random(size), 2, 2, size, size + 1) };
            Same.Outputs(OrtExecutor.Run(network.ToOnnx(), input), OrtExecutor.Run(cropped.ToOnnx(), input), $"{size} pixels");
        }
    }

    [TestMethod]
    public void WithoutCutsADeadBorderThatNoPaddingCoversStays()
    {
        var result = KernelCrop.Apply(Images(new Conv { Kernel = [3, 3] }, (i, j) => i < 2 && j < 2), cuts: false);
        Assert.AreEqual("Conv 'conv' keeps a kernel with dead borders: there is no padding that could go in their place", result.Refused.Single().Text);
    }

    /// <summary>Two convolutions one behind the other that read one weight, the second with other pads.</summary>
    private static Network Shared(IReadOnlyList<int> secondPads)
    {
        var conv = new Conv { Kernel = [3, 3], Pads = [1, 1, 1, 1] };
        var network = Images(conv, (i, j) => i > 0 && j == 1, channels: 3, bias: false);
        return network.With(nodes: [.. network.Nodes, new("second", conv with { Pads = secondPads }, ["y", "w"], ["z"])], outputs: [new("z", ElementType.Float, null)]);
    }

    [TestMethod]
    public void NodesThatShareAWeightGoOnSharingIt()
    {
        var network = Shared([0, 0, 0, 0]);
        var result = Surgery.CropKernels(network);
        Assert.HasCount(2, result.Changed);
        Assert.AreEqual("[3, 3, 2, 1]", result.Network.Weights.Values.Single(w => w.Type == ElementType.Float).Shape.ToString());
        Assert.AreEqual("w", result.Network.Nodes[^1].Inputs[1]);
        Same.Behaviour(network, result.Network, "shared");
    }

    [TestMethod]
    public void DifferentPartsOfAWeightBecomeWeightsOfTheirOwnWhereThatIsLess()
    {
        // Without cuts the second keeps the middle column between two dead ones: 2 + 6 numbers for each pair of channels, of 9.
        var network = Shared([1, 0, 1, 0]);
        var result = KernelCrop.Apply(network, cuts: false);
        Assert.AreEqual("[3, 3, 2, 1] [3, 3, 2, 3]", string.Join(' ', result.Network.Nodes.Select(n => result.Network.Weights[n.Inputs[1]].Shape)));
        Same.Behaviour(network, result.Network, "parts");
    }

    [TestMethod]
    public void NodesThatNeedDifferentPartsOfAWeightKeepItWhereThatWouldBeMore()
    {
        var network = Shared([0, 0, 0, 0]);
        var result = KernelCrop.Apply(network, cuts: false);
        Assert.AreSame(network, result.Network);
        CollectionAssert.AreEquivalent(new[] { "conv", "second" }, result.Refused.Select(r => r.Node).ToArray());
        Assert.Contains("shares 'w' with nodes that need other parts of it", result.Refused.Single(r => r.Node == "conv").Text);
    }

    [TestMethod]
    public void AWeightThatIsAnOutputTooStaysAsItIs()
    {
        var network = Images(new Conv { Kernel = [3, 3], Pads = [1, 1, 1, 1] }, (i, j) => i == 1 && j == 1);
        network = network.With(outputs: [.. network.Outputs, new NetworkValue("w", ElementType.Float, null)]);
        var result = Surgery.CropKernels(network);
        Assert.AreSame(network, result.Network);
        Assert.HasCount(1, result.Refused);
    }

    [TestMethod]
    public void BeforeOpset10ASliceStatesItsPartsItself()
    {
        var network = Images(new Conv { Kernel = [3, 3] }, (i, j) => i == 2 && j == 2);
        network = new Network(network.Inputs, network.Nodes, network.Outputs, network.Weights.Values) { Opset = 9 };
        var cropped = Cropped(network, "Conv 'conv': kernel 3x3 becomes 1x1 behind a Slice");
        CollectionAssert.AreEqual(new long[] { 2, 2 }, ((Slice)cropped.Nodes[0].Operator).Starts!.ToArray());
        Assert.HasCount(1, cropped.Nodes[0].Inputs);
    }

    [TestMethod]
    public void TheNetworkGivenStaysAsItIs()
    {
        var network = Images(new Conv { Kernel = [3, 3] }, (i, j) => i == 2 && j == 2);
        var before = network.ToOnnx();
        Surgery.CropKernels(network);
        Surgery.SelectInputs(network);
        Surgery.Lower(network, "conv");
        CollectionAssert.AreEqual(before, network.ToOnnx());
    }
}
