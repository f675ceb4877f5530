using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

/// <summary>The law: the network after surgery computes what the masked one computed. Checked on random networks.</summary>
[TestClass]
public class SurgeryLawTests
{
    [TestMethod]
    public void SurgeryComputesWhatTheMaskedNetworkComputed() => Recipes.Hold(500, recipe =>
    {
        var network = recipe.Network();
        var result = Surgery.Remove(network, recipe.Chosen(network));
        var masked = Surgery.Mask(network, result.Removed.Concat(result.Carriers));
        Same.Behaviour(masked, result.Network, "after surgery");
    });

    [TestMethod]
    public void ASecondReadingOfTheSmallerNetworkGivesAnEqualOne() => Recipes.Hold(200, recipe =>
    {
        // Read once, so that what is constant in it is computed already.
        var network = Network.Load(recipe.Network().ToOnnx());
        var smaller = Surgery.Remove(network, recipe.Chosen(network)).Network;
        var written = smaller.ToOnnx();
        var read = Network.Load(written);
        Assert.IsTrue(written.AsSpan().SequenceEqual(read.ToOnnx()), "bytes");
        Assert.AreEqual(smaller.Groups().ToString(), read.Groups().ToString());
    });

    [TestMethod]
    public void EveryRequestedGroupIsRemovedCarriesOrIsRefused() => Recipes.Hold(300, recipe =>
    {
        var network = recipe.Network();
        var chosen = recipe.Chosen(network, protectedToo: true);
        var result = Surgery.Remove(network, chosen);
        var answered = result.Removed.Concat(result.Carriers).Concat(result.Refused.Select(r => r.Group)).Select(g => g.Id).Order().ToArray();
        CollectionAssert.AreEqual(chosen.Select(g => g.Id).ToArray(), answered);
        Assert.IsTrue(result.Refused.All(r => r.Reason.Length > 0));
        Assert.IsTrue(chosen.Where(g => !g.IsRemovable).All(g => result.Refused.Any(r => r.Group.Id == g.Id && r.Reason == g.Protection)));
    });

    [TestMethod]
    public void NothingGetsDearerAndNoLayerGetsEmpty() => Recipes.Hold(300, recipe =>
    {
        var network = recipe.Network();
        var result = Surgery.Remove(network, recipe.Chosen(network));
        Assert.IsLessThanOrEqualTo(NetworkCost.Of(network).MultiplyAdds, NetworkCost.Of(result.Network).MultiplyAdds);
        Assert.IsLessThanOrEqualTo(Read(network), Read(result.Network));
        // A weight without numbers stands for an input of Resize that is left out.
        Assert.IsTrue(result.Network.Weights.Values.All(w => w.Count > 0 || network.WeightOrNull(w.Name) is { Count: 0 }));
    });

    [TestMethod]
    public void RemovingDeadGroupsChangesNoOutputAndLeavesNone() => Recipes.Hold(300, recipe =>
    {
        var network = recipe.Network();
        var broken = Surgery.Mask(network, recipe.Chosen(network));
        var result = Surgery.RemoveDead(broken);
        Same.Behaviour(broken, result.Network, "without the dead");
        var staying = result.Carriers.Concat(result.Refused.Select(r => r.Group)).Select(g => g.Id);
        CollectionAssert.IsSubsetOf(Surgery.FindDead(broken).Select(g => g.Id).ToArray(), result.Removed.Select(g => g.Id).Concat(staying).ToArray());
        Assert.IsEmpty(Surgery.RemoveDead(result.Network).Removed);
    });

    /// <summary>Numbers that nodes read, one that two nodes read counted twice: surgery copies it, so the number kept may grow.</summary>
    private static long Read(Network network) => network.Nodes.SelectMany(n => n.Inputs).Sum(i => network.WeightOrNull(i)?.Count ?? 0);
}
