using Microsoft.ML;
using MLNetCompact.Operators;
using MLNetCompact.Tests.BadInput;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests;

[TestClass]
public sealed class PruneRetrainTrainerTests
{
    private static readonly TrainingOptions s_short = NeuralNetworkTrainerTests.Short with { Epochs = 2 };
    private static readonly PruneRetrainOptions s_options = new() { Budget = PruneBudget.Global, Rounds = 2, Retraining = s_short, RemoveDeadNeurons = false };
    private static readonly Lazy<Network> s_trained = new(() =>
    {
        var ml = new MLContext(seed: 1);
        using var model = ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Compaction().NeuralNetwork(TinyImages.Network(), NeuralNetworkTrainerTests.Short)).Fit(TinyImages.View(ml));
        return model.LastTransformer.Network;
    });

    [TestMethod]
    [DataRow(PruneSchedule.Iterative, PruneCriterion.Magnitude, false)]
    [DataRow(PruneSchedule.Iterative, PruneCriterion.Taylor, false)]
    [DataRow(PruneSchedule.Iterative, PruneCriterion.SecondOrder, false)]
    [DataRow(PruneSchedule.Iterative, PruneCriterion.Random, false)]
    [DataRow(PruneSchedule.Iterative, PruneCriterion.Magnitude, true)]
    [DataRow(PruneSchedule.Gradual, PruneCriterion.Magnitude, false)]
    [DataRow(PruneSchedule.Gradual, PruneCriterion.Magnitude, true)]
    [DataRow(PruneSchedule.Gradual, PruneCriterion.Random, false)]
    public void ExactlySoManyWeightsStay(PruneSchedule schedule, PruneCriterion criterion, bool splicing)
    {
        using var model = Fit(s_options with { Kept = 0.15, Schedule = schedule, Criterion = criterion, Splicing = splicing ? new() : null });
        Assert.AreEqual((int)Math.Floor(0.15 * Whole), Live(model.Network));
        StringAssert.Contains(model.Report.ToString(), $"of {Whole.ToString("N0", System.Globalization.CultureInfo.InvariantCulture)} weights are left");
    }

    [TestMethod]
    public void AQualityKeepsWhatIsAtLeastSoManyStandardDeviationsAndTheSurvivorsTheirValues()
    {
        using var model = Fit(s_options with { Quality = 1.2, Rounds = 1, Retraining = s_short with { Epochs = 0 }, SparseStorage = false });
        foreach (var layer in PrunableLayer.Of(s_trained.Value))
        {
            var mean = layer.Values.Average();
            var deviation = Math.Sqrt(layer.Values.Average(v => Math.Pow(v - mean, 2)));
            var after = model.Network.Weights[layer.Weight].Values.ToArray();
            var best = Enumerable.Range(0, layer.View.Rows).Select(row => { var places = new List<int>(); layer.View.Row(row, places.Add); return places.MaxBy(p => Math.Abs(layer.Values[p])); }).ToHashSet();
            for (var i = 0; i < after.Length; i++)
                Assert.AreEqual(Math.Abs(layer.Values[i]) >= 1.2 * deviation || best.Contains(i) ? layer.Values[i] : 0, after[i], $"{layer.Weight}[{i}]");
        }
    }

    [TestMethod]
    public void LaterRoundsCountInDeviationsOfTheSurvivors()
    {
        using var once = Fit(s_options with { Quality = 1, Rounds = 1, Retraining = s_short with { Epochs = 0 } });
        using var twice = Fit(s_options with { Quality = 1, Rounds = 2, Retraining = s_short with { Epochs = 0 } });
        foreach (var (first, second) in PrunableLayer.Of(once.Network).Zip(PrunableLayer.Of(twice.Network)))
        {
            var survivors = first.Values.Where(v => v != 0).ToArray();
            var mean = survivors.Average();
            var deviation = Math.Sqrt(survivors.Average(v => Math.Pow(v - mean, 2)));
            Assert.AreEqual(survivors.Count(v => Math.Abs(v) >= deviation), second.Live, second.View.Rows, $"{first.Node}: a row keeps one weight at least");
            Assert.IsTrue(second.Live < first.Live, $"{first.Node}");
        }
    }

    [TestMethod]
    public void AQualityOfALayerCountsForItAloneAndAnUnknownLayerIsNamed()
    {
        using var model = Fit(s_options with { Qualities = new Dictionary<string, double> { ["dense1"] = 1.5 } });
        foreach (var layer in PrunableLayer.Of(model.Network))
            Assert.AreEqual(layer.Node.Name == "dense1", layer.Live < layer.Values.Length, $"{layer.Node}");
        Bad.Message<ArgumentException>(() => Fit(s_options with { Qualities = new Dictionary<string, double> { ["dense7"] = 1 } }), "'dense7'", "conv1", "dense2");
    }

    [TestMethod]
    public void TheSameShareOfEveryLayerWithAUniformBudget()
    {
        using var model = Fit(s_options with { Kept = 0.3, Budget = PruneBudget.Uniform });
        foreach (var layer in PrunableLayer.Of(model.Network))
            Assert.AreEqual(0.3 * layer.Values.Length, layer.Live, 1, $"{layer.Node}");
    }

    [TestMethod]
    public void ParametersAndStoredBytesEndAtTheirTargetsOrLittleBelow()
    {
        using var parameters = Fit(s_options with { Target = new(Parameters: 0.25) });
        var biases = NetworkCost.Of(parameters.Network).Parameters - Whole;
        var share = (double)(Live(parameters.Network) + biases) / NetworkCost.Of(s_trained.Value).Parameters;
        Assert.IsTrue(share is <= 0.25 and > 0.245, $"{share} of the parameters");
        using var stored = Fit(s_options with { Target = new(StoredBytes: 0.4) });
        var bytes = (double)stored.Network.ToOnnx().Length / s_trained.Value.ToOnnx().Length;
        Assert.IsTrue(bytes is <= 0.4 and > 0.38, $"{bytes} of the bytes");
        Bad.Message<ArgumentOutOfRangeException>(() => Fit(s_options with { Target = new(MultiplyAdds: 0.5) }), "Target", "multiply-adds");
    }

    [TestMethod]
    public void DenseLayersAndConvolutionsTakeTurnsWithTheOthersFrozen()
    {
        using var model = Fit(s_options with { Kept = 0.3, Alternate = true, Rounds = 1 });
        CollectionAssert.AreEqual(new[] { "round 1 dense", "round 1 convolutions" }, model.Report.Steps[^1].Epochs.Select(p => p.Phase).Distinct().ToArray());
        Assert.AreEqual((int)Math.Floor(0.3 * Whole), Live(model.Network));
        // What happens to the convolutions in the second turn must not reach the dense layers, which are trained in the first.
        PruneRetrainOptions Turns(double convolutions) => s_options with
        {
            Alternate = true, Rounds = 1, Qualities = new Dictionary<string, double> { ["conv1"] = convolutions, ["conv2"] = convolutions, ["dense1"] = 1, ["dense2"] = 1 },
        };
        using var gently = Fit(Turns(0));
        using var hard = Fit(Turns(1.5));
        foreach (var (left, right) in PrunableLayer.Of(gently.Network).Zip(PrunableLayer.Of(hard.Network)))
            Assert.AreEqual(!left.IsConvolution, left.Values.AsSpan().SequenceEqual(right.Values), $"{left.Node}");
    }

    [TestMethod]
    public void AGradualScheduleTakesAwayByAndBy()
    {
        using var model = Fit(s_options with { Kept = 0.1, Schedule = PruneSchedule.Gradual, Retraining = s_short with { Epochs = 8 } });
        var gone = model.Report.Steps[^1].Epochs.Select(p => p.Sparsity["weights"]).ToArray();
        Assert.IsTrue(gone[0] is > 0.2 and < 0.6, $"{gone[0]} after the first of eight epochs");
        Assert.IsTrue(gone.Zip(gone.Skip(1)).All(g => g.Second >= g.First), string.Join(", ", gone));
        Assert.AreEqual(0.9, gone[^1], 0.001);
        Assert.IsTrue(model.Report.Steps[^1].After.Validation > 0.9, $"accuracy {model.Report.Steps[^1].After.Validation}");
    }

    [TestMethod]
    public void TheThresholdOfDynamicNetworkSurgeryIsFromMeanAndDeviation()
    {
        var c = 0.5;
        using var model = Fit(s_options with { Splicing = new() { C = c }, Rounds = 1, Retraining = s_short with { LearningRate = 1e-6, WeightDecay = 0 } });
        foreach (var layer in PrunableLayer.Of(s_trained.Value))
        {
            var sizes = layer.Values.Select(Math.Abs).ToArray();
            // With hardly a step nothing moves: what is there from the start stays from 0.9 a on.
            var a = sizes.Average() + c * layer.Deviation;
            Assert.AreEqual(sizes.Count(s => s >= 0.9 * a), PrunableLayer.Of(model.Network).Single(l => l.Weight == layer.Weight).Live, layer.View.Rows + 1, $"{layer.Node}");
        }
    }

    [TestMethod]
    public void ASparselyStoredNetworkAndOneWithoutItsDeadNeuronsComputeTheSame()
    {
        var options = s_options with { Kept = 0.03, Rounds = 1, SparseStorage = false };
        using var masked = Fit(options);
        using var stored = Fit(options with { SparseStorage = true });
        using var smaller = Fit(options with { RemoveDeadNeurons = true });
        Same.Behaviour(masked.Network, stored.Network, "stored sparsely");
        Assert.IsTrue(stored.Network.Weights.Values.Any(w => w.Storage is SparseStorage));
        Assert.IsTrue(stored.Network.ToOnnx().Length < 0.5 * masked.Network.ToOnnx().Length);
        Assert.IsTrue(NetworkCost.Of(smaller.Network).Parameters < NetworkCost.Of(masked.Network).Parameters, "3 % leave neurons without readers");
        StringAssert.Contains(smaller.Report.ToString(), "neurons or channels without connections are gone");
        StringAssert.Contains(masked.Report.ToString(), "No faster than before");
    }

    [TestMethod]
    [DataRow(PruneSchedule.Iterative, false)]
    [DataRow(PruneSchedule.Gradual, false)]
    [DataRow(PruneSchedule.Gradual, true)]
    public void NoneOfTheWeightsThatStayIsOfADeadNeuron(PruneSchedule schedule, bool splicing)
    {
        using var model = Fit(s_options with { Kept = 0.03, Schedule = schedule, Splicing = splicing ? new() : null, RemoveDeadNeurons = true });
        Assert.IsTrue(NetworkCost.Of(model.Network).Parameters < NetworkCost.Of(s_trained.Value).Parameters, "neurons died");
        // With splicing neurons may come back until the end, so that nothing takes the places of their weights.
        var (asked, left) = ((int)Math.Floor(0.03 * Whole), Live(model.Network));
        Assert.IsTrue(splicing ? left <= asked && left > asked / 2 : left == asked, $"{left} of {asked}");
    }

    [TestMethod]
    public void WhatIsStoredSparselyIsPrunedFurther()
    {
        var ml = new MLContext(seed: 1);
        using var model = ml.Transforms.Conversion.MapValueToKey("Label")
            .Append(ml.Compaction().PruneRetrain(s_trained.Value, s_options with { Kept = 0.3 }).PruneRetrain(s_options with { Kept = 0.1 })).Fit(TinyImages.View(ml)).LastTransformer;
        Assert.AreEqual((int)Math.Floor(0.1 * Whole), Live(model.Network));
    }

    [TestMethod]
    public void LayersShareAsManyValuesAsTheirBitsTellApart()
    {
        using var model = Fit(s_options with { Kept = 0.4, SharedValues = new(ConvolutionBits: 4, DenseBits: 3, Training: s_short) });
        foreach (var layer in PrunableLayer.Of(model.Network).Where(l => model.Network.Weights[l.Weight].Storage is SparseStorage))
            Assert.IsTrue(layer.Values.Distinct().Count() <= (layer.IsConvolution ? 16 : 8), $"{layer.Node}: {layer.Values.Distinct().Count()} values");
        Assert.IsTrue(PrunableLayer.Of(model.Network).Any(l => model.Network.Weights[l.Weight].Storage is SparseStorage { HasCodebook: true }));
        Assert.IsTrue(model.Report.Steps[^1].After.Validation > 0.9, $"accuracy {model.Report.Steps[^1].After.Validation}");
        Assert.IsTrue(model.Report.Steps[^1].Epochs.Any(e => e.Phase == "shared values"));
    }

    [TestMethod]
    public void MagnitudeIsWorthMoreThanChance()
    {
        using var magnitude = Fit(s_options with { Kept = 0.2, Rounds = 1, Retraining = s_short with { Epochs = 0 } });
        using var random = Fit(s_options with { Kept = 0.2, Rounds = 1, Retraining = s_short with { Epochs = 0 }, Criterion = PruneCriterion.Random });
        Assert.IsTrue(magnitude.Report.Steps[^1].After.Validation > random.Report.Steps[^1].After.Validation + 0.1,
            $"{magnitude.Report.Steps[^1].After.Validation} and {random.Report.Steps[^1].After.Validation}");
    }

    [TestMethod]
    public void RandomGraphsComputeTheSameStoredSparselyAndWithoutWhatDied()
    {
        var removed = 0;
        for (var seed = 0; seed < 150; seed++)
        {
            var network = RandomNetworks.Create(seed, 8);
            var layers = PrunableLayer.Of(network);
            if (layers.Count == 0)
                continue;
            var criterion = new MagnitudeCriterion(layers);
            var masks = new PruneAim(null, seed % 2 == 0).Masks(layers, [.. layers.Select(criterion.Scores)], layers.Sum(l => l.Values.Length) / 20);
            var masked = network.WithWeights(layers.Zip(masks, (l, mask) => network.Weights[l.Weight].With(l.Masked(mask))));
            Same.Behaviour(masked, PrunableLayer.Sparse(masked), $"seed {seed}, stored sparsely");
            var dead = Surgery.RemoveDead(masked);
            removed += dead.Removed.Count;
            Same.Behaviour(masked, PrunableLayer.Sparse(dead.Network), $"seed {seed}, without what died");
        }
        Assert.IsTrue(removed > 100, $"{removed} removed");
    }

    [TestMethod]
    public void ANetworkWithoutSuchLayersIsRefused()
    {
        var ml = new MLContext(seed: 1);
        var flat = new Network([new("x", ElementType.Float, new Shape(Shape.Unknown, TinyImages.Side * TinyImages.Side))],
            [new("scale", new Mul(), ["x", "s"], ["y"]), new("mean", new ReduceMean { Axes = [1] }, ["y"], ["z"])], [new("z", ElementType.Float, null)], [Weight.Of("s", new Shape(1), [2f])]);
        Bad.Message<ArgumentException>(() => ml.Compaction().PruneRetrain(flat, s_options, new() { Label = "Height" }).Fit(TinyImages.View(ml)), "no convolution or dense layer");
    }

    private static int Whole => PrunableLayer.Of(s_trained.Value).Sum(l => l.Values.Length);

    private static int Live(Network network) => PrunableLayer.Of(network).Sum(l => l.Live);

    private static NetworkTransformer Fit(PruneRetrainOptions options)
    {
        var ml = new MLContext(seed: 1);
        return ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Compaction().PruneRetrain(s_trained.Value, options)).Fit(TinyImages.View(ml)).LastTransformer;
    }
}
