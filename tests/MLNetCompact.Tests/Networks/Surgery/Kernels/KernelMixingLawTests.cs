using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

/// <summary>The law of the forms that kernels have which are multiples of few: the same shapes, the same outputs. On random convolutions.</summary>
[TestClass]
public class KernelMixingLawTests
{
    private const int Cases = 300;

    private static IEnumerable<FewKernelsCase> Samples() => Enumerable.Range(1, Cases).Select(seed => new FewKernelsCase(seed));

    [TestMethod]
    public void BothFormsComputeTheSame()
    {
        int[] made = [0, 0], branched = [0, 0];
        foreach (var sample in Samples())
        {
            var reference = ReferenceExecutor.Run(sample.Network, sample.Input);
            foreach (var (network, mixFirst) in sample.Forms())
            {
                var what = $"{(mixFirst ? "mix, then convolve" : "convolve, then mix")}: {sample}";
                Same.Outputs(reference, ReferenceExecutor.Run(network, sample.Input), $"{what} (reference)");
                Same.Outputs(reference, OrtExecutor.Run(network.ToOnnx(), sample.Input), $"{what} (ONNX Runtime)");
                foreach (var (name, tensor) in ReferenceExecutor.RunAll(network, sample.Input))
                    Same.Shape(network, name, tensor, what);
                Assert.AreEqual(sample.Network.Shapes["conv.out"], network.Shapes["conv.out"], what);
                made[mixFirst ? 1 : 0]++;
                branched[mixFirst ? 1 : 0] += network.Nodes.Any(n => n.Operator is Operators.Add) ? 1 : 0;
            }
        }
        Assert.IsTrue(made.All(m => m > Cases / 3) && branched.All(b => b > Cases / 6), $"{string.Join(' ', made)} of both forms, {string.Join(' ', branched)} of several branches");
    }

    [TestMethod]
    public void CostsAreThoseOfTheDepthwiseConvolutionsAndOfThoseOf1x1()
    {
        var counted = 0;
        foreach (var sample in Samples())
        {
            foreach (var (network, mixFirst) in sample.Forms())
            {
                var branches = KernelBranches.Of(sample.Network.Weights["conv.weight"], mixFirst)!.Count;
                if (sample.Work(branches, mixFirst) is not { } work)
                    continue;
                Assert.AreEqual(work, NetworkCost.Of(network).MultiplyAdds, sample.ToString());
                counted++;
            }
        }
        Assert.IsGreaterThan(Cases / 2, counted);
    }

    [TestMethod]
    public void TheNewFormsAreReadAsTheyWereWritten()
    {
        var coded = 0;
        foreach (var sample in Samples())
        {
            foreach (var (network, _) in sample.Forms())
            {
                var written = network.ToOnnx();
                var read = Network.Load(written);
                Assert.IsTrue(written.AsSpan().SequenceEqual(read.ToOnnx()), sample.ToString());
                foreach (var (name, weight) in network.Weights)
                    Assert.AreEqual(weight.Storage, read.Weights[name].Storage, $"{name}, {sample}");
                coded += network.Weights.Values.Any(w => w.Storage is ScaleStorage) ? 1 : 0;
            }
        }
        Assert.IsGreaterThan(10, coded);
    }

    [TestMethod]
    public void ChannelsAreStillRemovedExactlyFromTheNewForms()
    {
        var removed = 0;
        foreach (var sample in Samples())
        {
            foreach (var (network, _) in sample.Forms())
            {
                var random = new Random(3);
                var result = Surgery.Remove(network, network.Groups().Removable.Where(_ => random.Next(2) == 0));
                var masked = Surgery.Mask(network, result.Removed.Concat(result.Carriers));
                Same.Outputs(ReferenceExecutor.Run(masked, sample.Input), ReferenceExecutor.Run(result.Network, sample.Input), sample.ToString());
                Same.Outputs(ReferenceExecutor.Run(network, sample.Input), ReferenceExecutor.Run(Surgery.RemoveDead(network).Network, sample.Input), sample.ToString());
                removed += result.Removed.Count;
            }
        }
        Assert.IsGreaterThan(Cases, removed);
    }
}
