using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

[TestClass]
public class NetworkBuilderBranchesTests
{
    [TestMethod]
    public void AResidualBlockAddsItsShortcut()
    {
        var network = Start().Residual(b => b.Conv(4, 3, pad: 1).Relu()).Build();
        Assert.AreEqual("Conv 'conv1' reads Features, conv1.weight, conv1.bias; Relu 'relu1' reads conv1; Add 'add1' reads relu1, Features", Layers(network));
        Same.Behaviour(network, network, "identity");

        network = Start().Residual(b => b.Conv(8, 3, 2, pad: 1), s => s.Conv(8, 1, 2, bias: false)).Tanh().Build();
        Assert.AreEqual("Conv 'conv1' reads Features, conv1.weight, conv1.bias; Conv 'conv2' reads Features, conv2.weight; Add 'add1' reads conv1, conv2; Tanh 'tanh1' reads add1", Layers(network));
        Same.Behaviour(network, network, "projection");
    }

    [TestMethod]
    public void BlocksStandInBlocks()
    {
        var network = Start().Residual(b => b.Concat(c => c.Conv(1, 1), c => c.Residual(r => r.Relu()).Conv(3, 3, pad: 1)).SqueezeExcite(2)).Build();
        Assert.AreEqual("Conv Relu Add Conv Concat GlobalAveragePool Conv Relu Conv Sigmoid Mul Add", string.Join(' ', network.Nodes.Select(n => n.Operator.OpType)));
        Assert.AreEqual("[N, 4, 6, 6]", network.Outputs[0].Shape!.ToString());
        Same.Behaviour(network, network, "nested");
    }

    [TestMethod]
    public void ConcatPutsChannelsBehindOneAnother()
    {
        var network = Start().Concat(b => b.Conv(2, 3, pad: 1), b => b.MaxPool(3, 1, pad: 1), b => b).Build();
        Assert.AreEqual("[N, 10, 6, 6]", network.Outputs[0].Shape!.ToString());
        CollectionAssert.AreEqual(new[] { "conv1", "pool1", "Features" }, network.Nodes[^1].Inputs.ToArray());
        Same.Behaviour(network, network, "concat");
    }

    [TestMethod]
    public void AGateMultiplies()
    {
        var network = Start().Gate(g => g.GlobalAveragePool().HardSigmoid()).Gate(g => g.Conv(1, 1).Sigmoid()).Build();
        Same.Behaviour(network, network, "gate");
    }

    [TestMethod]
    public void SqueezeExciteCostsTwoSmallLayers()
    {
        var cost = NetworkCost.Of(new NetworkBuilder([32, 5, 5], 1).SqueezeExcite(8).Build());
        Assert.AreEqual((2 * 4 * 32L, 4 + 32 + 2 * 4 * 32L), (cost.MultiplyAdds, cost.Parameters));
    }

    [TestMethod]
    public void BranchesThatDoNotFitAreNamed()
    {
        Wrong<ArgumentException>(b => b.Residual(r => r.Conv(5, 1)), "Add 'add1'", "[N, 5, 6, 6]", "[N, 4, 6, 6]");
        Wrong<ArgumentException>(b => b.Residual(r => r.Conv(4, 1), s => s.MaxPool(2)), "Add 'add1'", "[N, 4, 3, 3]");
        Wrong<ArgumentException>(b => b.Concat(c => c, c => c.MaxPool(2)), "Concat 'concat1'", "[N, 4, 3, 3]");
        Wrong<ArgumentException>(b => b.Concat(c => c, c => c.Flatten()), "Concat 'concat1'", "[N, 144]");
        Wrong<ArgumentException>(b => b.Concat(c => c), "1 branches", "at least 2");
        Wrong<ArgumentException>(b => b.Gate(g => g.Conv(2, 1)), "Mul 'gate1'", "[N, 2, 6, 6]");
        Wrong<ArgumentOutOfRangeException>(b => b.SqueezeExcite(0), "reduction is 0");
        Wrong<ArgumentOutOfRangeException>(b => b.SqueezeExcite(5), "reduction is 5", "4");
        Wrong<ArgumentException>(b => b.Flatten().SqueezeExcite(), "[N, 144]");
        Wrong<ArgumentException>(b => b.Residual(r => r.Conv(4, 9)), "Conv 'conv1'", "kernel of 9");
    }

    [TestMethod]
    public void LayersThatMissTheirBranchAreErrors()
    {
        Wrong<ArgumentException>(b => b.Residual(_ => b), "give back the builder");
        Wrong<ArgumentException>(b => b.Residual(_ => Start()), "give back the builder");
        Wrong<InvalidOperationException>(b => b.Residual(r => { b.Relu(); return r; }), "Relu 'relu1'", "branch that is being built");
        Wrong<InvalidOperationException>(b => b.Residual(r => { b.Residual(x => x); return r; }), "branch that is being built");
        Wrong<InvalidOperationException>(b => b.Residual(r => { r.Relu().Build(); return r; }), "started with");
        NetworkBuilder? kept = null;
        Wrong<InvalidOperationException>(b => { b.Residual(r => kept = r.Relu()); kept!.Relu(); }, "branch that is being built");
    }

    [TestMethod]
    public void ABuilderWhoseBranchFailedBuildsNothing()
    {
        var builder = Start().Relu();
        Assert.ThrowsExactly<ArgumentException>(() => builder.Residual(r => r.Relu().Conv(4, 9)));
        Assert.ThrowsExactly<InvalidOperationException>(() => builder.Build());
        Assert.ThrowsExactly<InvalidOperationException>(() => builder.Relu());
    }

    private static NetworkBuilder Start() => new([4, 6, 6], 2);

    private static string Layers(Network network) => string.Join("; ", network.Nodes.Select(n => $"{n} reads {string.Join(", ", n.Inputs)}"));

    private static void Wrong<T>(Action<NetworkBuilder> build, params string[] mentions) where T : Exception
    {
        var e = Assert.ThrowsExactly<T>(() => build(Start()));
        foreach (var mention in mentions)
            Assert.Contains(mention, e.Message);
    }
}
