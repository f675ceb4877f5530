using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests;

[TestClass]
public sealed class NeuralNetworkTrainerTests
{
    internal static readonly TrainingOptions Short = new() { Epochs = 12, BatchSize = 16, LearningRate = 0.02 };

    [TestMethod]
    public void LearnsClasses()
    {
        var ml = new MLContext(seed: 1);
        using var model = ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Compaction().NeuralNetwork(TinyImages.Network(), Short)).Fit(TinyImages.View(ml));
        var metrics = ml.MulticlassClassification.Evaluate(model.Transform(TinyImages.View(ml, seed: 99)));
        Assert.IsTrue(metrics.MicroAccuracy > 0.95, $"accuracy {metrics.MicroAccuracy}");
        Assert.IsTrue(metrics.LogLoss < 0.3, $"log-loss {metrics.LogLoss}");
    }

    [TestMethod]
    public void LearnsYesOrNo()
    {
        var ml = new MLContext(seed: 1);
        using var model = ml.Compaction().NeuralNetwork(TinyImages.Network(1), Short, new() { Label = "IsLying" }).Fit(TinyImages.View(ml));
        var scored = model.Transform(TinyImages.View(ml, seed: 99));
        var right = scored.GetColumn<bool>("PredictedLabel").Zip(scored.GetColumn<bool>("IsLying"), (a, b) => a == b).Count(r => r);
        Assert.IsTrue(right > 0.95 * 240, $"{right} of 240");
        foreach (var (score, probability) in scored.GetColumn<float>("Score").Zip(scored.GetColumn<float>("Probability")))
            Assert.AreEqual(1 / (1 + Math.Exp(-score)), probability, 1e-5);
    }

    [TestMethod]
    public void LearnsNumbers()
    {
        var ml = new MLContext(seed: 1);
        var rows = TinyImages.Rows(720).Where(r => r.Label == "lying").ToArray();
        using var model = ml.Compaction().NeuralNetwork(TinyImages.Network(1), Short with { Epochs = 30 }, new() { Label = "Height" }).Fit(ml.Data.LoadFromEnumerable(rows));
        var test = ml.Data.LoadFromEnumerable(TinyImages.Rows(240, 99).Where(r => r.Label == "lying").ToArray());
        var metrics = ml.Regression.Evaluate(model.Transform(test), "Height");
        Assert.IsTrue(metrics.RSquared > 0.8, $"R squared {metrics.RSquared}");
    }

    [TestMethod]
    public void TheSameSeedGivesTheSameFileAndAnotherSeedAnother()
    {
        byte[] Train(int seed)
        {
            var ml = new MLContext(seed);
            using var model = ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Compaction().NeuralNetwork(TinyImages.Network(), Short with { Epochs = 2 })).Fit(TinyImages.View(ml));
            return model.LastTransformer.Network.ToOnnx();
        }
        var first = Train(1);
        CollectionAssert.AreEqual(first, Train(1));
        CollectionAssert.AreNotEqual(first, Train(2));
    }

    [TestMethod]
    public void FittingOneEstimatorTwiceGivesTheSameFile()
    {
        var ml = new MLContext(seed: 1);
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Compaction().NeuralNetwork(TinyImages.Network(), Short with { Epochs = 2 }));
        using var first = pipeline.Fit(TinyImages.View(ml));
        using var second = pipeline.Fit(TinyImages.View(ml));
        CollectionAssert.AreEqual(first.LastTransformer.Network.ToOnnx(), second.LastTransformer.Network.ToOnnx());
    }

    [TestMethod]
    public void EveryEpochIsReported()
    {
        var seen = new List<TrainingProgress>();
        var ml = new MLContext(seed: 1);
        var logged = new List<string>();
        ml.Log += (_, e) => logged.Add(e.Message);
        var settings = new RunSettings { Progress = new Listener<TrainingProgress>(seen.Add) };
        using var model = ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Compaction(settings).NeuralNetwork(TinyImages.Network(), Short with { Epochs = 3 })).Fit(TinyImages.View(ml));
        CollectionAssert.AreEqual(new[] { 1, 2, 3 }, seen.Select(p => p.Epoch).ToArray());
        Assert.IsTrue(seen[2].Loss < seen[0].Loss);
        Assert.IsTrue(logged.Any(l => l.Contains("epoch 3/3")));
    }

    [TestMethod]
    public void TheThreadsAskedForComputeAndThoseOfBeforeComeBack()
    {
        TorchSharp.torch.set_num_threads(1);
        var (during, ml) = (0, new MLContext(seed: 1));
        var settings = new RunSettings { Threads = 3, Progress = new Listener<TrainingProgress>(_ => during = TorchSharp.torch.get_num_threads()) };
        using var model = ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Compaction(settings).NeuralNetwork(TinyImages.Network(), Short with { Epochs = 1 })).Fit(TinyImages.View(ml));
        Assert.AreEqual(3, during);
        Assert.AreEqual(1, TorchSharp.torch.get_num_threads());
        Assert.AreEqual(3, model.LastTransformer.Report.Threads);
    }

    [TestMethod]
    public void CancellingEndsTheFit()
    {
        using var source = new CancellationTokenSource();
        var ml = new MLContext(seed: 1);
        var settings = new RunSettings { CancellationToken = source.Token, Progress = new Listener<TrainingProgress>(_ => source.Cancel()) };
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Compaction(settings).NeuralNetwork(TinyImages.Network(), Short));
        Assert.Throws<OperationCanceledException>(() => pipeline.Fit(TinyImages.View(ml)));
    }

    [TestMethod]
    [DataRow(true, DisplayName = "on another thread")]
    [DataRow(false, DisplayName = "from who listens to the first")]
    public void ASecondTrainingAtTheSameTimeIsRefused(bool isOnThread)
    {
        var ml = new MLContext(seed: 1);
        Exception? refused = null;
        var inner = ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Compaction().NeuralNetwork(TinyImages.Network(), Short));
        var settings = new RunSettings { Progress = new Listener<TrainingProgress>(_ => refused ??= isOnThread ? OnThread(Second) : Second()) };
        using var model = ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Compaction(settings).NeuralNetwork(TinyImages.Network(), Short with { Epochs = 1 })).Fit(TinyImages.View(ml));
        Assert.IsInstanceOfType<InvalidOperationException>(refused);
        StringAssert.Contains(refused!.Message, "one at a time");

        Exception? Second() => Catch(() => inner.Fit(TinyImages.View(ml)));

        static Exception? OnThread(Func<Exception?> work)
        {
            Exception? caught = null;
            var thread = new Thread(() => caught = work());
            thread.Start();
            thread.Join();
            return caught;
        }
    }

    [TestMethod]
    public void AGpuThatIsNotThereIsAnErrorUnlessFallingBackIsAllowed()
    {
        if (TorchSharp.torch.cuda.is_available())
            Assert.Inconclusive("This machine has a GPU.");
        var ml = new MLContext(seed: 1) { GpuDeviceId = 0 };
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Compaction().NeuralNetwork(TinyImages.Network(), Short with { Epochs = 1 }));
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => pipeline.Fit(TinyImages.View(ml)));
        StringAssert.Contains(error.Message, "FallbackToCpu");
        var unread = ml.Data.LoadFromEnumerable(Enumerable.Range(0, 9).Select<int, TinyImages.Row>(_ => throw new InvalidDataException("a row was read")));
        Assert.ThrowsExactly<InvalidOperationException>(() => ml.Compaction().NeuralNetwork(TinyImages.Network(1), Short, new() { Label = "IsLying" }).Fit(unread));
        ml.FallbackToCpu = true;
        using var model = pipeline.Fit(TinyImages.View(ml));
        Assert.AreEqual(240, model.Transform(TinyImages.View(ml)).GetColumn<VBuffer<float>>("Score").Count());
        using var folder = new TempFolder();
        ml.Model.Save(model, TinyImages.View(ml).Schema, folder.File("model.zip"));
        Assert.AreEqual(240, new MLContext().Model.Load(folder.File("model.zip"), out _).Transform(TinyImages.View(ml)).GetColumn<VBuffer<float>>("Score").Count());
    }

    [TestMethod]
    public void ALossThatRunsAwayNamesTheStepSize()
    {
        var ml = new MLContext(seed: 1);
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Compaction().NeuralNetwork(TinyImages.Network(), Short with { LearningRate = 1e6 }));
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => pipeline.Fit(TinyImages.View(ml)));
        StringAssert.Contains(error.Message, "LearningRate");
    }

    [TestMethod]
    [DataRow(nameof(TrainingOptions.Epochs), -1.0)]
    [DataRow(nameof(TrainingOptions.BatchSize), 0.0)]
    [DataRow(nameof(TrainingOptions.LearningRate), 0.0)]
    [DataRow(nameof(TrainingOptions.Momentum), 1.0)]
    [DataRow(nameof(TrainingOptions.WeightDecay), -0.1)]
    public void AnOptionOutOfRangeIsNamed(string option, double value)
    {
        var options = option switch
        {
            nameof(TrainingOptions.Epochs) => Short with { Epochs = (int)value },
            nameof(TrainingOptions.BatchSize) => Short with { BatchSize = (int)value },
            nameof(TrainingOptions.LearningRate) => Short with { LearningRate = value },
            nameof(TrainingOptions.Momentum) => Short with { Momentum = value },
            _ => Short with { WeightDecay = value },
        };
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new MLContext().Compaction().NeuralNetwork(TinyImages.Network(), options));
        StringAssert.Contains(error.Message, $"TrainingOptions.{option}");
    }

    private static Exception? Catch(Action act)
    {
        try
        {
            act();
            return null;
        }
        catch (Exception e)
        {
            return e;
        }
    }
}
