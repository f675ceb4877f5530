using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests.NetworkFloor;

/// <summary>The law of surgery on each way in which networks tie channels together, one named network for each.</summary>
[TestClass]
public class SurgeryOnGraphShapesTests
{
    /// <summary>Nothing goes here: all is protected, or halves chosen at random would need copies of the weights that two layers share.</summary>
    private static readonly string[] s_whole = ["Attention", "TiedAutoencoder"];

    public static IEnumerable<object[]> Names => GraphShapes.All.Keys.Select(name => new object[] { name });

    public required TestContext TestContext { get; set; }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void HalfOfTheGroupsGo(string name)
    {
        var network = GraphShapes.All[name]();
        var groups = network.Groups();
        TestContext.WriteLine(groups.ToString());
        var random = new Random(7);
        ChannelGroup[] half = [.. groups.Removable.Where(_ => random.Next(2) == 0)];
        var result = Surgery.Remove(network, half);
        TestContext.WriteLine($"Removed {result.Removed.Count}, carriers {result.Carriers.Count}, refused: {string.Join("; ", result.Refused.Select(r => r.Reason).Distinct())}");
        Same.Behaviour(Surgery.Mask(network, result.Removed.Concat(result.Carriers)), result.Network, name);
        Assert.AreEqual(half.Length, result.Removed.Count + result.Carriers.Count + result.Refused.Count);
        Assert.IsTrue(s_whole.Contains(name) || result.Removed.Count > 0, "Nothing was removed.");
        Assert.IsLessThanOrEqualTo(NetworkCost.Of(network).MultiplyAdds, NetworkCost.Of(result.Network).MultiplyAdds);
    }

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void ADeadHalfIsFoundAndGoes(string name)
    {
        var network = GraphShapes.All[name]();
        var random = new Random(8);
        var broken = Surgery.Mask(network, network.Groups().Removable.Where(_ => random.Next(2) == 0));
        Same.Behaviour(broken, Surgery.RemoveDead(broken).Network, name);
    }

    [TestMethod]
    public void LayersThatShareAWeightAndLoseTheSameGoOnSharingIt()
    {
        var network = GraphShapes.TiedAutoencoder();
        ChannelGroup[] same = [Samples.Group(network, "gemm1", 1), Samples.Group(network, "gemm3", 1)];
        var result = Surgery.Remove(network, same);
        Assert.HasCount(2, result.Removed);
        Assert.HasCount(network.Weights.Count, result.Network.Weights);
        Same.Behaviour(Surgery.Mask(network, same), result.Network, "tied weights");
        Assert.HasCount(1, Surgery.Remove(network, [same[0]]).Refused);
    }

    [TestMethod]
    public void ThreeStagesOfResNet20TieInTriplesPairsAndSingles()
    {
        var groups = GraphShapes.ResNet20().Groups();
        var stages = groups.All.Where(g => g.Producers.Count > 1 || g.Path.Count(p => p.StartsWith("add", StringComparison.Ordinal)) > 1).ToArray();
        // A group of all three stages passes the sums of all; one of the last stage only those of the last.
        int Sums(ChannelGroup g) => g.Path.Count(p => p.StartsWith("add", StringComparison.Ordinal));
        var bySums = stages.Where(g => Sums(g) >= 3).CountBy(Sums).OrderByDescending(s => s.Key).ToArray();
        Assert.AreEqual("9: 16, 6: 16, 3: 32", string.Join(", ", bySums.Select(s => $"{s.Key}: {s.Value}")));
    }

    [TestMethod]
    public void PadsOfTheShortcutAreTheFreeChannelsThatSurvive()
    {
        var network = GraphShapes.ResNet20();
        var groups = network.Groups();
        int Sums(ChannelGroup g) => g.Path.Count(p => p.StartsWith("add", StringComparison.Ordinal));
        // 3 of 8 free channels before and 1 of 8 behind go, in stage 2.
        ChannelGroup[] free = [.. groups.All.Where(g => Sums(g) == 6)];
        var result = Surgery.Remove(network, [free[0], free[3], free[7], free[12]]);
        Assert.HasCount(4, result.Removed);
        var pads = result.Network.Nodes.Where(n => n.Operator.OpType == "Pad").Select(n => result.Network.IntegersOf(n, 1)!).ToArray();
        Assert.AreEqual("5 7", $"{pads[0].Max()} {pads[0].Where(p => p > 0).Min()}".Split(' ').Order().Aggregate((a, b) => $"{a} {b}"));
        Same.Behaviour(Surgery.Mask(network, result.Removed), result.Network, "free channels");
    }
}
