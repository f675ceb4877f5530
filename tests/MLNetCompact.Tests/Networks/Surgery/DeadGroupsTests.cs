using MLNetCompact.Operators;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

/// <summary>Groups that contribute nothing are found and removed.</summary>
[TestClass]
public class DeadGroupsTests
{
    [TestMethod]
    public void AFreshNetworkHasNoDeadGroups() => Assert.IsEmpty(Surgery.FindDead(Networks.LeNet5()));

    [TestMethod]
    public void AFilterOfZerosIsDead()
    {
        var network = OnnxModels.Small().Set("conv1.weight", (i, v) => i / 18 == 1 ? 0 : v);
        Assert.AreEqual("conv1[1]", Surgery.FindDead(network).Single().Producers.Single().ToString());
    }

    [TestMethod]
    public void ANeuronThatNobodyListensToIsDead()
    {
        // The columns of the second layer are the neurons of the first.
        var network = OnnxModels.Small().Set("dense2.weight", (i, v) => i % 4 == 3 ? 0 : v);
        Assert.AreEqual("dense1[3]", Surgery.FindDead(network).Single().Producers.Single().ToString());
        var result = Surgery.RemoveDead(network);
        CollectionAssert.AreEqual(network.Values("dense2.bias"), result.Network.Values("dense2.bias"));
        Same.Behaviour(network, result.Network, "unheard neuron");
    }

    [TestMethod]
    public void AFilterIsUnheardOnlyIfNoneOfItsFeaturesIsRead()
    {
        // A filter is 9 features of the dense layer behind it.
        var heardOnce = OnnxModels.Small().Set("dense1.weight", (i, v) => i % 27 < 8 ? 0 : v);
        Assert.IsEmpty(Surgery.FindDead(heardOnce));
        var unheard = OnnxModels.Small().Set("dense1.weight", (i, v) => i % 27 < 9 ? 0 : v);
        Assert.AreEqual("conv1[0]", Surgery.FindDead(unheard).Single().Producers.Single().ToString());
    }

    [TestMethod]
    public void AChannelThatOneOfTwoReadersHearsIsAlive()
    {
        var network = ChannelGroupsTests.Forked();
        var half = network.Set("wl", (i, v) => i / 3 == 1 ? 0 : v);
        Assert.IsEmpty(Surgery.FindDead(half));
        var deaf = half.Set("wr", (i, v) => i % 3 == 1 ? 0 : v);
        Assert.AreEqual("trunk[1]", Surgery.FindDead(deaf).Single().Producers.Single().ToString());
    }

    [TestMethod]
    public void NegativeZeroIsZeroAndNotANumberIsNot()
    {
        var network = Samples.Dense(new Gemm { TransB = true }, new Gemm());
        Assert.HasCount(1, Surgery.FindDead(network.Set("w1", (i, v) => i / 3 == 1 ? -0f : v)));
        Assert.IsEmpty(Surgery.FindDead(network.Set("w1", (i, v) => i / 3 == 1 ? (i == 4 ? float.NaN : 0) : v)));
    }

    [TestMethod]
    public void DeadOutputsAndInputsAreNotFound()
    {
        var network = Samples.Dense(new Gemm { TransB = true }, new Gemm { TransB = true }).Set("w2", (i, v) => i < 3 ? 0 : v).Set("w1", (i, v) => i % 3 == 0 ? 0 : v);
        Assert.IsEmpty(Surgery.FindDead(network));
    }

    [TestMethod]
    public void DeathsSpreadThroughTheChain()
    {
        // Nobody hears neuron 1 of the third layer; it alone hears neuron 2 of the second, and that alone neuron 0 of the first.
        var network = Networks.Mlp(3, [3, 3, 3], 2)
            .Set("dense4.weight", (i, v) => i % 3 == 1 ? 0 : v)
            .Set("dense3.weight", (i, v) => i % 3 == 2 && i / 3 != 1 ? 0 : v)
            .Set("dense2.weight", (i, v) => i % 3 == 0 && i / 3 != 2 ? 0 : v);
        Assert.AreEqual("dense3[1]", string.Join(' ', Surgery.FindDead(network).SelectMany(g => g.Producers)));
        var result = Surgery.RemoveDead(network);
        Assert.AreEqual("dense1[0] dense2[2] dense3[1]", string.Join(' ', result.Removed.SelectMany(g => g.Producers)));
        Assert.IsEmpty(Surgery.FindDead(result.Network));
        Same.Behaviour(network, result.Network, "chain of deaths");
    }

    [TestMethod]
    public void RemovedGroupsAreThoseOfTheNetworkGiven()
    {
        // Round one takes dense1[0] and dense2[1]; then nobody hears dense1[2], which is number 1 of the smaller network.
        var network = Networks.Mlp(2, [4, 3], 2)
            .Set("dense1.weight", (i, v) => i / 2 == 0 ? 0 : v)
            .Set("dense3.weight", (i, v) => i % 3 == 1 ? 0 : v)
            .Set("dense2.weight", (i, v) => i % 4 == 2 && i / 4 != 1 ? 0 : v);
        var result = Surgery.RemoveDead(network);
        Assert.AreEqual("dense1[0] dense1[2] dense2[1]", string.Join(' ', result.Removed.SelectMany(g => g.Producers)));
        Same.Behaviour(Surgery.Mask(network, result.Removed), result.Network, "original numbers");
    }

    [TestMethod]
    public void ANetworkOfZerosKeepsOneChannelPerLayer()
    {
        var network = Networks.LeNet5(height: 16, width: 16);
        network = network.WithWeights(network.Weights.Values.Select(w => w.With(new float[w.Count])));
        var result = Surgery.RemoveDead(network);
        Assert.HasCount(3, result.Refused);
        Assert.AreEqual(1, result.Network.Weights["conv2.weight"].Count / 25);
        Same.Behaviour(network, result.Network, "all zero");
    }
}
