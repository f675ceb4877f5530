using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

[TestClass]
public class LoweringTests
{
    /// <summary>x [N, 4, 8, 8] and a convolution 3x3 padded by 1, whose columns (channel, tap) are live where <paramref name="live"/> says so.</summary>
    private static Network Images(Func<int, int, bool> live, int stride = 1, int group = 1, AutoPad auto = AutoPad.NotSet, long size = 8, int opset = 17)
    {
        var random = new Random(4);
        var shape = new Shape(2 * group, 4 / group, 3, 3);
        float[] values = [.. Enumerable.Range(0, (int)shape.Elements).Select(i => live(i / 9 % (4 / group), i % 9) ? 0.5f + random.NextSingle() : 0)];
        var conv = new Conv { Kernel = [3, 3], Strides = [stride, stride], Pads = auto == AutoPad.NotSet ? [1, 1, 1, 1] : null!, Group = group, AutoPad = auto };
        return new Network([new("x", ElementType.Float, new Shape(Shape.Unknown, 4, size, size))], [new("conv", conv, ["x", "w", "b"], ["y"])],
            [new("y", ElementType.Float, null)], [Weight.Of("w", shape, values), Weight.Of("b", new Shape(2 * group), [.. Enumerable.Repeat(0.25f, 2 * group)])])
        {
            Opset = opset,
        };
    }

    private static string Lowered(Network network)
    {
        var lowered = Surgery.Lower(network, "conv");
        Same.Behaviour(network, lowered, "lowered");
        Assert.AreEqual(network.Shapes["y"], lowered.Shapes["y"]);
        return $"{string.Join(' ', lowered.Nodes.Select(n => n.Operator.OpType))} {lowered.Weights["w"].Shape}";
    }

    [TestMethod]
    public void EachLiveTapIsAPartOfThePaddedInput() =>
        Assert.AreEqual("Pad Slice Slice Concat Conv [2, 8, 1, 1]", Lowered(Images((_, tap) => tap is 0 or 8)));

    [TestMethod]
    public void TheMiddleOfAPaddedKernelNeedsNothingInFront() =>
        Assert.AreEqual("Conv [2, 4, 1, 1]", Lowered(Images((_, tap) => tap == 4)));

    [TestMethod]
    public void ChannelsThatNoTapReadsGoFirst() =>
        Assert.AreEqual("Gather Pad Slice Slice Concat Conv [2, 4, 1, 1]", Lowered(Images((channel, tap) => channel % 2 == 1 && tap is 0 or 8 && channel % 2 == 1)));

    [TestMethod]
    public void ATapTakesOnlyTheChannelsThatItReads() =>
        Assert.AreEqual("Pad Slice Gather Slice Slice Concat Conv [2, 7, 1, 1]", Lowered(Images((channel, tap) => tap switch { 0 => channel < 2, 5 => channel != 1, 8 => channel > 1, _ => false })));

    [TestMethod]
    public void StepsBecomeThoseOfTheSlices() =>
        Assert.AreEqual("Slice Slice Concat Conv [2, 8, 1, 1]", Lowered(Images((_, tap) => tap is 4 or 8, stride: 2)));

    [TestMethod]
    public void AKernelOfZerosReadsOneColumn() =>
        Assert.AreEqual("Slice Pad Slice Conv [2, 1, 1, 1]", Lowered(Images((_, _) => false)));

    [TestMethod]
    public void MapsOfOpenSizeAreLoweredToo() =>
        Assert.AreEqual("Pad Slice Slice Concat Conv [2, 8, 1, 1]", Lowered(Images((_, tap) => tap is 0 or 8, size: Shape.Unknown)));

    [TestMethod]
    public void AWeightThatAnotherNodeReadsIsCopied()
    {
        var network = Images((_, tap) => tap is 0 or 4);
        network = network.With(nodes: [.. network.Nodes, new("second", network.Nodes[0].Operator, ["x", "w", "b"], ["z"])], outputs: [.. network.Outputs, new("z", ElementType.Float, null)]);
        var lowered = Surgery.Lower(network, "conv");
        Same.Behaviour(network, lowered, "shared");
        CollectionAssert.AreEqual(network.Values("w"), lowered.Values("w"));
    }

    [TestMethod]
    public void WhatHasNoLoweredFormIsRefusedByName()
    {
        void Refused(Network network, string node, string expected) =>
            Assert.Contains(expected, Assert.ThrowsExactly<ArgumentException>(() => Surgery.Lower(network, node)).Message);

        Refused(Images((_, _) => true), "other", "no node 'other'");
        Refused(Images((_, _) => true, group: 2), "conv", "Conv 'conv' has 2 blocks of channels; expected 1");
        Refused(Images((_, _) => true, auto: AutoPad.SameLower, size: Shape.Unknown), "conv", "SAME_LOWER");
        Refused(Images((_, _) => true, stride: 2, opset: 9), "conv", "opset 9");
        Refused(OnnxModels.Small(), "dense1", "Gemm 'dense1' is no convolution");
    }
}
