namespace MLNetCompact.Tests;

[TestClass]
public sealed class NormalizationShiftTests
{
    [TestMethod]
    public void StatisticsFollowByWhatIsReadNowAndWasReadBefore()
    {
        var network = new NetworkBuilder([2, 8, 8], 3).Conv(6, 3).BatchNormalization().Relu().Conv(5, 3).BatchNormalization().Relu().Flatten().Dense(3).Build();
        var rows = UnifyCases.Rows(network, 60);
        var norm = network.Nodes.Last(n => n.Operator is Operators.BatchNormalization);
        // The second convolution makes its third channel twice as strong, and moved by one.
        var conv = network.ProducerOf(norm.Inputs[0])!;
        var (weight, bias) = (network.Weights[conv.Inputs[1]], network.Weights[conv.Inputs[2]]);
        var (values, biases) = (weight.Values.ToArray(), bias.Values.ToArray());
        for (var i = 0; i < values.Length / 5; i++)
            values[2 * (values.Length / 5) + i] *= 2;
        biases[2] = 2 * biases[2] + 1;
        var changed = network.WithWeights([weight.With(values), bias.With(biases)]);
        var shifted = new NormalizationShift(network, rows, default).Apply(changed, new(network), new HashSet<string>());
        var (before, after) = (Statistics(network), Statistics(changed));
        for (var c = 0; c < 5; c++)
        {
            Assert.AreEqual(network.Weights[norm.Inputs[3]].Values[c] + after[c].Mean - before[c].Mean, shifted.Weights[norm.Inputs[3]].Values[c], 1e-4, $"mean {c}");
            Assert.AreEqual(network.Weights[norm.Inputs[4]].Values[c] * after[c].Variance / before[c].Variance, shifted.Weights[norm.Inputs[4]].Values[c], 1e-3, $"variance {c}");
        }
        Assert.AreEqual(4 * network.Weights[norm.Inputs[4]].Values[2], shifted.Weights[norm.Inputs[4]].Values[2], 0.01, "twice as strong");
        var again = new NormalizationShift(network, rows, default).Apply(shifted, new(network), new HashSet<string>());
        CollectionAssert.AreEqual(shifted.Weights[norm.Inputs[3]].Values.ToArray(), again.Weights[norm.Inputs[3]].Values.ToArray(), "what has followed stays");

        (double Mean, double Variance)[] Statistics(Network made)
        {
            var all = UnifyCases.Values(made, norm.Inputs[0], rows);
            return [.. Enumerable.Range(0, 5).Select(c =>
            {
                var own = Enumerable.Range(0, all.Length).Where(i => i / 16 % 5 == c).Select(i => (double)all[i]).ToArray();
                return (own.Average(), own.Average(v => v * v) - own.Average() * own.Average());
            })];
        }
    }
}
