using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests;

[TestClass]
public sealed class StructuredSparsityTrainerTests
{
    private static readonly StructuredSparsityOptions Strong = new()
    {
        FilterLambda = 0.03,
        ChannelLambda = 0.03,
        NeuronLambda = 0.02,
        Training = NeuralNetworkTrainerTests.Short with { Epochs = 25, WeightDecay = 0 },
        Retraining = NeuralNetworkTrainerTests.Short with { Epochs = 8 },
    };

    [TestMethod]
    public void MakesTheNetworkSmallerAndKeepsItAccurate()
    {
        var ml = new MLContext(seed: 1);
        using var model = Pipeline(ml, Strong).Fit(TinyImages.View(ml));
        var metrics = ml.MulticlassClassification.Evaluate(model.Transform(TinyImages.View(ml, seed: 99)));
        Assert.IsTrue(metrics.MicroAccuracy > 0.95, $"accuracy {metrics.MicroAccuracy}");
        var (before, after) = (NetworkCost.Of(TinyImages.Network()), NetworkCost.Of(model.LastTransformer.Network));
        Assert.IsTrue(after.MultiplyAdds < before.MultiplyAdds / 2, $"{after.MultiplyAdds} of {before.MultiplyAdds} multiply-adds");
        Assert.IsTrue(after.Parameters < before.Parameters / 2, $"{after.Parameters} of {before.Parameters} parameters");
    }

    [TestMethod]
    public void RemovalLeavesNothingDeadAndTheAccuracyOfTheSparseNetwork()
    {
        // Half of few epochs is not enough to learn all: an accuracy between 0 and 1 that surgery could change.
        var seen = new List<TrainingProgress>();
        var ml = new MLContext(seed: 1);
        var settings = new RunSettings { ValidationFraction = 0.5, Progress = new Listener<TrainingProgress>(seen.Add) };
        var options = Strong with { Training = Strong.Training with { Epochs = 8 }, Retraining = Strong.Retraining with { Epochs = 0 } };
        using var model = ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Compaction(settings).StructuredSparsity(TinyImages.Network(), options)).Fit(TinyImages.View(ml, 600));
        var report = model.LastTransformer.Report;
        // Torch before the removal, ONNX Runtime after it.
        Assert.AreEqual(seen[^1].Validation!.Value, report.Steps[^1].After.Validation!.Value, 1e-9);
        Assert.IsTrue(seen[^1].Validation is > 0.4 and < 1, $"accuracy {seen[^1].Validation}");
        Assert.IsTrue(report.Steps[^1].After.Cost.Parameters < report.Steps[^1].Before.Cost.Parameters);
        Assert.AreEqual(0, Surgery.FindDead(model.LastTransformer.Network).Count(g => Surgery.Remove(model.LastTransformer.Network, [g]).Removed.Count > 0));
    }

    [TestMethod]
    public void NothingIsRemovedWithoutLambdasAndTheReportSaysSo()
    {
        var ml = new MLContext(seed: 1);
        var options = Strong with { FilterLambda = 0, ChannelLambda = 0, NeuronLambda = 0, Training = NeuralNetworkTrainerTests.Short with { Epochs = 1 } };
        using var model = Pipeline(ml, options).Fit(TinyImages.View(ml));
        Assert.AreEqual(NetworkCost.Of(TinyImages.Network()).Parameters, NetworkCost.Of(model.LastTransformer.Network).Parameters);
        StringAssert.Contains(model.LastTransformer.Report.ToString(), "nothing was removed");
    }

    [TestMethod]
    public void TheReportNamesWhatEachLayerKept()
    {
        var ml = new MLContext(seed: 1);
        using var model = Pipeline(ml, Strong).Fit(TinyImages.View(ml));
        var text = model.LastTransformer.Report.ToString();
        var kept = model.LastTransformer.Network.Weights["conv1.weight"].Shape[0];
        StringAssert.Contains(text, $"keeps {kept} of 6 channels");
        StringAssert.Contains(text, "multiply-adds");
    }

    [TestMethod]
    public void ProgressTellsTheSparsityOfEachKind()
    {
        var seen = new List<TrainingProgress>();
        var ml = new MLContext(seed: 1);
        var settings = new RunSettings { Progress = new Listener<TrainingProgress>(seen.Add) };
        using var model = ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Compaction(settings).StructuredSparsity(TinyImages.Network(), Strong)).Fit(TinyImages.View(ml));
        var last = seen.Last(p => p.Phase == "sparsify");
        CollectionAssert.AreEquivalent(new[] { "filters", "channels", "neurons" }, last.Sparsity.Keys.ToArray());
        Assert.IsTrue(last.Sparsity.Values.Any(s => s > 0));
    }

    [TestMethod]
    public void ANegativeLambdaIsNamed()
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new MLContext().Compaction().StructuredSparsity(TinyImages.Network(), new() { FilterLambda = -1 }));
        StringAssert.Contains(error.Message, "StructuredSparsityOptions.FilterLambda");
        error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new MLContext().Compaction().StructuredSparsity(TinyImages.Network(), new() { Training = new() { Momentum = 2 } }));
        StringAssert.Contains(error.Message, "StructuredSparsityOptions.Training.Momentum");
    }

    private static EstimatorChain<NetworkTransformer> Pipeline(MLContext ml, StructuredSparsityOptions options) =>
        ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Compaction().StructuredSparsity(TinyImages.Network(), options));
}
