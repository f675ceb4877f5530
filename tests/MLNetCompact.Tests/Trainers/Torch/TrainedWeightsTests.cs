using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;
using static TorchSharp.torch;

namespace MLNetCompact.Tests;

[TestClass]
public sealed class TrainedWeightsTests
{
    [TestMethod]
    public void WeightsAndBiasesAreTrainedSettingsAreNot()
    {
        var network = Form.Chain("roles", [4, 6, 6], f => f
            .Add(new Conv { Kernel = [3, 3] }, f.Floats(4, 4, 3, 3), f.Floats(4))
            .Add(new BatchNormalization(), f.Floats(4), f.Floats(4), f.Floats(4), f.Positive(4))
            .Add(new Clip(), f.Given([], -1), f.Given([], 1))
            .Add(new Mul(), f.Given([], 0.5f))
            .Add(new PRelu(), f.Floats(4, 1, 1))
            .Add(new Resize(), "", f.Given([4], 1, 1, 2, 2))
            .Add(new Add(), f.Floats(4, 1, 1))
            .Add(new Pow(), f.Given([], 2))).Network;
        CollectionAssert.AreEqual(new[] { "w0", "w1", "w11", "w13", "w2", "w3", "w4", "w5" }, TrainedIn(network));
    }

    [TestMethod]
    public void AWeightThatTwoNodesReadIsOneParameter()
    {
        var network = Form.Chain("shared", [4], f =>
        {
            var weight = f.Floats(4, 4);
            f.Add(new Gemm(), weight).Add(new Tanh()).Add(new Gemm { TransB = true }, weight);
        }).Network;
        using var torchNetwork = new TorchNetwork(network, CPU);
        Assert.AreEqual(3, torchNetwork.Parameters.Count);
        using var scope = NewDisposeScope();
        var weight = torchNetwork.Trained("w2")!;
        var input = OperatorTests.Tensor(OperatorTests.Input(network, 1));
        var gradient = OperatorTests.Numbers(autograd.grad([torchNetwork.Forward(input).sum()], [weight])[0]);
        for (var i = 0; i < gradient.Length; i++)
            Assert.AreEqual((Loss(i, 1e-2f) - Loss(i, -1e-2f)) / 2e-2, gradient[i], 5e-3, $"{i}");

        double Loss(int index, float by)
        {
            using var moved = new TorchNetwork(network.Set("w2", (i, v) => i == index ? v + by : v), CPU);
            return OperatorTests.Numbers(moved.Forward(input)).Sum(v => (double)v);
        }
    }

    [TestMethod]
    public void KernelsThatAreGatheredAndReshapedAreTrainedInTheirBook()
    {
        // Two kernels, of which a convolution of 3 filters uses one twice: the gradient of a kernel is the sum over its uses.
        var network = Form.Chain("book", [1, 5, 5], f =>
        {
            var x = f.Value;
            f.AddNode(new Gather { Axis = 0 }, f.Floats(2, 9), f.Integers(1, 0, 1)).Add(new Reshape(), f.Integers(3, 1, 3, 3));
            f.AddNode(new Conv { Kernel = [3, 3] }, x, f.Value);
        }).Network;
        CollectionAssert.AreEqual(new[] { "w0", "w1", "w2" }, TrainedIn(network));
        using var torchNetwork = new TorchNetwork(network, CPU);
        using var scope = NewDisposeScope();
        var output = torchNetwork.Forward(OperatorTests.Tensor(OperatorTests.Input(network, 1)));
        var channels = output.sum([0L, 2, 3], false, null);
        var (book, uses) = (torchNetwork.Trained("w2")!, new Tensor[3]);
        for (var c = 0; c < 3; c++)
            uses[c] = autograd.grad([channels[c]], [book], null, true)[0];
        var all = OperatorTests.Numbers(autograd.grad([output.sum()], [book])[0]);
        var parts = uses.Select(OperatorTests.Numbers).ToArray();
        for (var i = 0; i < all.Length; i++)
            Assert.AreEqual(parts.Sum(p => p[i]), all[i], 1e-4);
        Assert.IsTrue(parts[0].Take(9).All(v => v == 0) && parts[1].Skip(9).All(v => v == 0) && parts[2].SequenceEqual(parts[0]));
        Assert.AreEqual(9, parts[0].Count(v => v != 0));
    }

    [TestMethod]
    public void IntegersAndWeightsThatTheOutputDoesNotNeedStayAsTheyAre()
    {
        var network = Form.Chain("dead branch", [4], f =>
        {
            var x = f.Value;
            f.Add(new Gemm(), f.Floats(4, 3));
            // Only the number of rows of this product is used.
            var rows = f.Add(new ShapeOp { End = 1 }).Value;
            f.AddNode(new Concat { Axis = 0 }, rows, f.Integers(4));
            f.AddNode(new Reshape(), x, f.Value);
        }).Network;
        CollectionAssert.AreEqual(new[] { "w0", "w1" }, TrainedIn(network));
        using var torchNetwork = new TorchNetwork(network, CPU);
        using var scope = NewDisposeScope();
        Assert.AreEqual(2, autograd.grad([torchNetwork.Forward(OperatorTests.Tensor(OperatorTests.Input(network, 1))).sum()], [.. torchNetwork.Parameters]).Count);
        CollectionAssert.AreEqual(network.ToOnnx(), torchNetwork.ToNetwork().ToOnnx());
    }

    private static string[] TrainedIn(Network network)
    {
        using var torchNetwork = new TorchNetwork(network, CPU);
        return [.. network.Weights.Keys.Where(n => torchNetwork.Trained(n) is not null)];
    }
}
