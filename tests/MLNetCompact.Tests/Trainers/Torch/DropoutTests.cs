using MLNetCompact.Operators;
using static TorchSharp.torch;

namespace MLNetCompact.Tests;

[TestClass]
public sealed class DropoutTests
{
    [TestMethod]
    public void InTrainingTheShareIsDroppedAndTheRestScaledUp()
    {
        using var scope = NewDisposeScope();
        foreach (var (network, ratio) in ((Network, double)[])[(ByInput(0.3f), 0.3), (ByAttribute(0.3f), 0.3), (ByInput(null), 0.5)])
        {
            using var torchNetwork = new TorchNetwork(network, CPU) { Training = true };
            manual_seed(1);
            var found = OperatorTests.Numbers(torchNetwork.Forward(ones(40, 500)));
            var dropped = found.Count(v => v == 0) / (double)found.Length;
            Assert.AreEqual(ratio, dropped, 0.02);
            Assert.IsTrue(found.Where(v => v != 0).All(v => Math.Abs(v - 1 / (1 - ratio)) < 1e-5));
        }
    }

    [TestMethod]
    public void TheSameSeedDropsTheSame()
    {
        using var scope = NewDisposeScope();
        using var torchNetwork = new TorchNetwork(ByInput(0.5f), CPU) { Training = true };
        float[] Once(int seed)
        {
            manual_seed(seed);
            return OperatorTests.Numbers(torchNetwork.Forward(ones(4, 500)));
        }
        var first = Once(3);
        CollectionAssert.AreEqual(first, Once(3));
        CollectionAssert.AreNotEqual(first, Once(4));
    }

    [TestMethod]
    public void InEvaluationNothingIsDropped()
    {
        using var scope = NewDisposeScope();
        using var torchNetwork = new TorchNetwork(ByInput(0.5f), CPU);
        Assert.IsTrue(OperatorTests.Numbers(torchNetwork.Forward(ones(4, 500))).All(v => v == 1));
    }

    [TestMethod]
    public void ADropoutWithAMaskThatNobodyReadsTrains()
    {
        var value = new NetworkValue("x", ElementType.Float, new Shape(-1, 500));
        var network = new Network([value], [new("drop", new Dropout(), ["x"], ["y", "mask"])], [value with { Name = "y" }], []);
        using var scope = NewDisposeScope();
        using var torchNetwork = new TorchNetwork(network, CPU) { Training = true };
        Assert.IsTrue(OperatorTests.Numbers(torchNetwork.Forward(ones(4, 500))).Any(v => v == 0));
    }

    private static Network ByAttribute(float ratio) => Network(new Dropout { Ratio = ratio }, null, 10);

    private static Network ByInput(float? ratio) => Network(new Dropout(), ratio, 17);

    private static Network Network(Dropout op, float? ratio, int opset)
    {
        var value = new NetworkValue("x", ElementType.Float, new Shape(-1, 500));
        return new Network([value], [new("drop", op, ratio is null ? ["x"] : ["x", "ratio"], ["y"])], [value with { Name = "y" }],
            ratio is { } given ? [Weight.Of("ratio", new Shape(), [given])] : []) { Opset = opset };
    }
}
