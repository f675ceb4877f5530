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

    [TestMethod]
    public void HalfPrecisionWeightsTrainInFullAndComeBackInTheirOwnType()
    {
        Weight Narrow(string name, params long[] dims) => Weight.Of(name, ElementType.Float16, new Shape(dims), [.. Enumerable.Range(1, (int)new Shape(dims).Elements).Select(i => i / 7f)]);
        // One layer in half precision, one that widens its weight.
        var network = new Network([new("x", ElementType.Float, new Shape(-1, 3))],
            [
                new("narrow", new Cast { To = ElementType.Float16 }, ["x"], ["x16"]), new("first", new Gemm(), ["x16", "a", "b"], ["h16"]),
                new("widen", new Cast { To = ElementType.Float }, ["h16"], ["h"]), new("unpack", new Cast { To = ElementType.Float }, ["c"], ["c32"]),
                new("second", new MatMul(), ["h", "c32"], ["y"]),
            ],
            [new("y", ElementType.Float, new Shape(-1, 2))], [Narrow("a", 3, 4), Narrow("b", 4), Narrow("c", 4, 2)]);
        CollectionAssert.AreEqual(new[] { "a", "b", "c" }, TrainedIn(network));
        using var torchNetwork = new TorchNetwork(network, CPU);
        CollectionAssert.AreEqual(network.ToOnnx(), torchNetwork.ToNetwork().ToOnnx());
        using var scope = NewDisposeScope();
        var input = OperatorTests.Input(network, 1);
        var gradients = autograd.grad([torchNetwork.Forward(OperatorTests.Tensor(input)).sum()], [.. torchNetwork.Parameters]);
        using var _ = no_grad();
        foreach (var (parameter, gradient) in torchNetwork.Parameters.Zip(gradients))
            parameter.sub_(gradient.mul(0.01));
        var trained = torchNetwork.ToNetwork();
        foreach (var (name, weight) in trained.Weights)
        {
            Assert.AreEqual(ElementType.Float16, weight.Type);
            CollectionAssert.AreEqual(OperatorTests.Numbers(torchNetwork.Trained(name)!).Select(v => (float)(Half)v).ToArray(), weight.Floats().ToArray());
            CollectionAssert.AreNotEqual(network.Weights[name].Floats().ToArray(), weight.Floats().ToArray());
        }
        var expected = OrtExecutor.Run(trained.ToOnnx(), new Dictionary<string, ReferenceTensor> { ["x"] = input })["y"];
        OperatorTests.Near(expected.Values, OperatorTests.Numbers(torchNetwork.Forward(OperatorTests.Tensor(input))), 5e-3);
    }

    private static string[] TrainedIn(Network network)
    {
        using var torchNetwork = new TorchNetwork(network, CPU);
        return [.. network.Weights.Keys.Where(n => torchNetwork.Trained(n) is not null)];
    }
}
