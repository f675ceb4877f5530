using MLNetCompact.Tests.Tools;
using static TorchSharp.torch;

namespace MLNetCompact.Tests;

/// <summary>Networks whose zeros pay can be trained on.</summary>
[TestClass]
public class ZeroShapesTrainingTests
{
    [TestMethod]
    public void TorchComputesTheNewFormsAndTheirGradients()
    {
        var trained = 0;
        foreach (var sample in Enumerable.Range(1, 120).Select(seed => new ConvCase(seed)))
        {
            var expected = ReferenceExecutor.Run(sample.Network, sample.Input)["y"];
            foreach (var network in new[] { Surgery.CropKernels(sample.Network).Network, Surgery.SelectInputs(sample.Network).Network, Lowered(sample) })
            {
                if (ReferenceEquals(network, sample.Network))
                    continue;
                using var torchNetwork = new TorchNetwork(network, CPU);
                using var scope = NewDisposeScope();
                var output = torchNetwork.Forward(OperatorTests.Tensor(sample.Input["x"]));
                OperatorTests.Near(expected.Values, OperatorTests.Numbers(output), 1e-5);
                var gradients = autograd.grad([output.sum()], [.. torchNetwork.Parameters]);
                Assert.IsTrue(gradients.Zip(torchNetwork.Parameters).All(g => g.First.shape.SequenceEqual(g.Second.shape)), sample.ToString());
                trained++;
            }
        }
        Assert.IsGreaterThan(100, trained);
    }

    private static Network Lowered(ConvCase sample) =>
        Lowering.Reason(sample.Network, sample.Network.Nodes[2]) is null ? Surgery.Lower(sample.Network, ConvCase.Name) : sample.Network;
}
