using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests;

[TestClass]
public sealed class WeightingTests
{
    private static readonly MLContext s_ml = new(seed: 1);

    [TestMethod]
    public void ARowOfWeightTwoCountsAsTwoRows()
    {
        var features = new float[][] { [1], [2], [3] };
        var weights = RowWeights.Of(new Rows(features, [0, 1, 1], [2, 1, 0]), new(), LearningTask.MulticlassClassification, 2)!;
        CollectionAssert.AreEqual(new float[] { 2, 1, 0 }, new[] { weights[0], weights[1], weights[2] });
    }

    [TestMethod]
    public void BalancedClassesCountTheSame()
    {
        var features = Enumerable.Range(0, 10).Select(i => new float[] { i }).ToArray();
        var weights = RowWeights.Of(new Rows(features, [0, 0, 0, 0, 0, 0, 0, 0, 1, 1]), new() { BalanceClasses = true }, LearningTask.BinaryClassification, 2)!;
        Assert.AreEqual(Enumerable.Range(0, 8).Sum(i => weights[i]), Enumerable.Range(8, 2).Sum(i => weights[i]), 1e-4);
        Assert.AreEqual(10, Enumerable.Range(0, 10).Sum(i => weights[i]), 1e-4);
    }

    [TestMethod]
    public void GivenClassWeightsAreUsedAndTheirNumberIsChecked()
    {
        var rows = new Rows([[1], [2]], [0, 1]);
        var weights = RowWeights.Of(rows, new() { ClassWeights = [3, 1] }, LearningTask.MulticlassClassification, 2)!;
        Assert.AreEqual(3, weights[0] / weights[1], 1e-5);
        var error = Assert.ThrowsExactly<ArgumentException>(() => RowWeights.Of(rows, new() { ClassWeights = [3, 1, 2] }, LearningTask.MulticlassClassification, 2));
        StringAssert.Contains(error.Message, "has 3 weight(s), but there are 2 classes");
        error = Assert.ThrowsExactly<ArgumentException>(() => RowWeights.Of(rows, new() { BalanceClasses = true }, LearningTask.Regression, 1));
        StringAssert.Contains(error.Message, "need classes");
    }

    [TestMethod]
    public void RowsOfWeightZeroAreNotLearned()
    {
        // Half of the rows lie; they weigh nothing.
        var rows = TinyImages.Rows(400).Select((r, i) => new Weighted { Features = r.Features, Label = r.IsLying ^ (i % 2 == 1), Weight = i % 2 == 1 ? 0 : 1 }).ToArray();
        using var model = s_ml.Compaction().NeuralNetwork(TinyImages.Network(1), NeuralNetworkTrainerTests.Short, new() { ExampleWeight = "Weight" }).Fit(s_ml.Data.LoadFromEnumerable(rows));
        var scored = model.Transform(TinyImages.View(s_ml, seed: 9));
        var right = scored.GetColumn<bool>("PredictedLabel").Zip(scored.GetColumn<bool>("IsLying"), (a, b) => a == b).Count(r => r);
        Assert.IsTrue(right > 0.9 * 240, $"{right} of 240");
    }

    [TestMethod]
    [DataRow(-1f)]
    [DataRow(float.NaN)]
    public void AWeightThatCannotBeUsedIsNamed(float weight)
    {
        var rows = TinyImages.Rows(40).Select((r, i) => new Weighted { Features = r.Features, Label = r.IsLying, Weight = i == 7 ? weight : 1 }).ToArray();
        var estimator = s_ml.Compaction().NeuralNetwork(TinyImages.Network(1), NeuralNetworkTrainerTests.Short, new() { ExampleWeight = "Weight" });
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => estimator.Fit(s_ml.Data.LoadFromEnumerable(rows))).Message, "'Weight' holds");
        estimator = s_ml.Compaction().NeuralNetwork(TinyImages.Network(1), NeuralNetworkTrainerTests.Short, new() { ExampleWeight = "Nope", Label = "IsLying" });
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => estimator.Fit(TinyImages.View(s_ml))).Message, "Example weight column 'Nope' not found");
    }

    [TestMethod]
    public void PatienceEndsATrainingThatNoLongerGetsBetter()
    {
        var seen = new List<TrainingProgress>();
        var settings = new RunSettings { Progress = new Listener<TrainingProgress>(seen.Add) };
        using var model = s_ml.Transforms.Conversion.MapValueToKey("Label").Append(
            s_ml.Compaction(settings).NeuralNetwork(TinyImages.Network(), NeuralNetworkTrainerTests.Short with { Epochs = 200, Patience = 3, Schedule = LearningRateSchedule.Constant })).Fit(TinyImages.View(s_ml));
        Assert.IsTrue(seen.Count < 200, $"{seen.Count} epochs");
        var best = seen.First(p => p.Validation == seen.Max(q => q.Validation)).Epoch;
        Assert.AreEqual(best + 3, seen.Count);
        Assert.AreEqual(seen.Max(p => p.Validation!.Value), model.LastTransformer.Report.Steps[0].After.Validation!.Value, 1e-6);
    }

    [TestMethod]
    public void UnscaledFeaturesAreWarnedOf()
    {
        var ml = new MLContext(seed: 1);
        var messages = new List<string>();
        ml.Log += (_, e) => messages.Add(e.Message);
        var rows = TinyImages.Rows(60).Select(r => new Weighted { Features = [.. r.Features.Select(f => f * 255)], Label = r.IsLying }).ToArray();
        using var model = ml.Compaction().NeuralNetwork(TinyImages.Network(1), NeuralNetworkTrainerTests.Short with { Epochs = 1, LearningRate = 1e-5 }).Fit(ml.Data.LoadFromEnumerable(rows));
        Assert.IsTrue(messages.Any(m => m.Contains("'Features' holds values up to 255") && m.Contains("NormalizeMinMax")), string.Join("\n", messages));
    }

    private sealed class Weighted
    {
        [VectorType(TinyImages.Side * TinyImages.Side)]
        public float[] Features { get; set; } = [];

        public bool Label { get; set; }

        public float Weight { get; set; }
    }
}
