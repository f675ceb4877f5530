using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests;

[TestClass]
public sealed class NetworkTransformerTests
{
    private const double Tolerance = 1e-4;

    private static readonly MLContext s_ml = new(seed: 1);

    [TestMethod]
    public void TorchOnnxRuntimeAndTheReloadedZipAgree()
    {
        using var folder = new TempFolder();
        using var model = Train("Label");
        var (onnx, zip) = (folder.File("model.onnx"), folder.File("model.zip"));
        model.LastTransformer.SaveOnnx(onnx);
        s_ml.Model.Save(model, TinyImages.View(s_ml).Schema, zip);

        var rows = TinyImages.Rows(50, seed: 5);
        var view = s_ml.Data.LoadFromEnumerable(rows);
        var expected = Torch(model.LastTransformer.Network, rows);
        Near(expected, Scores(model.Transform(view)), "fitted");
        Near(expected, Scores(new MLContext().Model.Load(zip, out _).Transform(view)), "reloaded");
        Near(expected, Scores(s_ml.Transforms.ApplyOnnxModel(["Score"], ["Features"], onnx).Fit(view).Transform(view)), "onnx");
    }

    [TestMethod]
    public void PredictedLabelsAreTheLabelsOwnTexts()
    {
        using var model = Train("Label");
        var scored = model.Transform(TinyImages.View(s_ml, 60, seed: 5));
        var predicted = s_ml.Transforms.Conversion.MapKeyToValue("Text", "PredictedLabel").Fit(scored).Transform(scored).GetColumn<string>("Text").ToArray();
        var right = predicted.Zip(TinyImages.Rows(60, seed: 5), (p, r) => p == r.Label).Count(r => r);
        Assert.IsTrue(right >= 57, $"{right} of 60");
    }

    [TestMethod]
    public void PredictedLabelsAreTheLabelsOwnNumbers()
    {
        using var model = Train("Number");
        var scored = model.Transform(TinyImages.View(s_ml, 60, seed: 5));
        var predicted = s_ml.Transforms.Conversion.MapKeyToValue("Value", "PredictedLabel").Fit(scored).Transform(scored).GetColumn<int>("Value").ToArray();
        var right = predicted.Zip(TinyImages.Rows(60, seed: 5), (p, r) => p == r.Number).Count(r => r);
        Assert.IsTrue(right >= 57, $"{right} of 60");
    }

    [TestMethod]
    public void ScoresAreProbabilitiesOfKnownNumber()
    {
        using var model = Train("Label");
        var scored = model.Transform(TinyImages.View(s_ml, 10, seed: 5));
        Assert.AreEqual(3, ((VectorDataViewType)scored.Schema["Score"].Type).Size);
        foreach (var score in Scores(scored))
        {
            Assert.AreEqual(1, score.Sum(), 1e-4);
            Assert.IsTrue(score.All(s => s >= 0));
        }
    }

    [TestMethod]
    public void HelperColumnsAreHidden()
    {
        using var model = Train("Label");
        var visible = model.Transform(TinyImages.View(s_ml, 10)).Schema.Where(c => !c.IsHidden).Select(c => c.Name).ToArray();
        CollectionAssert.AreEquivalent(new[] { "Features", "Label", "Number", "IsLying", "Height", "Score", "PredictedLabel" }, visible);
    }

    [TestMethod]
    public void TheUsersColumnNamesAreUsed()
    {
        var columns = new NetworkColumns { Label = "Kind", Features = "Pixels", Score = "Chances", PredictedLabel = "Guess" };
        var pipeline = s_ml.Transforms.Conversion.MapValueToKey("Kind", "Label").Append(s_ml.Transforms.CopyColumns("Pixels", "Features"))
            .Append(s_ml.Compaction().NeuralNetwork(TinyImages.Network(), NeuralNetworkTrainerTests.Short with { Epochs = 1 }, columns));
        using var model = pipeline.Fit(TinyImages.View(s_ml));
        var scored = model.Transform(TinyImages.View(s_ml, 10));
        Assert.AreEqual(10, scored.GetColumn<VBuffer<float>>("Chances").Count());
        Assert.IsNotNull(scored.Schema.GetColumnOrNull("Guess"));
        Assert.IsNull(scored.Schema.GetColumnOrNull("Score"));
    }

    [TestMethod]
    public void APredictionEngineAnswersOneRow()
    {
        using var model = Train("Label");
        var row = TinyImages.Rows(3, seed: 5)[1];
        var tail = s_ml.Transforms.Conversion.MapKeyToValue("Text", "PredictedLabel").Fit(model.Transform(TinyImages.View(s_ml, 3)));
        using var engine = s_ml.Model.CreatePredictionEngine<TinyImages.Row, Answer>(model.Append(tail), new PredictionEngineOptions { OwnsTransformer = false });
        Assert.AreEqual("standing", engine.Predict(row).Text);
    }

    [TestMethod]
    public void AModelSavedForScoringNeedsNoLabel()
    {
        using var folder = new TempFolder();
        using var model = new EstimatorChain<ITransformer>()
            .Append(s_ml.Transforms.Conversion.MapValueToKey("Label"), TransformerScope.TrainTest)
            .Append(s_ml.Compaction().NeuralNetwork(TinyImages.Network(), NeuralNetworkTrainerTests.Short with { Epochs = 1 })).Fit(TinyImages.View(s_ml));
        s_ml.Model.Save(model.GetModelFor(TransformerScope.Scoring), TinyImages.View(s_ml).Schema, folder.File("model.zip"));
        var unlabelled = s_ml.Data.LoadFromEnumerable(TinyImages.Rows(5).Select(r => new Unlabelled { Features = r.Features }));
        Assert.AreEqual(5, Scores(new MLContext().Model.Load(folder.File("model.zip"), out _).Transform(unlabelled)).Length);
    }

    [TestMethod]
    public void DisposingLeavesNoFileAndEndsUse()
    {
        int Files() => Directory.GetFiles(Path.GetTempPath(), "mlnetcompact-*").Length;
        var before = Files();
        var model = Train("Label");
        _ = Scores(model.Transform(TinyImages.View(s_ml, 3)));
        Assert.AreEqual(before + 1, Files());
        model.Dispose();
        Assert.AreEqual(before, Files());
        Assert.ThrowsExactly<ObjectDisposedException>(() => model.LastTransformer.Transform(TinyImages.View(s_ml, 3)));
    }

    [TestMethod]
    public void AModelThatNobodyDisposesLeavesNoFileOnceItIsCollected()
    {
        int Files() => Directory.GetFiles(Path.GetTempPath(), "mlnetcompact-*").Length;
        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static void Use() => _ = Scores(Train("Label").Transform(TinyImages.View(s_ml, 3)));
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = Files();
        Use();
        Assert.AreEqual(before + 1, Files());
        for (var i = 0; i < 10 && Files() > before; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        Assert.AreEqual(before, Files());
    }

    [TestMethod]
    public void ScoringNeedsNoTrainingLibrary()
    {
        var seen = new HashSet<string>();
        void Visit(System.Reflection.Assembly assembly)
        {
            foreach (var reference in assembly.GetReferencedAssemblies().Where(r => seen.Add(r.Name!)))
                Visit(System.Reflection.Assembly.Load(reference));
        }
        Visit(typeof(NetworkTransformer).Assembly);
        Assert.IsFalse(seen.Contains("TorchSharp"), "MLNetCompact.Transforms references TorchSharp");
        Assert.IsTrue(seen.Contains("Microsoft.ML.OnnxRuntime"));
    }

    private static TransformerChain<NetworkTransformer> Train(string label) =>
        s_ml.Transforms.Conversion.MapValueToKey("Label", label)
            .Append(s_ml.Compaction().NeuralNetwork(TinyImages.Network(), NeuralNetworkTrainerTests.Short)).Fit(TinyImages.View(s_ml));

    private static float[][] Scores(IDataView view) => [.. view.GetColumn<VBuffer<float>>("Score").Select(v => v.DenseValues().ToArray())];

    private static float[][] Torch(Network network, TinyImages.Row[] rows)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        using var torchNetwork = new TorchNetwork(network, TorchSharp.torch.CPU);
        var batch = torchNetwork.Batch(new Rows([.. rows.Select(r => r.Features)], new float[rows.Length]), [.. Enumerable.Range(0, rows.Length)]);
        var flat = TorchSharp.torch.nn.functional.softmax(torchNetwork.Forward(batch), 1).detach().data<float>().ToArray();
        return [.. flat.Chunk(3)];
    }

    private static void Near(float[][] expected, float[][] found, string what)
    {
        Assert.AreEqual(expected.Length, found.Length, what);
        for (var row = 0; row < found.Length; row++)
        {
            for (var i = 0; i < found[row].Length; i++)
                Assert.AreEqual(expected[row][i], found[row][i], Tolerance, $"{what}, row {row}, score {i}");
        }
    }

    private sealed class Answer
    {
        public string Text { get; set; } = "";
    }

    private sealed class Unlabelled
    {
        [VectorType(TinyImages.Side * TinyImages.Side)]
        public float[] Features { get; set; } = [];
    }
}
