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
            if (network.Inputs.Count != 1 || network.Nodes.Any(n => n.Operator is OpaqueOp))
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
    public void BranchesThatJoinGiveWhatOnnxRuntimeDoesAndTrain()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var network = RandomBranches.Create(seed);
            var input = OperatorTests.Input(network, seed);
            using var torchNetwork = new TorchNetwork(network, CPU);
            using var scope = NewDisposeScope();
            Compare("fresh");
            torchNetwork.Training = true;
            for (var step = 0; step < 2; step++)
            {
                var gradients = autograd.grad([torchNetwork.Forward(OperatorTests.Tensor(input)).sum()], [.. torchNetwork.Parameters]);
                using var _ = no_grad();
                foreach (var (parameter, gradient) in torchNetwork.Parameters.Zip(gradients))
                    parameter.sub_(gradient.div(gradient.norm().add(1)).mul(0.1));
            }
            torchNetwork.Training = false;
            Compare("trained");

            void Compare(string what)
            {
                using var _ = no_grad();
                var expected = OrtExecutor.Run(torchNetwork.ToNetwork().ToOnnx(), new Dictionary<string, ReferenceTensor> { ["x"] = input }).Values.Single().Values;
                var found = OperatorTests.Numbers(torchNetwork.Forward(OperatorTests.Tensor(input)));
                var largest = expected.Max(Math.Abs);
                Assert.IsTrue(double.IsFinite(largest) && largest > 0, $"seed {seed}, {what}: {largest}");
                for (var i = 0; i < found.Length; i++)
                    Assert.AreEqual(expected[i], found[i], 1e-5 * Math.Max(1, largest), $"seed {seed}, {what}, output {i}");
            }
        }
    }

    [TestMethod]
    public void ANodeThatCannotComputeIsNamed()
    {
        // The file says that rows have 3 features; only the row that comes does not.
        var network = new Network([new("x", ElementType.Float, new Shape(-1, 3))], [new("dense", new Gemm(), ["x", "w"], ["y"])],
            [new("y", ElementType.Float, null)], [Weight.Of("w", new Shape(3, 2), new float[6])]);
        using var torchNetwork = new TorchNetwork(network, CPU);
        using var scope = NewDisposeScope();
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => torchNetwork.Forward(ones(2, 4)));
        StringAssert.Contains(error.Message, "Gemm 'dense'");
    }

    [TestMethod]
    public void WhatNoLaterNodeReadsIsFreedAtOnce()
    {
        var network = Residual.Network(1, 12, 3);
        using var torchNetwork = new TorchNetwork(network, CPU);
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var before = scope.DisposablesCount;
        torchNetwork.Forward(zeros(2, 1, 12, 12));
        Assert.AreEqual(2, scope.DisposablesCount - before, "the rows and the output");
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
