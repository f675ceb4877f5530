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
