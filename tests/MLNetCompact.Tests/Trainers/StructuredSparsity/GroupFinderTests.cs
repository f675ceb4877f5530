using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;
using static TorchSharp.torch;

namespace MLNetCompact.Tests;

/// <summary>The groups and their norms against loops over the weights.</summary>
[TestClass]
public sealed class GroupFinderTests
{
    private static readonly StructuredSparsityOptions s_all = new() { FilterLambda = 1, ChannelLambda = 2, ShapeLambda = 3, KernelLambda = 4, NeuronLambda = 5, DepthLambda = 6 };

    [TestMethod]
    public void LeNetHasTheGroupsOfThePaper()
    {
        var network = Networks.LeNet5();
        var (conv1, conv2, dense1) = (network.Values("conv1.weight"), network.Values("conv2.weight"), network.Values("dense1.weight"));
        With(network, s_all, groups =>
        {
            Check(One(groups, GroupKind.Filters, "conv1"), 1, 20, i => Enumerable.Range(25 * i, 25).Select(at => conv1[at]));
            Check(One(groups, GroupKind.Filters, "conv2"), 1, 50, i => Enumerable.Range(500 * i, 500).Select(at => conv2[at]));
            Check(One(groups, GroupKind.Channels, "conv2"), 2, 20, c => from n in Enumerable.Range(0, 50) from t in Enumerable.Range(0, 25) select conv2[(n * 20 + c) * 25 + t]);
            // A filter of conv2 is 16 features of the dense layer.
            Check(One(groups, GroupKind.Channels, "dense1"), 2, 50, c => from n in Enumerable.Range(0, 500) from t in Enumerable.Range(0, 16) select dense1[n * 800 + c * 16 + t]);
            Check(One(groups, GroupKind.Shapes, "conv1"), 3, 25, i => Enumerable.Range(0, 20).Select(n => conv1[n * 25 + i]));
            Check(One(groups, GroupKind.Shapes, "conv2"), 3, 500, i => Enumerable.Range(0, 50).Select(n => conv2[n * 500 + i]));
            Check(One(groups, GroupKind.Kernels, "conv2"), 4, 1000, i => Enumerable.Range(25 * i, 25).Select(at => conv2[at]));
            Check(groups.Single(g => g is { Kind: GroupKind.Neurons, Reads: false }), 5, 500, i => Enumerable.Range(800 * i, 800).Select(at => dense1[at]));
            var read = network.Values("dense2.weight");
            Check(groups.Single(g => g is { Kind: GroupKind.Neurons, Reads: true }), 5, 500, i => Enumerable.Range(0, 10).Select(n => read[n * 500 + i]));
            Assert.AreEqual(10, groups.Count, "one channel of the image and ten classes are no groups");
        });
    }

    [TestMethod]
    public void EachBlockOfAGroupedConvolutionHasItsOwnNorms()
    {
        var make = new GraphMaker(3);
        var x = make.Input("x", -1, 4, 5, 5);
        var network = make.Build(make.Conv(make.Conv(x, 6, 3), 8, 3, group: 2));
        var node = network.Nodes[1];
        var weight = network.Values(node.Inputs[1]);
        // Weight [8, 3, 3, 3]: block b has rows 4b to 4b + 3, and reads channels 3b to 3b + 2. Both blocks lose the same places.
        With(network, s_all with { FilterLambda = 0, KernelLambda = 0 }, groups =>
            Check(One(groups, GroupKind.Channels, node.Name), 2, 3, c => from n in Enumerable.Range(0, 8) from t in Enumerable.Range(0, 9) select weight[(n * 3 + c) * 9 + t]));
        With(network, s_all with { FilterLambda = 0, KernelLambda = 0, PaperExact = true }, groups =>
        {
            Check(One(groups, GroupKind.Channels, node.Name), 2, 6, c => from n in Enumerable.Range(c / 3 * 4, 4) from t in Enumerable.Range(0, 9) select weight[(n * 3 + c % 3) * 9 + t]);
            Check(One(groups, GroupKind.Shapes, node.Name), 3, 54, i => Enumerable.Range(i / 27 * 4, 4).Select(n => weight[n * 27 + i % 27]));
        });
    }

    [TestMethod]
    public void FactorsOfLayersScaleTheirLambdasAndZeroLeavesThemAlone()
    {
        var factors = new Dictionary<string, double> { ["conv1"] = 0, ["conv2"] = 2.5 };
        With(Networks.LeNet5(), s_all with { LayerMultipliers = factors }, groups =>
        {
            Assert.IsFalse(groups.Any(g => g.Layers.Contains("conv1")));
            Assert.IsTrue(groups.Where(g => g.Layers.Contains("conv2")).Select(g => g.Lambda).SequenceEqual([2.5 * 1, 2.5 * 2, 2.5 * 3, 2.5 * 4]));
            Assert.AreEqual(5, groups.First(g => g.Kind == GroupKind.Neurons).Lambda);
        });
    }

    [TestMethod]
    public void FeaturesThatADenseLayerReadsAreGroupsBehindADropoutAndAFlattenedImageToo()
    {
        foreach (var start in new[] { new NetworkBuilder([12], 1), new NetworkBuilder([12], 1).Dropout(0.2f), new NetworkBuilder([1, 3, 4], 1).Flatten(), new NetworkBuilder([3, 2, 2], 1).Flatten() })
        {
            var network = start.Dense(4).Relu().Dense(2).Build();
            var weight = network.Values("dense1.weight");
            With(network, s_all, groups => Check(groups.Single(g => g.Reads && g.Layers.Contains("dense1")), 5, 12, c => Enumerable.Range(0, 4).Select(n => weight[n * 12 + c])));
        }
    }

    [TestMethod]
    public void TransposedWeightsAreReadByTheirOwnRowsAndColumns()
    {
        var make = new GraphMaker(3);
        var x = make.Input("x", -1, 2, 5, 5);
        var hidden = make.Conv(x, 3, 1);
        var network = make.Build(make.Conv(make.ConvTranspose(hidden, 4, 2), 2, 1));
        var node = network.Nodes.Single(n => n.Operator is ConvTranspose);
        var weight = network.Values(node.Inputs[1]);
        With(network, s_all, groups =>
        {
            // Weight [3, 4, 2, 2]: it makes 4 channels of 3.
            Check(One(groups, GroupKind.Filters, node.Name), 1, 4, n => from c in Enumerable.Range(0, 3) from t in Enumerable.Range(0, 4) select weight[(c * 4 + n) * 4 + t]);
            Check(One(groups, GroupKind.Channels, node.Name), 2, 3, c => Enumerable.Range(16 * c, 16).Select(at => weight[at]));
        });
    }

    [TestMethod]
    public void BehindNormalizationsAResidualStageIsOneGroupPerChannelOfAllTheirScales()
    {
        var network = Random(Residual.Network(1, 8, 3, width: 4));
        var norms = network.Nodes.Where(n => n.Operator is BatchNormalization).Select(n => network.Values(n.Inputs[1])).ToArray();
        With(network, s_all with { ShapeLambda = 0, KernelLambda = 0 }, groups =>
        {
            // stem + end of block 1; inside 1; inside 2; end of block 2 + the convolution beside it.
            var stage = groups.Single(g => g.Kind == GroupKind.Filters && g.Layers.Count == 2 && g.Count == 4);
            Check(stage, 3, 4, c => [norms[0][c], norms[2][c]]);
            Assert.AreEqual(4, groups.Count(g => g.Kind == GroupKind.Filters));
            Assert.AreEqual(0, groups.Count(g => g.Kind == GroupKind.Channels), "the channels behind a normalization are its filters");
            var depth = groups.Where(g => g.Kind == GroupKind.Depth).ToArray();
            Assert.AreEqual(2, depth.Length);
            Check(depth[0], 6, 1, _ => norms[2]);
        });
        With(network, s_all with { PaperExact = true }, groups =>
        {
            Assert.AreEqual(7, groups.Count(g => g.Kind == GroupKind.Filters) + 1, "each convolution by itself");
            var conv = network.Nodes.Where(n => n.Operator is Conv).ToArray();
            Assert.AreEqual(4, groups.Count(g => g.Kind == GroupKind.Depth), "each convolution of a branch by itself");
            Check(groups.First(g => g.Kind == GroupKind.Depth), 6, 1, _ => network.Values(conv[1].Inputs[1]));
        });
    }

    [TestMethod]
    public void ShrinkingOverSeveralTensorsIsTheProximalStepOfTheirJointNorm()
    {
        var network = Random(Residual.Network(1, 8, 3, width: 4));
        var scales = network.Nodes.Where(n => n.Operator is BatchNormalization).Select(n => n.Inputs[1]).ToArray();
        With(network, s_all, groups =>
        {
            using var _ = no_grad();
            groups.Single(g => g.Kind == GroupKind.Filters && g.Layers.Count == 2 && g.Count == 4).Shrink(0.8);
        }, tensors =>
        {
            var (left, right) = (network.Values(scales[0]), network.Values(scales[2]));
            for (var c = 0; c < 4; c++)
            {
                var factor = Math.Max(0, 1 - 0.8 / Math.Sqrt(left[c] * left[c] + right[c] * right[c]));
                Assert.AreEqual(left[c] * factor, tensors.Trained(scales[0])!.data<float>()[c], 1e-6);
                Assert.AreEqual(right[c] * factor, tensors.Trained(scales[2])!.data<float>()[c], 1e-6);
            }
            CollectionAssert.AreEqual(network.Values(scales[1]), tensors.Trained(scales[1])!.data<float>().ToArray());
        });
    }

    [TestMethod]
    public void BehindANormalizationPlacesBecomeZeroAndFiltersKeepTheirNorms()
    {
        var network = Residual.Network(1, 8, 3, width: 4);
        using var tensors = new TorchNetwork(network, CPU);
        using var optimizer = Optimizer.Create(new(), tensors.Parameters);
        using var lasso = StructuredSparsityTrainer.Lasso(network, tensors, optimizer, new() { FilterLambda = 0, ChannelLambda = 0, ShapeLambda = 1 }, stepsPerEpoch: 100);
        using var _ = no_grad();
        for (var step = 0; step < 200 && lasso.Sparsity()["shapes"] < 0.3; step++)
        {
            using var scope = NewDisposeScope();
            lasso.AfterStep(3e-3, 0);
        }
        Assert.IsTrue(lasso.Sparsity()["shapes"] is >= 0.3 and < 1, $"{lasso.Sparsity()["shapes"]}");
        foreach (var conv in network.Nodes.Where(n => n.Operator is Conv))
        {
            var (before, after) = (network.Values(conv.Inputs[1]), tensors.Trained(conv.Inputs[1])!.data<float>().ToArray());
            var size = before.Length / (int)network.Weights[conv.Inputs[1]].Shape[0];
            Assert.IsTrue(size == 4 || after.Contains(0), $"{conv.Name}: of its {size} places some are 0; the four of the shortcut are too few to tell");
            foreach (var (left, right) in before.Chunk(size).Zip(after.Chunk(size)))
                Assert.AreEqual(Math.Sqrt(left.Sum(v => v * v)), Math.Sqrt(right.Sum(v => v * v)), 1e-3);
        }
    }

    [TestMethod]
    public void ProtectedChannelsBelongToNoGroup()
    {
        foreach (var (name, make) in GraphShapes.All)
        {
            var network = make();
            if (network.Nodes.Any(n => n.Operator is OpaqueOp) || network.Inputs.Count != 1)
                continue;
            var channels = ChannelGroups.Of(network);
            With(network, s_all, groups =>
            {
                foreach (var group in groups.Where(g => g.Channels is not null))
                {
                    Assert.AreEqual(group.Count, group.Channels!.Count, $"{name}: {group.Kind} of {string.Join(", ", group.Layers)}");
                    Assert.AreEqual(group.Count, group.Live().Length);
                    if (!group.Reads || group.Kind == GroupKind.Channels)
                        Assert.IsTrue(group.Channels.All(id => channels.All[id].IsRemovable), $"{name}: {group.Kind} of {string.Join(", ", group.Layers)}");
                }
            });
        }
    }

    private static WeightGroups One(IEnumerable<WeightGroups> groups, GroupKind kind, string layer) => groups.Single(g => g.Kind == kind && g.Layers.Contains(layer));

    private static void Check(WeightGroups groups, double lambda, int count, Func<int, IEnumerable<float>> members)
    {
        Assert.AreEqual(lambda, groups.Lambda);
        Assert.AreEqual(count, groups.Count);
        using var _ = no_grad();
        using var norms = groups.Norms();
        var found = norms.flatten().data<float>().ToArray();
        for (var i = 0; i < count; i++)
            Assert.AreEqual(Math.Sqrt(members(i).Sum(v => (double)v * v)), found[i], 1e-5, $"{groups.Kind} {i} of {string.Join(", ", groups.Layers)}");
    }

    private static void With(Network network, StructuredSparsityOptions options, Action<IReadOnlyList<WeightGroups>> check, Action<TorchNetwork>? after = null)
    {
        using var tensors = new TorchNetwork(network, CPU);
        var groups = GroupFinder.Of(network, tensors, options).Groups;
        check(groups);
        after?.Invoke(tensors);
        foreach (var group in groups)
            group.Dispose();
    }

    private static Network Random(Network network)
    {
        var random = new Random(4);
        return network.WithWeights(network.Nodes.Where(n => n.Operator is BatchNormalization).Select(n => network.Weights[n.Inputs[1]])
            .Select(w => w.With([.. Enumerable.Range(0, (int)w.Count).Select(_ => random.NextSingle() + 0.1f)])));
    }
}
