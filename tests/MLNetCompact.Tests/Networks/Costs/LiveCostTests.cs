using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests;

[TestClass]
public sealed class LiveCostTests
{
    private static readonly HashSet<string> s_none = [];

    [TestMethod]
    public void NothingGoneCostsAllAndHalfOfLeNetsFirstFiltersWhatTheyCost()
    {
        var cost = new LiveCost(Networks.LeNet5());
        Assert.AreEqual(new CostShares(1, 1, 1), cost.Without(new HashSet<int>(), s_none));
        var half = cost.Groups.Removable.Where(g => g.Producers[0] is { Node: "conv1", Index: < 10 }).Select(g => g.Id).ToHashSet();
        var shares = cost.Without(half, s_none);
        Assert.AreEqual((144_000.0 + 800_000 + 400_000 + 5_000) / 2_293_000, shares.MultiplyAdds, 1e-12);
        Assert.AreEqual((431_080.0 - 10 * 26 - 10 * 50 * 25) / 431_080, shares.Parameters, 1e-12);
    }

    [TestMethod]
    public void CountsWhatSurgeryLeavesOnEveryShapeOfNetwork()
    {
        var compared = 0;
        foreach (var (name, make) in GraphShapes.All)
        {
            var network = make();
            var (cost, random) = (new LiveCost(network), new Random(3));
            foreach (var kind in cost.Groups.Removable.GroupBy(g => g.Producers.Count > 0 ? g.Producers[0].Node : ""))
            {
                var chosen = kind.Where(_ => random.Next(2) == 0).Take(kind.Count() - 1).ToArray();
                var result = Surgery.Remove(network, chosen);
                // What removal leaves behind, and what it refuses, is not counted beforehand.
                if (chosen.Length == 0 || result.Refused.Count + result.Carriers.Count > 0)
                    continue;
                var (counted, real) = (cost.Without(result.Removed.Select(g => g.Id).ToHashSet(), s_none), cost.Of(result.Network));
                Assert.AreEqual(real.MultiplyAdds, counted.MultiplyAdds, 0.005, $"{name} without {chosen.Length} channels of {kind.Key}");
                compared++;
            }
        }
        Assert.IsTrue(compared > 80, $"{compared} compared");
    }

    [TestMethod]
    public void ATargetIsMetWhenAllItsCostsAre()
    {
        var target = new CostTarget(MultiplyAdds: 0.5, Parameters: 0.2);
        Assert.AreEqual(0.1, target.Above(new(0.4, 0.3, 1)), 1e-12);
        Assert.AreEqual(-0.1, target.Above(new(0.4, 0.05, 1)), 1e-12);
        // Half of the way to 0.5 and 0.2 is 0.75 and 0.6.
        Assert.AreEqual(0.05, target.Above(new(0.8, 0.6, 1), way: 0.5), 1e-12);
        Assert.AreEqual(0.25, new CostTarget(StoredBytes: 0.5).Above(new(0, 0, 0.75)), 1e-12);
    }
}
