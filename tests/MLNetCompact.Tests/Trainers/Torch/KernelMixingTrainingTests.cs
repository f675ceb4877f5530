using MLNetCompact.Tests.Tools;
using static TorchSharp.torch;

namespace MLNetCompact.Tests;

/// <summary>Convolutions in the forms of few kernels can be trained on.</summary>
[TestClass]
public class KernelMixingTrainingTests
{
    [TestMethod]
    public void TorchComputesTheNewFormsAndTheirGradients()
    {
        var (trained, coded) = (0, 0);
        foreach (var sample in Enumerable.Range(1, 150).Select(seed => new FewKernelsCase(seed)))
        {
            var expected = ReferenceExecutor.Run(sample.Network, sample.Input)["y"];
            foreach (var (network, _) in sample.Forms())
            {
                using var torchNetwork = new TorchNetwork(network, CPU);
                using var scope = NewDisposeScope();
                var output = torchNetwork.Forward(OperatorTests.Tensor(sample.Input["x"]));
                OperatorTests.Near(expected.Values, OperatorTests.Numbers(output), 1e-4);
                var gradients = autograd.grad([output.sum()], [.. torchNetwork.Parameters]);
                Assert.IsTrue(gradients.Zip(torchNetwork.Parameters).All(g => g.First.shape.SequenceEqual(g.Second.shape)), sample.ToString());
                // What did not move is the same file.
                CollectionAssert.AreEqual(network.ToOnnx(), torchNetwork.ToNetwork().ToOnnx());
                (trained, coded) = (trained + 1, coded + (network.Weights.Values.Any(w => w.Storage is ScaleStorage) ? 1 : 0));
            }
        }
        Assert.IsTrue(trained > 100 && coded > 5, $"{trained} trained, {coded} coded");
    }
}
