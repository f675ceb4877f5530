using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;
using static TorchSharp.torch;

namespace MLNetCompact.Tests;

[TestClass]
public sealed class TorchNetworkTests
{
    [TestMethod]
    public void ForwardIsWhatAPlainReferenceComputes()
    {
        var compared = 0;
        for (var seed = 0; seed < 150; seed++)
        {
            var network = RandomNetworks.Create(seed, 5);
            if (network.Inputs.Count != 1 || network.Nodes.Any(n => n.Operator is OpaqueOp or AveragePool { CeilMode: true }))
                continue;
            var inputs = RandomNetworks.Inputs(network, seed, rows: 2);
            var expected = ReferenceExecutor.Run(network, inputs)[network.Outputs[0].Name];
            using var torchNetwork = new TorchNetwork(network, CPU);
            var rows = inputs[network.Inputs[0].Name];
            using var scope = NewDisposeScope();
            var found = torchNetwork.Forward(tensor([.. rows.Values.Select(v => (float)v)], [.. rows.Dims.Select(d => (long)d)])).detach().data<float>().ToArray();
            Assert.AreEqual(expected.Values.Length, found.Length, $"seed {seed}");
            for (var i = 0; i < found.Length; i++)
                Assert.AreEqual(expected.Values[i], found[i], 1e-4 * Math.Max(1, expected.LargestMagnitude), $"seed {seed}, output {i}");
            compared++;
        }
        Assert.IsTrue(compared > 30, $"only {compared} networks could be compared");
    }

    [TestMethod]
    public void GradientsAreThoseOfFiniteDifferences()
    {
        var network = TinyImages.Network(seed: 3);
        var image = TinyImages.Rows(1)[0].Features;
        using var torchNetwork = new TorchNetwork(network, CPU);
        double Loss()
        {
            using var scope = NewDisposeScope();
            using var _ = no_grad();
            return torchNetwork.Forward(tensor(image, [1, 1, TinyImages.Side, TinyImages.Side])).mul(tensor([1f, -2f, 0.5f])).sum().item<float>();
        }
        using var scope = NewDisposeScope();
        var loss = torchNetwork.Forward(tensor(image, [1, 1, TinyImages.Side, TinyImages.Side])).mul(tensor([1f, -2f, 0.5f])).sum();
        var gradients = autograd.grad([loss], [.. torchNetwork.Parameters]);
        for (var p = 0; p < torchNetwork.Parameters.Count; p++)
        {
            var parameter = torchNetwork.Parameters[p];
            var values = parameter.detach().data<float>().ToArray();
            var index = values.Length / 2;
            var numeric = (Shifted(index, 1e-2f) - Shifted(index, -1e-2f)) / 2e-2;
            Assert.AreEqual(numeric, gradients[p].data<float>().ToArray()[index], 2e-2 * Math.Max(1, Math.Abs(numeric)), $"parameter {p}");

            double Shifted(int at, float by)
            {
                var shifted = (float[])values.Clone();
                shifted[at] += by;
                using (no_grad())
                    parameter.copy_(tensor(shifted, parameter.shape));
                var result = Loss();
                using (no_grad())
                    parameter.copy_(tensor(values, parameter.shape));
                return result;
            }
        }
    }

    [TestMethod]
    public void WeightsComeBackAsTheyWere()
    {
        var network = TinyImages.Network();
        using var torchNetwork = new TorchNetwork(network, CPU);
        CollectionAssert.AreEqual(network.ToOnnx(), torchNetwork.ToNetwork().ToOnnx());
    }

    [TestMethod]
    public void AnOperatorThatIsNotKnownIsRefusedByName()
    {
        var network = new Network([new("x", ElementType.Float, new Shape(-1, 4))],
            [new Node("odd", new OpaqueOp("Erf", "", OperatorAttributes.None), ["x"], ["y"])], [new("y", ElementType.Float, new Shape(-1, 4))], []);
        var error = Assert.ThrowsExactly<NotSupportedException>(() => new TorchNetwork(network, CPU));
        StringAssert.Contains(error.Message, "Erf 'odd'");
    }
}
