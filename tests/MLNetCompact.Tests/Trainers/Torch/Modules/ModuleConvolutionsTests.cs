using MLNetCompact.Operators;
using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace MLNetCompact.Tests;

[TestClass]
public sealed class ModuleConvolutionsTests
{
    [TestMethod]
    public void EveryFormOfConv2dIsFoundAsItWasMade()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            manual_seed(seed);
            var form = Forms(random, 2);
            var (group, filters) = (random.Next(1, 4), random.Next(1, 3));
            var channels = group * random.Next(1, 3);
            using var model = Sequential(Conv2d(channels, group * filters, (form[0].Kernel, form[1].Kernel), (form[0].Stride, form[1].Stride), (form[0].Pad, form[1].Pad),
                (form[0].Dilation, form[1].Dilation), PaddingModes.Zeros, group, random.Next(2) == 0));
            var network = ModuleCases.Check(model, [channels, form[0].Size, form[1].Size], $"seed {seed}");
            Found(form, (Conv)network.Nodes.Single().Operator, group, $"seed {seed}");
            foreach (var (name, _) in model.named_parameters())
                CollectionAssert.AreEqual(ModuleCases.Numbers(model, name), network.Weights[name].Values.ToArray(), name);
        }
    }

    [TestMethod]
    public void EveryFormOfConv1dIsFoundAsItWasMade()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new Random(seed);
            manual_seed(seed);
            var form = Forms(random, 1);
            var group = random.Next(1, 4);
            var channels = group * random.Next(1, 3);
            using var model = Sequential(Conv1d(channels, group * random.Next(1, 3), form[0].Kernel, form[0].Stride, form[0].Pad, form[0].Dilation, PaddingModes.Zeros, group, random.Next(2) == 0));
            var network = ModuleCases.Check(model, [channels, form[0].Size], $"seed {seed}");
            Found(form, (Conv)network.Nodes.Single().Operator, group, $"seed {seed}");
        }
    }

    [TestMethod]
    public void SizesAreFoundWhereOneWindowFitsOnly()
    {
        using var model = Sequential(Conv2d(2, 3, 3, 2, 1, 2), Conv2d(3, 2, 3, 3, 1));
        var network = ModuleCases.Check(model, [2, 3, 4], "small maps");
        var (first, second) = ((Conv)network.Nodes[0].Operator, (Conv)network.Nodes[1].Operator);
        CollectionAssert.AreEqual((int[])[2, 2, 2, 2, 1, 1, 1, 1], (int[])[.. first.Strides, .. first.Dilations, .. first.Pads]);
        CollectionAssert.AreEqual((int[])[3, 3, 1, 1, 1, 1, 1, 1], (int[])[.. second.Strides, .. second.Dilations, .. second.Pads]);
    }

    [TestMethod]
    public void PaddingSameIsFoundWithItsUnequalSides()
    {
        using var model = Sequential(Conv2d(1, 2, 4, Padding.Same), Conv2d(2, 2, 2, Padding.Same, 1, 3));
        var network = ModuleCases.Check(model, [1, 6, 9], "same");
        CollectionAssert.AreEqual((int[])[1, 1, 2, 2], ((Conv)network.Nodes[0].Operator).Pads.ToArray());
        CollectionAssert.AreEqual((int[])[1, 1, 2, 2], ((Conv)network.Nodes[1].Operator).Pads.ToArray());
        using var valid = Sequential(Conv1d(1, 2, 4, Padding.Valid, 2));
        CollectionAssert.AreEqual((int[])[0, 0], ((Conv)ModuleCases.Check(valid, [1, 9], "valid").Nodes[0].Operator).Pads.ToArray());
    }

    [TestMethod]
    public void WeightsThatAre0AndFrozenHideNothing()
    {
        var convolution = Conv2d(1, 2, 3, 2, 1);
        using var model = Sequential(convolution);
        using (no_grad())
            convolution.weight!.zero_();
        convolution.weight!.requires_grad = false;
        var found = (Conv)model.ToNetwork(1, 8, 8).Nodes.Single().Operator;
        CollectionAssert.AreEqual((int[])[2, 2, 1, 1, 1, 1], (int[])[.. found.Strides, .. found.Pads]);
        Assert.IsFalse(convolution.weight!.requires_grad);
    }

    [TestMethod]
    public void PaddingWithOtherNumbersIsRefused()
    {
        foreach (var mode in (PaddingModes[])[PaddingModes.Reflect, PaddingModes.Replicate, PaddingModes.Circular])
        {
            using var model = Sequential(ReLU(), Sequential(Identity(), Conv2d(1, 2, 3, 1, 1, 1, mode)));
            StringAssert.StartsWith(Assert.ThrowsExactly<NotSupportedException>(() => model.ToNetwork(1, 6, 6), mode.ToString()).Message, "1.1 (Conv2d) pads with other numbers than zeros");
            using var one = Sequential(Conv1d(1, 2, 5, 2, 2, 1, mode));
            Assert.ThrowsExactly<NotSupportedException>(() => one.ToNetwork(1, 9), mode.ToString());
        }
        // Nothing is padded, so nothing is lost.
        using var unused = Sequential(Conv2d(1, 2, 3, 1, 0, 1, PaddingModes.Reflect));
        ModuleCases.Check(unused, [1, 6, 6], "unused mode");
    }

    private static (int Kernel, int Stride, int Pad, int Dilation, int Size)[] Forms(Random random, int axes) => [.. Enumerable.Range(0, axes).Select(_ =>
    {
        var (kernel, dilation) = (random.Next(1, 5), random.Next(1, 4));
        var reach = (kernel - 1) * dilation + 1;
        return (kernel, random.Next(1, 4), random.Next(reach), dilation, reach + random.Next(6));
    })];

    private static void Found((int Kernel, int Stride, int Pad, int Dilation, int Size)[] form, Conv conv, int group, string what)
    {
        CollectionAssert.AreEqual(form.Select(f => f.Kernel).ToArray(), conv.Kernel.ToArray(), $"{what}: kernel");
        CollectionAssert.AreEqual(form.Select(f => f.Stride).ToArray(), conv.Strides.ToArray(), $"{what}: strides");
        CollectionAssert.AreEqual(form.Concat(form).Select(f => f.Pad).ToArray(), conv.Pads.ToArray(), $"{what}: pads");
        // The distance of one tap to itself has no meaning.
        CollectionAssert.AreEqual(form.Select(f => f.Kernel == 1 ? 1 : f.Dilation).ToArray(), conv.Dilations.ToArray(), $"{what}: dilations");
        Assert.AreEqual(group, conv.Group, $"{what}: group");
    }
}
