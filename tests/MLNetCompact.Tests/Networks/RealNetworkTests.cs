using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

/// <summary>Networks that others trained and exported, from files nobody here made. What cannot be had on this machine is skipped by name.</summary>
[TestClass]
public class RealNetworkTests
{
    public static IEnumerable<object[]> Names => RealModel.All.Keys.Select(name => new object[] { name });

    public required TestContext TestContext { get; set; }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void WhatIsReadAndWrittenComputesTheSame(string name)
    {
        var model = RealModel.All[name];
        var network = Network.Load(model.Bytes);
        var opaque = network.Nodes.Where(n => n.Operator is OpaqueOp).CountBy(n => n.Operator.OpType).OrderByDescending(c => c.Value);
        TestContext.WriteLine($"{model.Source}: {network.Nodes.Count} nodes; carried through: {string.Join(", ", opaque.Select(c => $"{c.Value} {c.Key}").DefaultIfEmpty("none"))}.");

        var inputs = model.Inputs();
        var written = network.ToOnnx();
        var outputs = OrtExecutor.Run(written, inputs);
        Same.Outputs(OrtExecutor.Run(model.Bytes, inputs), outputs, name);
        foreach (var (output, value) in outputs)
        {
            if (network.Shapes.GetValueOrDefault(output) is { } shape)
                Assert.IsTrue(shape.Count == value.Dims.Length && shape.Zip(value.Dims).All(d => d.First == Shape.Unknown || d.First == d.Second), $"'{output}' is told to be {shape} and is [{string.Join(", ", value.Dims)}]");
        }
        Assert.IsTrue(Network.Load(written).ToOnnx().AsSpan().SequenceEqual(written), "the second reading");
    }

    /// <summary>Half of all groups that can go, at random: what is left computes what the masked network does.</summary>
    [TestMethod]
    [DynamicData(nameof(Names))]
    public void HalfOfTheGroupsCanBeRemoved(string name)
    {
        var model = RealModel.All[name];
        var network = Network.Load(model.Bytes);
        var groups = network.Groups();
        foreach (var reason in groups.All.Where(g => !g.IsRemovable).CountBy(g => g.Protection!))
            TestContext.WriteLine($"{reason.Value} protected: {reason.Key}");
        var random = new Random(3);
        var result = Surgery.Remove(network, groups.Removable.Where(_ => random.Next(2) == 0));
        foreach (var reason in result.Refused.CountBy(r => r.Reason))
            TestContext.WriteLine($"{reason.Value} refused: {reason.Key}");
        var (before, after) = (NetworkCost.Of(network), NetworkCost.Of(result.Network));
        TestContext.WriteLine($"{groups.All.Count} groups, {groups.Removable.Count()} removable, {result.Removed.Count} removed, {result.Carriers.Count} carriers; parameters {before.Parameters} -> {after.Parameters}.");
        var inputs = model.Inputs();
        Same.Outputs(OrtExecutor.Run(Surgery.Mask(network, result.Removed.Concat(result.Carriers)).ToOnnx(), inputs), OrtExecutor.Run(result.Network.ToOnnx(), inputs), name);
        Assert.IsNotEmpty(result.Removed);
        Assert.IsLessThan(before.Parameters, after.Parameters);
    }

    /// <summary>ResNet-20's own figure is 91.73 % of all 10,000 test images; these are the first 1,000.</summary>
    [TestMethod]
    public void ResNet20GivesTheSameLogitsForRealImages()
    {
        var model = RealModel.All["ResNet20"];
        var (written, labels) = (Network.Load(model.Bytes).ToOnnx(), RealModel.Cifar.Test.Labels);
        var right = 0;
        for (var start = 0; start < 1000; start += 200)
        {
            var images = model.Images(start, 200);
            var actual = OrtExecutor.Run(written, images);
            Same.Outputs(OrtExecutor.Run(model.Bytes, images), actual, $"images from {start}");
            right += actual["logits"].Values.Chunk(10).Zip(labels.Skip(start)).Count(row => Array.IndexOf(row.First, row.First.Max()) == row.Second);
        }
        TestContext.WriteLine($"{right} of 1000 images are classified right.");
        Assert.IsGreaterThanOrEqualTo(900, right);
    }
}
