using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetCompact.Tests.Tools;

namespace MLNetCompact.Tests;

[TestClass]
public sealed class NetworkEstimatorTests
{
    private static readonly MLContext s_ml = new(seed: 1);
    private static readonly TrainingOptions s_brief = NeuralNetworkTrainerTests.Short with { Epochs = 1 };

    [TestMethod]
    public void APipelineWithLabelsMappedBothWaysFits()
    {
        var pipeline = s_ml.Transforms.Conversion.MapValueToKey("Label").Append(s_ml.Compaction().NeuralNetwork(TinyImages.Network(), s_brief))
            .Append(s_ml.Transforms.Conversion.MapKeyToValue("Text", "PredictedLabel"));
        using var model = pipeline.Fit(TinyImages.View(s_ml));
        Assert.IsTrue(model.Transform(TinyImages.View(s_ml, 30)).GetColumn<string>("Text").All(TinyImages.Classes.Contains));
    }

    [TestMethod]
    public void StepsFollowOneAnotherAndTheReportListsThem()
    {
        using var model = s_ml.Transforms.Conversion.MapValueToKey("Label").Append(
            s_ml.Compaction().NeuralNetwork(TinyImages.Network(), s_brief).StructuredSparsity(new() { Training = s_brief, Retraining = s_brief }).Retrain(s_brief)).Fit(TinyImages.View(s_ml));
        var report = model.LastTransformer.Report;
        CollectionAssert.AreEqual(new[] { "NeuralNetwork", "StructuredSparsity", "Retrain" }, report.Steps.Select(s => s.Step).ToArray());
        CollectionAssert.AreEqual(TinyImages.Classes, report.Classes!.ToArray());
        Assert.AreEqual(report.Steps[0].After, report.Steps[1].Before);
    }

    [TestMethod]
    public void BytesInTheReportAreBytesOnDisk()
    {
        using var folder = new TempFolder();
        using var model = s_ml.Transforms.Conversion.MapValueToKey("Label").Append(s_ml.Compaction().NeuralNetwork(TinyImages.Network(), s_brief)).Fit(TinyImages.View(s_ml));
        model.LastTransformer.SaveOnnx(folder.File("model.onnx"));
        Assert.AreEqual(new FileInfo(folder.File("model.onnx")).Length, model.LastTransformer.Report.Steps[^1].After.StoredBytes);
    }

    [TestMethod]
    public void TheReportIsTheSameTextEachTimeAndItsFileHoldsClockTimes()
    {
        using var folder = new TempFolder();
        string[] Run()
        {
            var ml = new MLContext(seed: 1);
            using var model = ml.Transforms.Conversion.MapValueToKey("Label").Append(ml.Compaction().NeuralNetwork(TinyImages.Network(), s_brief)).Fit(TinyImages.View(ml));
            model.LastTransformer.Report.Save(folder.File("report.json"));
            return [model.LastTransformer.Report.ToString(), File.ReadAllText(folder.File("report.json"))];
        }
        var (first, second) = (Run(), Run());
        Assert.AreEqual(first[0], second[0]);
        using var json = System.Text.Json.JsonDocument.Parse(first[1]);
        var step = json.RootElement.GetProperty("Steps")[0];
        Assert.IsTrue(step.GetProperty("Seconds").GetDouble() > 0);
        Assert.AreEqual(1, step.GetProperty("Options").GetProperty("Epochs").GetInt32());
        Assert.IsTrue(step.GetProperty("After").GetProperty("Cost").GetProperty("MultiplyAdds").GetInt64() > 0);
    }

    [TestMethod]
    public void RowsWithoutALabelAreLeftOutWithAWarning()
    {
        var ml = new MLContext(seed: 1);
        var warnings = new List<string>();
        ml.Log += (_, e) => warnings.Add(e.Message);
        var known = ml.Data.LoadFromEnumerable(TinyImages.Rows(2).Select(r => new { r.Label }).Select(r => new Kind { Label = r.Label }));
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label", keyData: known).Append(ml.Compaction().NeuralNetwork(TinyImages.Network(2), s_brief));
        using var model = pipeline.Fit(TinyImages.View(ml));
        Assert.IsTrue(warnings.Any(w => w.Contains("80 row(s) without a value in label column 'Label'")), string.Join("\n", warnings));
    }

    [TestMethod]
    [DataRow("Nope", "Features", "Label column 'Nope' not found")]
    [DataRow("Key", "Nope", "Feature column 'Nope' not found")]
    [DataRow("Label", "Features", "Label column 'Label' is of type String")]
    [DataRow("Key", "Height", "Feature column 'Height' is of type Single")]
    [DataRow("Key", "Short", "the network reads 144 numbers a row")]
    public void AColumnThatDoesNotFitIsNamed(string label, string features, string message)
    {
        var data = s_ml.Transforms.Conversion.MapValueToKey("Key", "Label").Append(s_ml.Transforms.Concatenate("Short", "Height", "Height")).Fit(TinyImages.View(s_ml)).Transform(TinyImages.View(s_ml));
        var estimator = s_ml.Compaction().NeuralNetwork(TinyImages.Network(), s_brief, new() { Label = label, Features = features });
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => estimator.Fit(data)).Message, message);
    }

    [TestMethod]
    public void AMissingColumnIsNamedBeforeAnyDataIsRead()
    {
        var data = TinyImages.View(s_ml);
        var estimator = s_ml.Compaction().NeuralNetwork(TinyImages.Network(), s_brief, new() { Label = "Nope" });
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => estimator.GetOutputSchema(Shape(data))).Message, "Label column 'Nope' not found");
    }

    [TestMethod]
    public void ANetworkWithTooFewOutputsIsAnErrorThatCountsThem()
    {
        var pipeline = s_ml.Transforms.Conversion.MapValueToKey("Label").Append(s_ml.Compaction().NeuralNetwork(TinyImages.Network(7), s_brief));
        StringAssert.Contains(Assert.ThrowsExactly<ArgumentException>(() => pipeline.Fit(TinyImages.View(s_ml))).Message, "gives 7 number(s) a row, but label column 'Label' has 3 classes");
    }

    [TestMethod]
    [DataRow("", "Score", "NetworkColumns.Features is empty")]
    [DataRow("Features", "MLNetCompact.Raw", "keeps for itself")]
    [DataRow("Features", "PredictedLabel", "one name to two")]
    public void ColumnNamesThatCannotBeAreNamed(string features, string score, string message)
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => s_ml.Compaction().NeuralNetwork(TinyImages.Network(), s_brief, new() { Features = features, Score = score }));
        StringAssert.Contains(error.Message, message);
    }

    [TestMethod]
    public void AValidationShareOutOfRangeIsNamed()
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => s_ml.Compaction(new RunSettings { ValidationFraction = 1 }));
        StringAssert.Contains(error.Message, "RunSettings.ValidationFraction");
        error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => s_ml.Compaction(new RunSettings { Threads = 0 }));
        StringAssert.Contains(error.Message, "RunSettings.Threads");
    }

    /// <summary>The shape of a schema as ML.NET's chains pass it on; only they can make one.</summary>
    private static SchemaShape Shape(IDataView data)
    {
        var capture = new Capture();
        new EstimatorChain<ITransformer>().Append(capture).Fit(data);
        return capture.Seen!;
    }

    private sealed class Capture : IEstimator<ITransformer>
    {
        public SchemaShape? Seen { get; private set; }

        public ITransformer Fit(IDataView input) => s_ml.Transforms.CopyColumns("Copy", input.Schema[0].Name).Fit(input);

        public SchemaShape GetOutputSchema(SchemaShape inputSchema) => Seen = inputSchema;
    }

    private sealed class Kind
    {
        public string Label { get; set; } = "";
    }
}
