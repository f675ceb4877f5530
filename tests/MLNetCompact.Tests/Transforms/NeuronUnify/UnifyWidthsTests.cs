namespace MLNetCompact.Tests;

/// <summary>Convolutions keep channels in multiples, however much goes.</summary>
[TestClass]
public sealed class UnifyWidthsTests
{
    private static readonly string[] s_layers = ["conv1", "conv2", "conv3"];

    public static IEnumerable<object[]> Cases =>
    [
        [new NeuronUnifyOptions { MaxOutputError = 0.3 }], [new NeuronUnifyOptions { Removed = 0.4 }], [new NeuronUnifyOptions { Removed = 0.4, Spread = UnifySpread.Evenly }],
        [new NeuronUnifyOptions { Target = new(MultiplyAdds: 0.5) }], [new NeuronUnifyOptions { Target = new(Parameters: 0.6), Update = UnifyUpdate.Maps, Spread = UnifySpread.Evenly }], [new NeuronUnifyOptions { MaxOutputDrift = 0.4 }],
    ];

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void WidthsOfConvolutionsAreMultiplesAndThoseOfDenseLayersNeedNotBe(NeuronUnifyOptions options)
    {
        var network = Network();
        var rows = UnifyCases.Rows(network, 60);
        foreach (var multiple in new[] { 1, 4, 8 })
        {
            var smaller = UnifyCases.Unify(network, options with { WidthMultiple = multiple }, rows);
            foreach (var layer in s_layers)
            {
                var (before, after) = ((int)network.Weights[$"{layer}.weight"].Shape[0], (int)smaller.Weights[$"{layer}.weight"].Shape[0]);
                Assert.IsTrue(after == before || after % multiple == 0, $"{options} {multiple}: {layer} has {after} of {before}");
            }
            var (cost, whole) = (NetworkCost.Of(smaller), NetworkCost.Of(network));
            Assert.IsLessThan(whole.Parameters, cost.Parameters, $"{options} {multiple}");
            if (options.Target is { MultiplyAdds: { } share })
                Assert.IsTrue(cost.MultiplyAdds <= share * whole.MultiplyAdds, $"{multiple}: {cost.MultiplyAdds} of {whole.MultiplyAdds}");
            if (options.Target is { Parameters: { } part })
                Assert.IsTrue(cost.Parameters <= part * whole.Parameters, $"{multiple}: {cost.Parameters} of {whole.Parameters}");
        }
    }

    [TestMethod]
    public void WhereMultiplyAddsAreTheAimWidthsThatWereMultiplesOf8StaySuch()
    {
        var network = Network();
        var rows = UnifyCases.Rows(network, 60);
        foreach (var spread in Enum.GetValues<UnifySpread>())
        {
            var smaller = UnifyCases.Unify(network, new() { Target = new(MultiplyAdds: 0.6), Spread = spread }, rows);
            int[] widths = [.. s_layers.Select(l => (int)smaller.Weights[$"{l}.weight"].Shape[0])];
            Assert.IsTrue(widths[0] % 8 == 0 && widths[2] % 8 == 0, $"{spread}: {string.Join(", ", widths)}");
            Assert.IsLessThan(20, widths[1], $"{spread}: a width that was no multiple may be any");
            Assert.IsTrue(NetworkCost.Of(smaller).MultiplyAdds <= 0.6 * NetworkCost.Of(network).MultiplyAdds);
        }
        var bytes = UnifyCases.Unify(network, new() { Target = new(Parameters: 0.6) }, rows);
        Assert.Contains(l => bytes.Weights[$"{l}.weight"].Shape[0] % 8 != 0, s_layers.Where(l => l != "conv2"), "where parameters are the aim, any width will do");
    }

    [TestMethod]
    [DataRow(32, 16)]
    [DataRow(24, 8)]
    [DataRow(20, 1)]
    public void BehindDepthwiseConvolutionsWidthsAreMultiplesOf16WhereTheyWere(int channels, int multiple)
    {
        var network = new NetworkBuilder([3, 8, 8], 5).Conv(channels, 3, pad: 1).Relu().Conv(channels, 3, pad: 1, group: channels).Relu().Conv(24, 1).Relu().Flatten().Dense(3).Build();
        var site = UnifySite.Of(network, _ => { })[0];
        var counts = new UnifyWidths(new() { Target = new(MultiplyAdds: 0.5) }, network).Of(site);
        CollectionAssert.AreEqual(Enumerable.Range(1, channels - 1).Where(gone => (channels - gone) % multiple == 0).ToArray(), counts.ToArray());
        Assert.HasCount(channels - 1, new UnifyWidths(new() { MaxOutputError = 0.1 }, network).Of(site));
    }

    [TestMethod]
    public void TheReportTellsOfChannelsThatAreNoMultiplesOf8AnyMore()
    {
        var network = Network();
        var rows = UnifyCases.Rows(network, 60);
        Assert.Contains(n => n.Contains("conv3", StringComparison.Ordinal) && n.Contains("WidthMultiple = 8", StringComparison.Ordinal), Notes(new() { Removed = 0.45, Spread = UnifySpread.Evenly }));
        Assert.DoesNotContain(n => n.Contains("WidthMultiple", StringComparison.Ordinal), Notes(new() { Removed = 0.45, Spread = UnifySpread.Evenly, WidthMultiple = 1 }), "who asks for any widths knows");
        Assert.DoesNotContain(n => n.Contains("WidthMultiple", StringComparison.Ordinal), Notes(new() { Target = new(MultiplyAdds: 0.6) }));

        IEnumerable<string> Notes(NeuronUnifyOptions options)
        {
            var run = UnifyCases.Run(rows);
            run.Measured("NeuronUnify", options, network, () =>
            {
                using var unifier = new Unifier(network, options, run);
                return unifier.Run();
            });
            return run.Report().Steps[^1].Notes;
        }
    }

    [TestMethod]
    public void TheQueueTakesWholeStepsOfWhatCostsLeast()
    {
        var random = new Random(1);
        for (var round = 0; round < 30; round++)
        {
            var groups = Network().Groups().Removable.Take(12).ToArray();
            var (first, second) = (groups[..6].Select(g => (g, random.NextDouble())).ToArray(), groups[6..].Select(g => (g, random.NextDouble())).ToArray());
            var most = 5;
            var queue = new UnifyQueue(gone => most - gone.Count);
            queue.Add("one", first, [2, 4]);
            queue.Add("two", second, [3]);
            var counts = queue.Counts().ToDictionary(c => c.Key, c => c.Count);
            // Of the ways to let five go in whole steps: 2 + 3, in either order, or 4 + 3 where the second pair is cheaper than the three.
            double Price((ChannelGroup, double)[] units, int from, int to) => units[from..to].Sum(u => u.Item2) / (to - from);
            var (pair, next, three) = (Price(first, 0, 2), Price(first, 2, 4), Price(second, 0, 3));
            var expected = pair < three && next < three ? (4, 3) : (2, 3);
            Assert.AreEqual(expected, (counts["one"], counts["two"]), $"{round}: {pair} {next} {three}");
        }
    }

    private static Network Network() => new NetworkBuilder([3, 8, 8], 5).Conv(24, 3, pad: 1).BatchNormalization().Relu().Conv(20, 3, pad: 1).Relu().Conv(16, 3).Relu().Flatten().Dense(13).Relu().Dense(3).Build();
}
