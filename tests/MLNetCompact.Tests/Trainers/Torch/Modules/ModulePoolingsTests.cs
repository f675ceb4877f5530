using MLNetCompact.Operators;
using static TorchSharp.torch.nn;

namespace MLNetCompact.Tests;

[TestClass]
public sealed class ModulePoolingsTests
{
    [TestMethod]
    public void EveryFormOfMaxPoolIsFoundAsItWasMade()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var (height, width, ceil) = (Form(random, random.Next(1, 4)), Form(random, random.Next(1, 4)), random.Next(2) == 0);
            using var model = Sequential(MaxPool2d((height.Kernel, width.Kernel), (height.Stride, width.Stride), (height.Pad, width.Pad), (height.Dilation, width.Dilation), ceil));
            Found(ModuleCases.Check(model, [2, height.Size, width.Size], $"seed {seed}"), $"seed {seed}", height, width);
            using var one = Sequential(MaxPool1d(width.Kernel, width.Stride, width.Pad, width.Dilation, ceil));
            Found(ModuleCases.Check(one, [2, width.Size], $"seed {seed}, 1d"), $"seed {seed}, 1d", width);
        }
    }

    [TestMethod]
    public void EveryFormOfAvgPoolIsFoundAsItWasMade()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var (height, width, counts, ceil) = (Form(random), Form(random), random.Next(2) == 0, random.Next(2) == 0);
            using var model = Sequential(AvgPool2d((height.Kernel, width.Kernel), (height.Stride, width.Stride), (height.Pad, width.Pad), ceil, counts));
            Found(ModuleCases.Check(model, [2, height.Size, width.Size], $"seed {seed}"), $"seed {seed}", height, width);
            using var one = Sequential(AvgPool1d(width.Kernel, width.Stride, width.Pad, ceil, counts));
            Found(ModuleCases.Check(one, [2, width.Size], $"seed {seed}, 1d"), $"seed {seed}, 1d", width);
        }
    }

    [TestMethod]
    public void ALastWindowThatIsNotFullIsFound()
    {
        using var largest = Sequential(MaxPool2d(2, 2, 0, 1, true));
        Assert.IsTrue(((Pooling)ModuleCases.Check(largest, [1, 5, 6], "maximum").Nodes.Single().Operator).CeilMode);
        using var unused = Sequential(MaxPool2d(2, 2, 0, 1, true));
        Assert.IsTrue(((Pooling)ModuleCases.Check(unused, [1, 6, 6], "maximum, all full").Nodes.Single().Operator).CeilMode);
        using var mean = Sequential(AvgPool2d(3, 2, 0, true));
        Assert.IsTrue(((Pooling)ModuleCases.Check(mean, [1, 6, 8], "mean").Nodes.Single().Operator).CeilMode);
        using var without = Sequential(MaxPool2d(2));
        Assert.IsFalse(((Pooling)ModuleCases.Check(without, [1, 5, 5], "without").Nodes.Single().Operator).CeilMode);
    }

    [TestMethod]
    public void AWindowThatFillsTheMapsIsFoundWithItsStep()
    {
        using var model = Sequential(MaxPool2d(3), AvgPool2d(1));
        var found = (Pooling)ModuleCases.Check(model, [2, 3, 4], "full").Nodes[0].Operator;
        CollectionAssert.AreEqual((int[])[3, 3, 3, 3], (int[])[.. found.Kernel, .. found.Strides]);
    }

    [TestMethod]
    public void AdaptivePoolingsBecomeThoseOfTheirSize()
    {
        using var whole = Sequential(AdaptiveAvgPool2d(1));
        Assert.IsInstanceOfType<GlobalAveragePool>(ModuleCases.Check(whole, [2, 5, 7], "whole maps").Nodes.Single().Operator);
        using var even = Sequential(AdaptiveAvgPool2d((3, 2)));
        var pool = (AveragePool)ModuleCases.Check(even, [2, 6, 8], "even").Nodes.Single().Operator;
        CollectionAssert.AreEqual((int[])[2, 4, 2, 4], (int[])[.. pool.Kernel, .. pool.Strides]);
        using var overlapping = Sequential(AdaptiveAvgPool1d(3));
        pool = (AveragePool)ModuleCases.Check(overlapping, [2, 7], "overlapping").Nodes.Single().Operator;
        CollectionAssert.AreEqual((int[])[3, 2], (int[])[.. pool.Kernel, .. pool.Strides]);
        using var same = Sequential(AdaptiveAvgPool1d(4));
        ModuleCases.Check(same, [2, 4], "as it is");
        using var uneven = Sequential(ReLU(), AdaptiveAvgPool1d(3));
        StringAssert.StartsWith(Assert.ThrowsExactly<NotSupportedException>(() => uneven.ToNetwork(2, 5)).Message, "1 (AdaptiveAvgPool1d) makes 3 means of 5 pixels");
    }

    [TestMethod]
    public void ADivisorOfItsOwnIsRefused()
    {
        foreach (var divisor in (long[])[1, 3, 100])
        {
            using var model = Sequential(AvgPool2d(2, null, null, false, true, divisor));
            StringAssert.Contains(Assert.ThrowsExactly<NotSupportedException>(() => model.ToNetwork(1, 6, 6)).Message, "divisor_override");
        }
    }

    private static (int Kernel, int Stride, int Pad, int Dilation, int Size) Form(Random random, int dilation = 1)
    {
        var kernel = random.Next(1, 6);
        return (kernel, random.Next(1, 5), random.Next(kernel / 2 + 1), dilation, (kernel - 1) * dilation + 1 + random.Next(8));
    }

    private static void Found(Network network, string what, params (int Kernel, int Stride, int Pad, int Dilation, int Size)[] form)
    {
        var pooling = (Pooling)network.Nodes.Single().Operator;
        CollectionAssert.AreEqual(form.Select(f => f.Kernel).ToArray(), pooling.Kernel.ToArray(), $"{what}: kernel");
        CollectionAssert.AreEqual(form.Select(f => f.Stride).ToArray(), pooling.Strides.ToArray(), $"{what}: strides");
        CollectionAssert.AreEqual(form.Concat(form).Select(f => f.Pad).ToArray(), pooling.Pads.ToArray(), $"{what}: pads");
        CollectionAssert.AreEqual(form.Select(f => f.Kernel == 1 ? 1 : f.Dilation).ToArray(), pooling.Dilations.ToArray(), $"{what}: dilations");
    }
}
