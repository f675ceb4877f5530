using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetCompact.Tests.BadInput;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests;

[TestClass]
public sealed class KernelClusterEstimatorTests
{
    private static readonly Lazy<Network> s_trained = new(() =>
    {
        var ml = new MLContext(seed: 1);
        var fresh = new NetworkBuilder([1, TinyImages.Side, TinyImages.Side]).Conv(16, 3).MaxPool(2).Relu().Conv(24, 3, pad: 1).Relu().Flatten().Dense(3).Build();
        using var model = ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Compaction().NeuralNetwork(fresh, NeuralNetworkTrainerTests.Short with { Epochs = 6 })).Fit(TinyImages.View(ml));
        return model.LastTransformer.Network;
    });

    [TestMethod]
    public void MakesTheFileSmallerKeepsItAccurateAndSaysWhatItDid()
    {
        using var folder = new TempFolder();
        using var model = Fit(c => c.KernelCluster(s_trained.Value, new() { Clusters = 32 }));
        var step = model.Report.Steps[^1];
        Assert.AreEqual("KernelCluster", step.Step);
        Assert.IsTrue(step.After.StoredBytes < 0.7 * step.Before.StoredBytes && step.After.Validation >= step.Before.Validation - 0.05, $"{model.Report}");
        var weight = model.Network.Weights["conv2.weight"];
        StringAssert.Contains($"{model.Report}", $"32 representatives of 384 kernels (91.7 % removed), {weight.StoredBytes} of {s_trained.Value.Weights["conv2.weight"].StoredBytes} bytes");
        model.SaveOnnx(folder.File("small.onnx"));
        Assert.AreEqual(step.After.StoredBytes, new FileInfo(folder.File("small.onnx")).Length, 300, "metadata aside");
        Assert.AreEqual(Head.Deployed(model.Network, model.Task).ToOnnx().LongLength, step.After.StoredBytes);
    }

    [TestMethod]
    public void ASavedModelGivesTheSameScores()
    {
        using var folder = new TempFolder();
        var ml = new MLContext(seed: 1);
        using var model = ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Compaction().KernelCluster(s_trained.Value, new() { Clusters = 20, Symmetry = KernelSymmetry.Flips })).Fit(TinyImages.View(ml));
        ml.Model.Save(model, null, folder.File("model.zip"));
        CollectionAssert.AreEqual(Scores(ml, model), Scores(ml, ml.Model.Load(folder.File("model.zip"), out _)));
    }

    [TestMethod]
    public void TheSameFitGivesTheSameFile()
    {
        using var one = Fit(c => c.KernelCluster(s_trained.Value, new() { Clusters = 20 }));
        using var two = Fit(c => c.KernelCluster(s_trained.Value, new() { Clusters = 20 }));
        CollectionAssert.AreEqual(one.Network.ToOnnx(), two.Network.ToOnnx());
    }

    [TestMethod]
    [DataRow(KernelScope.Layer)]
    [DataRow(KernelScope.Network)]
    public void RetrainingMovesCodebookAndScalesAndNothingElse(KernelScope scope)
    {
        var network = scope == KernelScope.Layer ? s_trained.Value : new NetworkBuilder([1, TinyImages.Side, TinyImages.Side], 4).Conv(16, 3).MaxPool(2).Relu().Conv(24, 3, pad: 1).Relu().Conv(16, 3).Relu().Flatten().Dense(3).Build();
        var options = new KernelClusterOptions { Clusters = 16, Scope = scope };
        using var clustered = Fit(c => c.KernelCluster(network, options));
        using var trained = Fit(c => c.KernelCluster(network, options).Retrain(NeuralNetworkTrainerTests.Short with { Epochs = 1 }));
        var codes = trained.Network.Weights.Values.Where(w => w.Storage is KernelStorage).ToArray();
        Assert.HasCount(scope == KernelScope.Layer ? 1 : 3, codes);
        foreach (var weight in codes)
        {
            var (before, after) = ((KernelStorage)clustered.Network.Weights[weight.Name].Storage, (KernelStorage)weight.Storage);
            CollectionAssert.AreEqual(before.Numbers.ToArray(), after.Numbers.ToArray());
            CollectionAssert.AreNotEqual(before.Codebook.Values.ToArray(), after.Codebook.Values.ToArray());
            CollectionAssert.AreNotEqual(before.Scales!.Factors(), after.Scales!.Factors());
            Assert.IsTrue(ReferenceEquals(after.Codebook, ((KernelStorage)codes[0].Storage).Codebook));
        }
        Assert.AreEqual(clustered.Network.ToOnnx().Length, trained.Network.ToOnnx().Length);
    }

    [TestMethod]
    public void TheMetricOnHeldBackRowsIsWatched()
    {
        foreach (var options in new KernelClusterOptions[] { new(), new() { Clusters = 1, Scaled = false }, new() { MaxOutputError = 0.9, Scaled = false } })
        {
            using var model = Fit(c => c.KernelCluster(s_trained.Value, options with { MaxMetricLoss = 0.03 }));
            var step = model.Report.Steps[^1];
            Assert.IsTrue(step.After.Validation >= step.Before.Validation - 0.03 - 1e-9 && step.After.StoredBytes < step.Before.StoredBytes, $"{options}: {model.Report}");
        }
    }

    [TestMethod]
    public void NeedsNoLabelAndNoRow()
    {
        var ml = new MLContext(seed: 1);
        var rows = TinyImages.Rows(60).Select(r => new Picture { Features = r.Features }).ToArray();
        foreach (var count in new[] { 60, 0 })
        {
            var view = ml.Data.LoadFromEnumerable(rows.Take(count));
            using var model = ml.Compaction().From(s_trained.Value).KernelCluster(new() { Clusters = 32 }).Fit(view);
            Assert.AreEqual(LearningTask.None, model.Task);
            Assert.IsInstanceOfType<KernelStorage>(model.Network.Weights["conv2.weight"].Storage);
            var expected = UnifyCases.Values(model.Network, s_trained.Value.Outputs[0].Name, new Rows([.. rows.Select(r => r.Features)], new float[60]));
            var scores = model.Transform(ml.Data.LoadFromEnumerable(rows)).GetColumn<VBuffer<float>>(s_trained.Value.Outputs[0].Name).SelectMany(v => v.DenseValues());
            Assert.IsTrue(scores.Zip(expected, (a, b) => Math.Abs(a - b)).Max() < 1e-4);
        }
        var none = ml.Data.LoadFromEnumerable(Array.Empty<Picture>());
        Bad.Message<InvalidOperationException>(() => ml.Compaction().From(s_trained.Value).KernelCluster(new() { MaxOutputDrift = 0.01 }).Fit(none), "MaxOutputDrift", "rows");
        Bad.Message<ArgumentOutOfRangeException>(() => ml.Compaction().From(s_trained.Value).KernelCluster(new() { MaxMetricLoss = 0.01 }).Fit(none), "Label");
    }

    [TestMethod]
    public void ASparseWeightWhoseCodeIsSmallerStaysSparse()
    {
        using var model = Fit(c => c.PruneRetrain(s_trained.Value, new() { Kept = 0.05, Rounds = 1, Retraining = NeuralNetworkTrainerTests.Short with { Epochs = 1 }, RemoveDeadNeurons = false }).KernelCluster(new() { Clusters = 64 }));
        Assert.IsInstanceOfType<SparseStorage>(model.Network.Weights["conv2.weight"].Storage, $"{model.Report}");
        StringAssert.Contains($"{model.Report}", "384 kernels stay");
    }

    private static float[] Scores(MLContext ml, ITransformer model) => [.. model.Transform(TinyImages.View(ml, seed: 99)).GetColumn<float[]>("Score").SelectMany(s => s)];

    private static NetworkTransformer Fit(Func<CompactionCatalog, NetworkEstimator> steps)
    {
        var ml = new MLContext(seed: 1);
        return ml.Transforms.Conversion.MapValueToKey("Label").Append(steps(ml.Compaction())).Fit(TinyImages.View(ml)).LastTransformer;
    }

    private sealed class Picture
    {
        [VectorType(TinyImages.Side * TinyImages.Side)]
        public float[] Features { get; set; } = [];
    }
}
