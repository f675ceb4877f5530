using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests;

[TestClass]
public sealed class UnifierTests
{
    [TestMethod]
    public void DoubledDeadAndConstantNeuronsGoWithoutATrace()
    {
        var network = new NetworkBuilder([10], 2).Dense(24).Relu().Dense(9).Relu().Dense(4).Build();
        var (weight, bias) = (network.Weights["dense1.weight"], network.Weights["dense1.bias"]);
        var view = LinearView.Of(network.Nodes.First(n => n.Name == "dense1"), network)!;
        var (values, biases) = (weight.Values.ToArray(), bias.Values.ToArray());
        for (var column = 0; column < 10; column++)
        {
            for (var i = 0; i < 6; i++)
            {
                values[view.At(i, column)] = values[view.At(6 + i, column)];
                values[view.At(12 + i, column)] = 0;
            }
        }
        for (var i = 0; i < 6; i++)
            (biases[i], biases[12 + i]) = (biases[6 + i], i < 3 ? -1 : 1);
        network = network.WithWeights([weight.With(values), bias.With(biases)]);
        var rows = UnifyCases.Rows(network, 400);
        foreach (var update in new[] { UnifyUpdate.LeastSquares, UnifyUpdate.Maps, UnifyUpdate.Pairs })
        {
            var smaller = UnifyCases.Unify(network, new() { MaxOutputError = 1e-5, Update = update }, rows);
            Assert.AreEqual(12, smaller.Weights["dense1.bias"].Count, $"{update}");
            Assert.IsTrue(UnifyCases.Change(network, smaller, network.Outputs[0].Name, rows) < 1e-4, $"{update}");
        }
    }

    [TestMethod]
    [DataRow(UnifyUpdate.LeastSquares)]
    [DataRow(UnifyUpdate.Maps)]
    [DataRow(UnifyUpdate.Pairs)]
    [DataRow(UnifyUpdate.None)]
    public void FewerRowsThanNeuronsGiveNumbers(UnifyUpdate update)
    {
        var network = new NetworkBuilder([6], 2).Dense(40).Relu().Dense(30).Relu().Dense(4).Build();
        var rows = UnifyCases.Rows(network, 8);
        var smaller = UnifyCases.Unify(network, new() { Removed = 0.5, Spread = UnifySpread.Evenly, Update = update }, rows);
        Assert.AreEqual((20, 15), ((int)smaller.Weights["dense1.bias"].Count, (int)smaller.Weights["dense2.bias"].Count));
        Assert.IsTrue(smaller.Weights.Values.SelectMany(w => w.Floats().ToArray()).All(float.IsFinite));
        if (update == UnifyUpdate.LeastSquares)
            Assert.IsTrue(UnifyCases.Change(network, smaller, network.Outputs[0].Name, rows) < 1e-3, "eight rows are told apart by fifteen neurons");
    }

    [TestMethod]
    public void WhereNothingGoesEveryBitStays()
    {
        var network = Networks.ResNet(8, height: 8, width: 8);
        var smaller = UnifyCases.Unify(network, new() { MaxOutputError = 1e-12 }, UnifyCases.Rows(network, 64));
        Assert.IsTrue(network.ToOnnx().AsSpan().SequenceEqual(smaller.ToOnnx()));
    }

    [TestMethod]
    public void RandomGraphsStayWholeAndFinite()
    {
        var cut = 0;
        for (var seed = 0; seed < 100; seed++)
        {
            var network = RandomNetworks.Create(seed, 5);
            if (network.Inputs.Count > 1 || network.Outputs.Any(o => network.Shapes.GetValueOrDefault(o.Name) is null) || network.Inputs[0].Shape is not { } shape || shape.Skip(1).Contains(Shape.Unknown)
                || network.Inputs[0].Type != ElementType.Float)
                continue;
            var rows = UnifyCases.Rows(network, 40, seed);
            var update = (UnifyUpdate)(seed % 4);
            var smaller = UnifyCases.Unify(network, new() { Removed = 0.4, Update = update }, rows);
            cut += NetworkCost.Of(smaller).Parameters < NetworkCost.Of(network).Parameters ? 1 : 0;
            Assert.IsTrue(NetworkCost.Of(smaller).MultiplyAdds <= NetworkCost.Of(network).MultiplyAdds, $"seed {seed}");
            foreach (var output in network.Outputs)
            {
                Assert.AreEqual(network.Shapes[output.Name], smaller.Shapes[output.Name], $"seed {seed}");
                Assert.IsTrue(UnifyCases.Values(smaller, output.Name, rows).All(float.IsFinite), $"seed {seed}, {update}: {output.Name}");
            }
        }
        Assert.IsTrue(cut > 15, $"{cut} were cut");
    }

    [TestMethod]
    [DataRow(UnifySpread.ByError)]
    [DataRow(UnifySpread.Evenly)]
    public void ABudgetIsMet(UnifySpread spread)
    {
        var network = Images();
        var rows = UnifyCases.Rows(network, 128);
        var smaller = UnifyCases.Unify(network, new() { Target = new(MultiplyAdds: 0.6), Spread = spread }, rows);
        var share = (double)NetworkCost.Of(smaller).MultiplyAdds / NetworkCost.Of(network).MultiplyAdds;
        Assert.IsTrue(share is <= 0.6 and > 0.45, $"{share}");
        var fewer = UnifyCases.Unify(network, new() { Removed = 0.25, Spread = spread }, rows);
        Assert.AreEqual(48 - 12, Units(fewer), 1);
        var dropped = UnifyCases.Unify(network, new() { Target = new(MultiplyAdds: 0.6), Spread = spread, Update = UnifyUpdate.None }, rows);
        var output = network.Outputs[0].Name;
        Assert.IsTrue(UnifyCases.Change(network, smaller, output, rows) < UnifyCases.Change(network, dropped, output, rows));
    }

    [TestMethod]
    public void WhatSuffersLeastGoesFirst()
    {
        // Half of the neurons of the second layer say nothing that the others do not say: all that goes is there.
        var network = new NetworkBuilder([10], 2).Dense(20).Relu().Dense(20).Relu().Dense(4).Build();
        var values = network.Weights["dense2.weight"].Values.ToArray();
        var view = LinearView.Of(network.Nodes.First(n => n.Name == "dense2"), network)!;
        for (var row = 0; row < 10; row++)
        {
            for (var column = 0; column < 20; column++)
                values[view.At(row, column)] = 2 * values[view.At(10 + row, column)];
        }
        network = network.WithWeights([network.Weights["dense2.weight"].With(values), network.Weights["dense2.bias"].With(new float[20])]);
        var rows = UnifyCases.Rows(network, 300);
        var smaller = UnifyCases.Unify(network, new() { Removed = 0.25 }, rows);
        Assert.AreEqual((20L, 10L), (smaller.Weights["dense1.bias"].Count, smaller.Weights["dense2.bias"].Count));
        Assert.IsTrue(UnifyCases.Change(network, smaller, network.Outputs[0].Name, rows) < 1e-5);
    }

    [TestMethod]
    public void WithoutRowsBlocksOfAGroupedConvolutionStayAndTheReportSaysWhy()
    {
        var network = new NetworkBuilder([2, 9, 9], 3).Conv(8, 3).Relu().Conv(6, 3, group: 2).Relu().Flatten().Dense(12).Relu().Dense(5).Build();
        var run = UnifyCases.Run(UnifyCases.Rows(network, 0));
        using var unifier = new Unifier(network, new() { Removed = 0.4 }, run);
        Network? smaller = null;
        run.Measured("unify", null, network, () => smaller = unifier.Run());
        Assert.AreEqual(8L, smaller!.Weights["conv1.bias"].Count);
        Assert.IsTrue(smaller.Weights["dense1.bias"].Count < 12);
        StringAssert.Contains(string.Join('\n', run.Report().Steps[0].Notes), "without rows nothing tells who could take over");
    }

    [TestMethod]
    public void UnitsOfTheSameLayersMayGoDifferentWays()
    {
        // Half of a convolution's channels pass a Relu, the other half a Sigmoid; one layer reads both.
        var network = new NetworkBuilder([2, 9, 9], 3).Conv(8, 3).Build();
        var made = network.Outputs[0].Name;
        network = network.With(nodes: [.. network.Nodes,
            new("split", new Operators.Split { Axis = 1 }, [made, "halves"], ["left", "right"]), new("relu", new Operators.Relu(), ["left"], ["a"]), new("sigmoid", new Operators.Sigmoid(), ["right"], ["b"]),
            new("concat", new Operators.Concat { Axis = 1 }, ["a", "b"], ["joined"]), new("conv9", new Operators.Conv { Kernel = [3, 3] }, ["joined", "w9"], ["y"])],
            outputs: [new("y", ElementType.Float, null)],
            weights: [.. network.Weights.Values, Weight.Of("halves", new Shape(2), (long[])[4, 4]), Weight.Of("w9", new Shape(3, 8, 3, 3), [.. Enumerable.Range(0, 216).Select(i => MathF.Sin(i))])]);
        var rows = UnifyCases.Rows(network, 60);
        var sites = UnifySite.Of(network, _ => { });
        Assert.AreEqual(sites.Count, sites.Select(s => s.Key).Distinct().Count());
        var smaller = UnifyCases.Unify(network, new() { Removed = 0.5 }, rows);
        Assert.IsTrue(NetworkCost.Of(smaller).Parameters < NetworkCost.Of(network).Parameters);
    }

    [TestMethod]
    public void ADriftThatIsNotAllowedIsUndone()
    {
        var network = new NetworkBuilder([10], 2).Dense(40).Relu().Dense(30).Relu().Dense(4).Build();
        var rows = UnifyCases.Rows(network, 200);
        foreach (var most in new[] { 0.001, 0.02 })
        {
            foreach (var options in new NeuronUnifyOptions[] { new() { MaxOutputDrift = most }, new() { Removed = 0.9, Spread = UnifySpread.Evenly, MaxOutputDrift = most }, new() { Target = new(MultiplyAdds: 0.1), MaxOutputDrift = most } })
            {
                var smaller = UnifyCases.Unify(network, options, rows);
                var change = UnifyCases.Change(network, smaller, network.Outputs[0].Name, rows);
                Assert.IsTrue(change <= most, $"{options}: {change}");
                Assert.IsTrue(most < 0.01 || NetworkCost.Of(smaller).Parameters < NetworkCost.Of(network).Parameters, $"{options}");
            }
        }
    }

    private static Network Images() => new NetworkBuilder([2, 9, 9], 3).Conv(8, 3).Relu().Conv(10, 3, pad: 1).Relu().MaxPool(2).Flatten().Dense(30).Relu().Dense(5).Build();

    private static int Units(Network network) => new[] { "conv1.bias", "conv2.bias", "dense1.bias" }.Sum(b => (int)network.Weights[b].Count);
}
