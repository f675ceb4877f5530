using System.IO.Compression;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests;

[TestClass]
public sealed class ModelLoaderTests
{
    private static readonly MLContext s_ml = new(seed: 1);
    private static readonly RunSettings s_settings = new() { Seed = 4 };
    private static readonly TrainingOptions s_brief = NeuralNetworkTrainerTests.Short with { Epochs = 2 };

    [TestMethod]
    [DataRow("Label", 3)]
    [DataRow("Number", 3)]
    public void ALoadedModelIsTheOneThatWasSaved(string label, int outputs)
    {
        using var folder = new TempFolder();
        using var model = s_ml.Transforms.Conversion.MapValueToKey("Key", label).Append(
            s_ml.Compaction().NeuralNetwork(TinyImages.Network(outputs), s_brief, new() { Label = "Key", Score = "Chances" })).Fit(TinyImages.View(s_ml));
        var loaded = SaveAndLoad(folder, model);
        var transformer = (NetworkTransformer)((TransformerChain<ITransformer>)loaded).Last();
        CollectionAssert.AreEqual(model.LastTransformer.Network.ToOnnx(), transformer.Network.ToOnnx());
        Assert.AreEqual(model.LastTransformer.Report.ToString(), transformer.Report.ToString());
        CollectionAssert.AreEqual(Rows(model, "Chances"), Rows(loaded, "Chances"));
        Assert.AreEqual(model.LastTransformer.Task, transformer.Task);
    }

    [TestMethod]
    public void ALoadedModelSavesTheSameBytesAgain()
    {
        using var folder = new TempFolder();
        using var model = Fit();
        var loaded = SaveAndLoad(folder, model);
        s_ml.Model.Save(loaded, TinyImages.View(s_ml).Schema, folder.File("again.zip"));
        CollectionAssert.AreEqual(Entries(folder.File("model.zip")), Entries(folder.File("again.zip")));
    }

    [TestMethod]
    public void ANetworkTransformerSavedWithoutAChainIsLoadedToo()
    {
        using var folder = new TempFolder();
        using var model = Fit();
        s_ml.Model.Save(model.LastTransformer, TinyImages.View(s_ml).Schema, folder.File("bare.zip"));
        using var loaded = (NetworkTransformer)s_ml.Compaction().Load(folder.File("bare.zip"), out _);
        CollectionAssert.AreEqual(model.LastTransformer.Network.ToOnnx(), loaded.Network.ToOnnx());
    }

    [TestMethod]
    public void ScopesSurviveLoading()
    {
        using var folder = new TempFolder();
        using var model = new EstimatorChain<ITransformer>().Append(s_ml.Transforms.Conversion.MapValueToKey("Label"), TransformerScope.TrainTest)
            .Append(s_ml.Compaction().NeuralNetwork(TinyImages.Network(), s_brief)).Fit(TinyImages.View(s_ml));
        var loaded = (TransformerChain<ITransformer>)SaveAndLoad(folder, model);
        Assert.AreEqual(1, loaded.GetModelFor(TransformerScope.Scoring).Count());
        Assert.AreEqual(2, loaded.GetModelFor(TransformerScope.Testing).Count());
    }

    [TestMethod]
    public void TrainingGoesOnFromALoadedModelAndFromAnOnnxFile()
    {
        using var folder = new TempFolder();
        using var model = Fit();
        model.LastTransformer.SaveOnnx(folder.File("model.onnx"));
        var loaded = (NetworkTransformer)((TransformerChain<ITransformer>)SaveAndLoad(folder, model)).Last();
        var catalog = s_ml.Compaction(s_settings);
        foreach (var start in new[] { catalog.From(loaded), catalog.FromOnnx(folder.File("model.onnx")) })
        {
            using var more = s_ml.Transforms.Conversion.MapValueToKey("Label").Append(start.Retrain(s_brief)).Fit(TinyImages.View(s_ml));
            Assert.AreEqual(model.LastTransformer.Report.Steps[^1].After.Validation!.Value, more.LastTransformer.Report.Steps[0].Before.Validation!.Value, 1e-6);
            Assert.AreNotEqual(0, more.LastTransformer.Report.Steps[0].After.StoredBytes);
        }
    }

    [TestMethod]
    public void TrainingGoesOnFromAnOnnxFileOfYesOrNo()
    {
        using var folder = new TempFolder();
        var columns = new NetworkColumns { Label = "IsLying" };
        using var model = s_ml.Compaction(s_settings).NeuralNetwork(TinyImages.Network(1), s_brief, columns).Fit(TinyImages.View(s_ml));
        model.SaveOnnx(folder.File("model.onnx"));
        using var more = s_ml.Compaction(s_settings).FromOnnx(folder.File("model.onnx"), columns).Retrain(s_brief).Fit(TinyImages.View(s_ml));
        Assert.AreEqual(model.Report.Steps[^1].After.Validation!.Value, more.Report.Steps[0].Before.Validation!.Value, 1e-6);
    }

    [TestMethod]
    [DataRow("99", "format 99")]
    [DataRow("rubbish", "format rubbish")]
    public void AModelOfANewerVersionIsRefusedByNumber(string version, string message)
    {
        using var folder = new TempFolder();
        using var model = Fit();
        s_ml.Model.Save(model, TinyImages.View(s_ml).Schema, folder.File("newer.zip"));
        Rewrite(folder.File("newer.zip"), SavedModel.VersionKey, version);
        var error = Assert.ThrowsExactly<InvalidDataException>(() => s_ml.Compaction().Load(folder.File("newer.zip"), out _));
        StringAssert.Contains(error.Message, message);
        StringAssert.Contains(error.Message, "newer.zip");
    }

    [TestMethod]
    public void DamagedMetadataIsNamed()
    {
        using var folder = new TempFolder();
        using var model = Fit();
        s_ml.Model.Save(model, TinyImages.View(s_ml).Schema, folder.File("damaged.zip"));
        Rewrite(folder.File("damaged.zip"), "mlnetcompact.model", "{ \"Task\": ");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => s_ml.Compaction().Load(folder.File("damaged.zip"), out _)).Message, "'mlnetcompact.model' is damaged");
    }

    [TestMethod]
    public void RubbishIsRefusedWithItsName()
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder.File("model.zip"), "rubbish");
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => s_ml.Compaction().Load(folder.File("model.zip"), out _)).Message, "model.zip");
        using var model = Fit();
        s_ml.Model.Save(model, TinyImages.View(s_ml).Schema, folder.File("whole.zip"));
        var bytes = File.ReadAllBytes(folder.File("whole.zip"));
        File.WriteAllBytes(folder.File("model.zip"), bytes[..(bytes.Length / 2)]);
        StringAssert.Contains(Assert.ThrowsExactly<InvalidDataException>(() => s_ml.Compaction().Load(folder.File("model.zip"), out _)).Message, "model.zip");
    }

    [TestMethod]
    public void ClassNamesHeadTheConfusionTable()
    {
        using var folder = new TempFolder();
        using var model = Fit();
        foreach (var scored in new[] { model, SaveAndLoad(folder, model) })
        {
            var table = s_ml.MulticlassClassification.Evaluate(scored.Transform(TinyImages.View(s_ml, 60))).ConfusionMatrix.GetFormattedConfusionTable();
            foreach (var name in TinyImages.Classes)
                StringAssert.Contains(table, name);
        }
    }

    [TestMethod]
    public void InterleavedPixelsScoreAsChannelsFirstOnes()
    {
        using var folder = new TempFolder();
        var random = new Random(3);
        var rows = Enumerable.Range(0, 60).Select(i => new Colour { Label = i % 2 == 0, First = [.. Enumerable.Range(0, 2 * 6 * 6).Select(p => random.NextSingle() + (i % 2) * (p / 36))] }).ToArray();
        foreach (var row in rows)
            row.Woven = [.. Enumerable.Range(0, 72).Select(i => row.First[i % 2 * 36 + i / 2])];
        var network = new NetworkBuilder(2, 6, 6).Conv(4, 3).Relu().Flatten().Dense(1).Build();
        var view = s_ml.Data.LoadFromEnumerable(rows);
        var settings = new RunSettings { Seed = 5 };
        using var first = s_ml.Compaction(settings).NeuralNetwork(network, s_brief, new() { Features = "First" }).Fit(view);
        using var woven = s_ml.Compaction(settings).NeuralNetwork(network, s_brief, new() { Features = "Woven", Layout = PixelLayout.Interleaved }).Fit(view);
        CollectionAssert.AreEqual(first.Network.ToOnnx(), woven.Network.ToOnnx());
        CollectionAssert.AreEqual(first.Transform(view).GetColumn<float>("Score").ToArray(), woven.Transform(view).GetColumn<float>("Score").ToArray());
        s_ml.Model.Save(woven, view.Schema, folder.File("woven.zip"));
        using var loaded = (NetworkTransformer)s_ml.Compaction().Load(folder.File("woven.zip"), out _);
        CollectionAssert.AreEqual(first.Network.ToOnnx(), loaded.Network.ToOnnx());
        CollectionAssert.AreEqual(first.Transform(view).GetColumn<float>("Score").ToArray(), loaded.Transform(view).GetColumn<float>("Score").ToArray());
    }

    [TestMethod]
    public void PermutationFeatureImportanceFindsTheFeatureThatCounts()
    {
        var random = new Random(1);
        var rows = Enumerable.Range(0, 400).Select(_ => new float[] { random.NextSingle(), random.NextSingle(), random.NextSingle() }).Select(f => new Tabular { Features = f, Label = 3 * f[1] }).ToArray();
        var view = s_ml.Data.LoadFromEnumerable(rows);
        using var model = s_ml.Compaction().NeuralNetwork(Networks.Mlp(3, [8], 1), NeuralNetworkTrainerTests.Short with { Epochs = 20 }).Fit(view);
        var importance = s_ml.Regression.PermutationFeatureImportance(model, model.Transform(view));
        var best = importance.Select(i => Math.Abs(i.RSquared.Mean)).ToArray();
        Assert.AreEqual(1, Array.IndexOf(best, best.Max()), string.Join(" ", best));
    }

    private static TransformerChain<NetworkTransformer> Fit() =>
        s_ml.Transforms.Conversion.MapValueToKey("Label").Append(s_ml.Compaction(s_settings).NeuralNetwork(TinyImages.Network(), s_brief)).Fit(TinyImages.View(s_ml));

    private static ITransformer SaveAndLoad(TempFolder folder, ITransformer model)
    {
        s_ml.Model.Save(model, TinyImages.View(s_ml).Schema, folder.File("model.zip"));
        return new MLContext().Compaction().Load(folder.File("model.zip"), out _);
    }

    private static float[] Rows(ITransformer model, string column) =>
        [.. model.Transform(TinyImages.View(s_ml, 20)).GetColumn<VBuffer<float>>(column).SelectMany(v => v.DenseValues().ToArray())];

    private static string[] Entries(string zip)
    {
        using var archive = ZipFile.OpenRead(zip);
        return [.. archive.Entries.OrderBy(e => e.FullName).Select(e =>
        {
            using var content = e.Open();
            return $"{e.FullName} {Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(content))}";
        })];
    }

    /// <summary>Changes one metadata property of the ONNX bytes in a zip.</summary>
    private static void Rewrite(string zip, string key, string value)
    {
        using var archive = ZipFile.Open(zip, ZipArchiveMode.Update);
        var entry = archive.Entries.Single(e => e.FullName.EndsWith("OnnxModel", StringComparison.Ordinal));
        var name = entry.FullName;
        using var memory = new MemoryStream();
        using (var content = entry.Open())
            content.CopyTo(memory);
        var network = Network.Load(memory.ToArray().AsSpan(sizeof(int)));
        var onnx = network.With(metadata: network.Metadata.Select(m => m.Key == key ? new(m.Key, value) : m)).ToOnnx();
        entry.Delete();
        using var writer = new BinaryWriter(archive.CreateEntry(name).Open());
        writer.Write(onnx.Length);
        writer.Write(onnx);
    }

    private sealed class Colour
    {
        [VectorType(72)]
        public float[] First { get; set; } = [];

        [VectorType(72)]
        public float[] Woven { get; set; } = [];

        public bool Label { get; set; }
    }

    private sealed class Tabular
    {
        [VectorType(3)]
        public float[] Features { get; set; } = [];

        public float Label { get; set; }
    }
}
