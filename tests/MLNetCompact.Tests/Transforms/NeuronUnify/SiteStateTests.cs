namespace MLNetCompact.Tests;

[TestClass]
public sealed class SiteStateTests
{
    [TestMethod]
    [DataRow("conv1")]
    [DataRow("conv2")]
    [DataRow("conv3")]
    [DataRow("dense1")]
    public void WhatLeastSquaresForetellsIsTheChangeOfTheOutputs(string site)
    {
        var network = Network();
        var rows = UnifyCases.Rows(network, 96);
        var (state, smaller) = Remove(network, site, 3, UnifyUpdate.LeastSquares, rows);
        Assert.AreEqual(3, state.Removed.Count);
        var change = UnifyCases.Change(network, smaller, state.Site.Readers[0].Node.Output, rows, state.Site.Readers[0].Scales);
        Assert.AreEqual(change, state.Error, 0.01 * change + 1e-5);
    }

    [TestMethod]
    public void BlocksOfAGroupedConvolutionTakeOverWithinThemselves()
    {
        var network = new NetworkBuilder([2, 9, 9], 3).Conv(8, 3).Relu().Conv(6, 3, group: 2).Relu().Flatten().Dense(5).Build();
        var rows = UnifyCases.Rows(network, 96);
        foreach (var update in new[] { UnifyUpdate.LeastSquares, UnifyUpdate.Maps })
        {
            var (state, smaller) = Remove(network, "conv1", 1, update, rows);
            Assert.AreEqual((6L, 3L), (smaller.Weights["conv1.bias"].Count, smaller.Weights["conv2.weight"].Shape[1]), "one channel of each block");
            var change = UnifyCases.Change(network, smaller, state.Site.Readers[0].Node.Output, rows, state.Site.Readers[0].Scales);
            Assert.AreEqual(change, state.Error, 0.01 * change + 1e-5, $"{update}");
        }
    }

    [TestMethod]
    public void ChannelsOfAResidualStreamGoFromAllThatMakeAndReadThem()
    {
        var network = Networks.ResNet(8, seed: 5, height: 12, width: 12);
        var rows = UnifyCases.Rows(network, 64);
        var site = UnifySite.Of(network, _ => { }).First(s => s.IsStage);
        Assert.IsTrue(site.Readers.Count > 1, site.Key);
        var output = network.Outputs[0].Name;
        var (unified, dropped) = (Only(UnifyUpdate.LeastSquares), Only(UnifyUpdate.None));
        Assert.IsTrue(UnifyCases.Change(network, unified, output, rows) < UnifyCases.Change(network, dropped, output, rows));

        Network Only(UnifyUpdate update)
        {
            using var measurement = new SiteMeasurement(network, new() { Update = update }, rows, 1, default);
            var start = Compacted.Start(network);
            var state = measurement.Of(start, site);
            state.Remove(4, double.PositiveInfinity, default);
            var smaller = start.Without(state.Apply(network), [state]).Network;
            Assert.IsTrue(NetworkCost.Of(smaller).MultiplyAdds < NetworkCost.Of(network).MultiplyAdds);
            return smaller;
        }
    }

    [TestMethod]
    [DataRow("dense1", 1)]
    [DataRow("dense1", 5)]
    public void JointBehavioursOfADenseLayerAreItsLeastSquares(string site, int count)
    {
        var network = Network();
        var rows = UnifyCases.Rows(network, 96);
        var (byMaps, smaller) = Remove(network, site, count, UnifyUpdate.Maps, rows);
        Assert.AreEqual(Remove(network, site, count, UnifyUpdate.LeastSquares, rows).State.Error, byMaps.Error, 0.01 * byMaps.Error + 1e-5);
        var change = UnifyCases.Change(network, smaller, byMaps.Site.Readers[0].Node.Output, rows);
        Assert.AreEqual(change, byMaps.Error, 0.01 * change + 1e-5);
    }

    [TestMethod]
    public void WhatAPairForetellsIsTheChangeOfTheOutputsAndTheCheapestPairOfAll()
    {
        var network = Network();
        var rows = UnifyCases.Rows(network, 96);
        var (state, smaller) = Remove(network, "dense1", 1, UnifyUpdate.Pairs, rows);
        var output = state.Site.Readers[0].Node.Output;
        Assert.AreEqual(UnifyCases.Change(network, smaller, output, rows), state.Error, 0.01 * state.Error);
        // All pairs, tried one by one on the outputs themselves.
        var (x, weight) = (UnifyCases.Values(network, state.Site.Readers[0].Node.Inputs[0], rows), network.Weights["dense2.weight"]);
        var least = double.PositiveInfinity;
        for (var j = 0; j < 14; j++)
        {
            for (var i = 0; i < 14; i++)
            {
                if (i == j)
                    continue;
                var (own, other) = (Behaviour(x, j), Behaviour(x, i));
                var share = own.Zip(other, (a, b) => a * b).Sum() / Math.Max(1e-12, other.Sum(v => v * v));
                var view = state.Site.Readers[0].View;
                var size = Enumerable.Range(0, view.Rows).Sum(row => Math.Pow(weight.Values[view.At(row, j)], 2));
                least = Math.Min(least, size * own.Zip(other, (a, b) => Math.Pow(a - share * b, 2)).Average());
            }
        }
        Assert.AreEqual(least / Energy(UnifyCases.Values(network, output, rows), 5), state.Error, 0.01 * state.Error);
    }

    [TestMethod]
    [DataRow(UnifyUpdate.Maps)]
    [DataRow(UnifyUpdate.Pairs)]
    public void OneConvolutionReadsTheSumOfKernels(UnifyUpdate update)
    {
        // A channel that is another one times 3 leaves without a trace, whatever kernel reads it and however it pads.
        var network = Network();
        var (weight, bias) = (network.Weights["conv2.weight"], network.Weights["conv2.bias"]);
        var (values, biases) = (weight.Values.ToArray(), bias.Values.ToArray());
        var size = values.Length / biases.Length;
        for (var i = 0; i < size; i++)
            values[2 * size + i] = 3 * values[5 * size + i];
        biases[2] = 3 * biases[5];
        network = network.WithWeights([weight.With(values), bias.With(biases)]);
        var rows = UnifyCases.Rows(network, 64);
        var (state, smaller) = Remove(network, "conv2", 1, update, rows);
        Assert.IsTrue(state.Removed[0] is 2 or 5 && state.Error < 1e-5, $"{state.Removed[0]} at {state.Error}");
        Assert.IsTrue(UnifyCases.Change(network, smaller, smaller.Outputs[0].Name, rows) < 1e-6);
    }

    [TestMethod]
    public void ControlsTakeUnitsInTheirOwnOrderAndKnowWhatThatCosts()
    {
        var network = Network();
        var rows = UnifyCases.Rows(network, 64);
        var best = Remove(network, "dense1", 6, UnifyUpdate.LeastSquares, rows).State.Error;
        foreach (var selection in new[] { UnifySelection.Magnitude, UnifySelection.Random })
        {
            var (state, smaller) = Remove(network, "dense1", 6, UnifyUpdate.LeastSquares, rows, selection);
            Assert.IsTrue(state.Error > best, $"{selection}: {state.Error} and {best}");
            Assert.AreEqual(UnifyCases.Change(network, smaller, state.Site.Readers[0].Node.Output, rows), state.Error, 0.01 * state.Error);
        }
        var dropped = Remove(network, "dense1", 6, UnifyUpdate.None, rows).State;
        Assert.IsTrue(dropped.Error > best, $"{dropped.Error} and {best}");
    }

    private static Network Network() =>
        new NetworkBuilder([2, 9, 9], 3).Conv(6, 3).Relu().Conv(8, 3, pad: 1).Relu().MaxPool(2).Conv(7, 2).Relu().Flatten().Dense(14).Relu().Dense(5).Build();

    private static (SiteState State, Network Smaller) Remove(Network network, string name, int count, UnifyUpdate update, Rows rows, UnifySelection selection = UnifySelection.OutputError)
    {
        using var measurement = new SiteMeasurement(network, new() { Update = update, Selection = selection }, rows, 1, default);
        var start = Compacted.Start(network);
        var state = measurement.Of(start, UnifySite.Of(network, _ => { }).Single(s => s.Name == name));
        state.Remove(count, double.PositiveInfinity, default);
        return (state, start.Without(state.Apply(network), [state]).Network);
    }

    /// <summary>What a neuron gives for each row, from its mean.</summary>
    private static double[] Behaviour(float[] values, int neuron)
    {
        var own = values.Chunk(14).Select(row => (double)row[neuron]).ToArray();
        var mean = own.Average();
        return [.. own.Select(v => v - mean)];
    }

    /// <summary>The variance of all outputs together.</summary>
    private static double Energy(float[] values, int width) => Enumerable.Range(0, width).Sum(o =>
    {
        var own = values.Chunk(width).Select(row => (double)row[o]).ToArray();
        var mean = own.Average();
        return own.Average(v => (v - mean) * (v - mean));
    });
}
