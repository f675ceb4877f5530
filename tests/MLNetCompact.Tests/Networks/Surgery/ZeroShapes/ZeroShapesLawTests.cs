using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

/// <summary>The law of the rewrites that make zeros pay: the same shapes, the same outputs, never more multiply-adds. On random convolutions and random networks.</summary>
[TestClass]
public class ZeroShapesLawTests
{
    private const int Cases = 300;

    [TestMethod]
    public void CroppedKernelsComputeTheSame()
    {
        var (changed, sliced) = (0, 0);
        foreach (var sample in Samples())
        {
            var result = Surgery.CropKernels(sample.Network);
            sample.Check(result.Network, "cropped");
            sample.Check(KernelCrop.Apply(sample.Network, cuts: false).Network, "cropped as far as padding covers");
            Assert.AreEqual(result.Changed.Count == 0, ReferenceEquals(sample.Network, result.Network), sample.ToString());
            Assert.IsEmpty(Surgery.CropKernels(result.Network).Changed, $"A second time, {sample}");
            changed += result.Changed.Count;
            sliced += result.Network.Nodes.Count(n => n.Operator is Operators.Slice);
        }
        Assert.IsTrue(changed > Cases / 4 && sliced > Cases / 20, $"{changed} cropped, {sliced} behind a Slice");
    }

    [TestMethod]
    public void WithoutCutsNoNodeIsAdded()
    {
        foreach (var sample in Samples())
            Assert.HasCount(sample.Network.Nodes.Count, KernelCrop.Apply(sample.Network, cuts: false).Network.Nodes, sample.ToString());
    }

    [TestMethod]
    public void SelectedInputsComputeTheSame()
    {
        var changed = 0;
        foreach (var sample in Samples())
        {
            var result = Surgery.SelectInputs(sample.Network);
            sample.Check(result.Network, "selected");
            Assert.IsEmpty(Surgery.SelectInputs(result.Network).Changed, $"A second time, {sample}");
            changed += result.Changed.Count;
        }
        Assert.IsGreaterThan(Cases / 20, changed);
    }

    [TestMethod]
    public void LoweredConvolutionsComputeTheSame()
    {
        var changed = 0;
        foreach (var sample in Samples())
        {
            if (Lowering.Reason(sample.Network, sample.Network.Nodes[2]) is { } reason)
            {
                Assert.Contains(reason, Assert.ThrowsExactly<ArgumentException>(() => Surgery.Lower(sample.Network, ConvCase.Name)).Message);
                continue;
            }
            sample.Check(Surgery.Lower(sample.Network, ConvCase.Name), "lowered");
            changed++;
        }
        Assert.IsGreaterThan(Cases / 4, changed);
    }

    [TestMethod]
    public void OneAfterTheOtherComputesTheSame()
    {
        foreach (var sample in Samples())
        {
            var network = Surgery.SelectInputs(Surgery.CropKernels(sample.Network).Network).Network;
            sample.Check(network, "cropped and selected");
            if (Lowering.Reason(network, network.Nodes.Single(n => n.Name == ConvCase.Name)) is null)
                sample.Check(Surgery.Lower(network, ConvCase.Name), "cropped, selected and lowered");
        }
    }

    [TestMethod]
    public void ChannelsAreStillRemovedExactlyFromTheNewForms()
    {
        var removed = 0;
        foreach (var sample in Samples())
        {
            foreach (var network in Forms(sample))
            {
                var random = new Random(3);
                var result = Surgery.Remove(network, network.Groups().Removable.Where(_ => random.Next(2) == 0));
                var masked = Surgery.Mask(network, result.Removed.Concat(result.Carriers));
                Same.Outputs(ReferenceExecutor.Run(masked, sample.Input), ReferenceExecutor.Run(result.Network, sample.Input), sample.ToString());
                removed += result.Removed.Count;
                Same.Outputs(ReferenceExecutor.Run(network, sample.Input), ReferenceExecutor.Run(Surgery.RemoveDead(network).Network, sample.Input), sample.ToString());
            }
        }
        Assert.IsGreaterThan(Cases, removed);
    }

    [TestMethod]
    public void TheNewFormsAreReadAsTheyWereWritten()
    {
        foreach (var sample in Samples())
        {
            foreach (var network in Forms(sample))
            {
                var written = network.ToOnnx();
                var read = Network.Load(written);
                sample.Check(read, "read");
                Assert.IsTrue(written.AsSpan().SequenceEqual(read.ToOnnx()), sample.ToString());
            }
        }
    }

    [TestMethod]
    public void RandomNetworksWithZerosComputeTheSame() => Recipes.Hold(200, recipe =>
    {
        var network = Zeros(recipe.Network(), recipe.Seed);
        var changed = Surgery.SelectInputs(Surgery.CropKernels(network).Network).Network;
        Same.Behaviour(network, changed, "cropped and selected");
        Assert.IsLessThanOrEqualTo(NetworkCost.Of(network).MultiplyAdds, NetworkCost.Of(changed).MultiplyAdds);
        Assert.IsLessThanOrEqualTo(Floats(network), Floats(changed));
        foreach (var node in network.Nodes.Where(n => Lowering.Reason(network, n) is null))
            network = Surgery.Lower(network, node.Name);
        Same.Behaviour(changed, network, "lowered");
    });

    private static IEnumerable<ConvCase> Samples() => Enumerable.Range(1, Cases).Select(seed => new ConvCase(seed));

    private static IEnumerable<Network> Forms(ConvCase sample)
    {
        yield return Surgery.CropKernels(sample.Network).Network;
        yield return Surgery.SelectInputs(sample.Network).Network;
        if (Lowering.Reason(sample.Network, sample.Network.Nodes[2]) is null)
            yield return Surgery.Lower(sample.Network, ConvCase.Name);
    }

    /// <summary>Sets about half of the columns of every weight to 0.</summary>
    private static Network Zeros(Network network, int seed)
    {
        var random = new Random(seed);
        var changed = new Dictionary<string, Weight>();
        foreach (var node in network.Nodes)
        {
            if (LinearView.Of(node, network) is not { } view || changed.ContainsKey(node.Inputs[1]))
                continue;
            var values = network.Weights[node.Inputs[1]].Floats().ToArray();
            var dead = Enumerable.Range(0, view.Columns * view.Block).Where(_ => random.Next(2) == 0).ToHashSet();
            for (var row = 0; row < view.Rows; row++)
            {
                var (first, count) = view.ColumnsOf(row);
                foreach (var column in Enumerable.Range(first, count))
                {
                    for (var tap = 0; tap < view.Block; tap++)
                        values[view.At(row, column) + tap] *= dead.Contains(column * view.Block + tap) || dead.Contains(column) ? 0 : 1;
                }
            }
            changed[node.Inputs[1]] = network.Weights[node.Inputs[1]].With(values);
        }
        return network.WithWeights(changed.Values);
    }

    private static long Floats(Network network) => network.Weights.Values.Where(w => w.Type.IsFloating()).Sum(w => w.Count);
}
