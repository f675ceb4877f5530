using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

/// <summary>Branches of residual sums, whole blocks and single nodes are removed; batch normalizations are fused.</summary>
[TestClass]
public class BranchTests
{
    [TestMethod]
    public void ABranchLeavesWhatItAddsWithItsLastWeightsAtZero()
    {
        var network = GraphShapes.ResNet20Small();
        foreach (var sum in network.Nodes.Where(n => n.Operator is Add))
        {
            var (input, last) = Branch(network, sum);
            var masked = network.Set(last.Inputs[1], (_, _) => 0);
            var removed = Surgery.RemoveBranch(network, sum.Name, input);
            Same.Behaviour(masked, removed, sum.Name);
            Assert.IsFalse(removed.Nodes.Any(n => n.Name == last.Name));
            Assert.IsLessThan(NetworkCost.Of(network).MultiplyAdds, NetworkCost.Of(removed).MultiplyAdds);
        }
    }

    [TestMethod]
    [DataRow(0f, "no sum, no ReLU")]
    [DataRow(0.5f, "the sum without its ReLU")]
    [DataRow(-0.5f, "the sum and its ReLU")]
    public void WhatStaysDependsOnWhatTheBranchLeaves(float beta, string stays)
    {
        var network = GraphShapes.ResNet20Small();
        var sum = network.Nodes.First(n => n.Operator is Add);
        var (input, last) = Branch(network, sum);
        var norm = network.Nodes.Single(n => n.Inputs[0] == last.Output);
        // gamma 0: the branch leaves beta in every channel.
        network = network.Set(norm.Inputs[1], (_, _) => 0).Set(norm.Inputs[2], (_, _) => beta);
        var relu = network.ReadersOf(sum.Output).Single();
        var removed = Surgery.RemoveBranch(network, sum.Name, input);
        bool Has(Node node) => removed.Nodes.Any(n => n.Name == node.Name);
        Assert.AreEqual(stays, Has(sum) ? Has(relu) ? "the sum and its ReLU" : "the sum without its ReLU" : Has(relu) ? "only the ReLU" : "no sum, no ReLU");
        Same.Behaviour(network.Set(last.Inputs[1], (_, _) => 0), removed, stays);
    }

    [TestMethod]
    public void AShortcutThatHandsItsInputOnIsNoBranch()
    {
        var network = GraphShapes.ResNet20Small();
        var sum = network.Nodes.First(n => n.Operator is Add);
        var (input, _) = Branch(network, sum);
        var e = Assert.ThrowsExactly<ArgumentException>(() => Surgery.RemoveBranch(network, sum.Name, 1 - input));
        Assert.Contains("others read too", e.Message);
        Assert.Contains("no node 'nothing'", Assert.ThrowsExactly<ArgumentException>(() => Surgery.RemoveBranch(network, "nothing", 0)).Message);
        Assert.Contains("expected an Add", Assert.ThrowsExactly<ArgumentException>(() => Surgery.RemoveBranch(network, network.Nodes[0].Name, 0)).Message);
    }

    [TestMethod]
    public void AWholeBlockAndASingleNodeCanGo()
    {
        var network = GraphShapes.ResNet20Small();
        var sums = network.Nodes.Where(n => n.Operator is Add).ToArray();
        var (from, to) = (network.ReadersOf(sums[0].Output).Single().Output, network.ReadersOf(sums[1].Output).Single().Output);
        var shorter = Surgery.RemoveBetween(network, from, to);
        Assert.HasCount(network.Nodes.Count(n => n.Operator is Conv) - 2, shorter.Nodes.Where(n => n.Operator is Conv));
        Assert.IsNotEmpty(OrtExecutor.Run(shorter.ToOnnx(), RandomNetworks.Inputs(shorter)));
        var relu = network.Nodes.First(n => n.Operator is Relu);
        Assert.HasCount(network.Nodes.Count - 1, Surgery.RemoveNode(network, relu.Name).Nodes);
        Assert.Contains("dimensions", Assert.ThrowsExactly<ArgumentException>(() => Surgery.RemoveNode(network, network.Nodes.First(n => n.Operator is Conv).Name)).Message);
        Assert.Contains("computed from", Assert.ThrowsExactly<ArgumentException>(() => Surgery.RemoveBetween(network, to, from)).Message);
    }

    [TestMethod]
    public void FusedNormalizationsComputeTheSame() => Recipes.Hold(150, recipe =>
    {
        var network = recipe.Network();
        var fused = Surgery.FuseBatchNormalization(network);
        Same.Behaviour(network, fused, "fused");
        Assert.IsLessThanOrEqualTo(network.Nodes.Count, fused.Nodes.Count);
    });

    [TestMethod]
    public void AllNormalizationsBehindConvolutionsAreFused()
    {
        var fused = Surgery.FuseBatchNormalization(GraphShapes.ResNet20());
        Assert.IsFalse(fused.Nodes.Any(n => n.Operator is BatchNormalization));
        var first = GraphShapes.NormFirst();
        Assert.IsTrue(Surgery.FuseBatchNormalization(first).Nodes.Any(n => n.Operator is BatchNormalization), "one before the first layer stays");
    }

    /// <summary>The input of a sum that ends in a normalization, and the convolution before that.</summary>
    private static (int Input, Node Last) Branch(Network network, Node sum)
    {
        var input = network.ProducerOf(sum.Inputs[0])?.Operator is BatchNormalization ? 0 : 1;
        return (input, network.ProducerOf(network.ProducerOf(sum.Inputs[input])!.Inputs[0])!);
    }
}
