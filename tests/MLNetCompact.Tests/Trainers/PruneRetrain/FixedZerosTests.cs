using MLNetCompact.Tests.Tools;
using static TorchSharp.torch;

namespace MLNetCompact.Tests;

[TestClass]
public sealed class FixedZerosTests
{
    [TestMethod]
    public void NeitherMomentumNorDecayMovesWhatIsZeroOrFrozen()
    {
        var network = TinyImages.Network();
        using var tensors = new TorchNetwork(network, CPU);
        using var optimizer = Optimizer.Create(new() { WeightDecay = 0.1 }, tensors.Parameters);
        var before = network.Values("dense1.weight");
        var mask = before.Select((_, i) => i % 3 == 0).ToArray();
        using var _ = no_grad();
        using (NewDisposeScope())
        {
            // What is built up in the optimizer before must not come through later either.
            optimizer.Step([.. tensors.Parameters.Select(p => ones_like(p))], 0.1);
            tensors.Trained("dense1.weight")!.copy_(tensor(before.Select((v, i) => mask[i] ? v : 0).ToArray(), tensors.Trained("dense1.weight")!.shape));
        }
        var frozen = tensors.Trained("conv1.weight")!.data<float>().ToArray();
        using var zeros = new FixedZeros(tensors, new Dictionary<string, bool[]> { ["dense1.weight"] = mask }, "weights", name => name == "conv1.weight");
        for (var step = 0; step < 5; step++)
        {
            using var scope = NewDisposeScope();
            var gradients = tensors.Parameters.Select(p => ones_like(p)).ToArray();
            zeros.BeforeStep(gradients);
            optimizer.Step(gradients, 0.1);
            zeros.AfterStep(0.1, 0);
            var after = tensors.Trained("dense1.weight")!.data<float>().ToArray();
            for (var i = 0; i < after.Length; i++)
                Assert.AreEqual(mask[i], after[i] != 0, $"step {step}, weight {i}");
            CollectionAssert.AreEqual(frozen, tensors.Trained("conv1.weight")!.data<float>().ToArray());
        }
        Assert.AreEqual(mask.Count(m => !m) / (double)mask.Length, zeros.Sparsity()["weights"], 1e-9);
        tensors.Trained("dense1.weight")!.add_(1);
        Assert.ThrowsExactly<InvalidOperationException>(() => zeros.Sparsity());
    }
}
