using System.Globalization;
using BinaryClassification;
using Microsoft.ML;
using MLNetCompact.Tests.Tools;
using Regression;

namespace MLNetCompact.Tests.Examples;

/// <summary>The examples from their CSV to the model that another program loads, on small tables made here.</summary>
[TestClass]
public sealed class TableExamplesTests
{
    [TestMethod]
    public void Regression_learns_a_table_and_its_model_is_used_without_training()
    {
        using var folder = new TempFolder();
        var random = new Random(1);
        string[] cuts = ["Fair", "Good", "Very Good", "Premium", "Ideal"];
        File.WriteAllLines(folder.File("diamonds.csv"), Enumerable.Range(0, 400).Select(_ =>
        {
            var (carat, cut) = (random.NextSingle() + 0.5, random.Next(5));
            return Line(carat, cuts[cut], "E", "VS1", 61.5, 57, (3000 * carat) + (500 * cut), carat * 6, carat * 6, carat * 4);
        }).Prepend("carat,cut,color,clarity,depth,table,price,x,y,z"));

        var table = Prices.Run(folder.File("diamonds.csv"), folder.Path, new Regression.Effort(Train: 20, Sparsify: 10, Retrain: 5));

        Assert.HasCount(4, table.Rows);
        Assert.IsTrue(File.Exists(folder.File("model.onnx")));
        var ml = new MLContext();
        using var engine = ml.Model.CreatePredictionEngine<Diamond, Estimate>(ml.Model.Load(folder.File("model.zip"), out _));
        var diamond = new Diamond { Carat = 1, Cut = "Very Good", Color = "E", Clarity = "VS1", Depth = 61.5f, Table = 57, Length = 6, Width = 6, Height = 4 };
        Assert.AreEqual(4, engine.Predict(diamond).Score, 0.5, "thousands of dollars");
        Assert.IsGreaterThan(engine.Predict(diamond).Score, engine.Predict(Better(diamond)).Score);
    }

    [TestMethod]
    public void Binary_classification_learns_a_table_and_its_model_is_used_without_training()
    {
        using var folder = new TempFolder();
        var random = new Random(1);
        File.WriteAllLines(folder.File("tumours.csv"), Enumerable.Range(0, 400).Select(_ =>
        {
            var measures = Enumerable.Range(0, 30).Select(_ => (object)(random.NextDouble() * 10)).ToArray();
            return Line([.. measures, (double)measures[0] > 5 ? 0 : 1]);
        }).Prepend("400,30,malignant,benign"));

        var table = Diagnoses.Run(folder.File("tumours.csv"), folder.Path, new BinaryClassification.Effort(Train: 20, Sparsify: 5, Retrain: 5));

        Assert.HasCount(4, table.Rows);
        Assert.IsTrue(File.Exists(folder.File("model.onnx")));
        var ml = new MLContext();
        using var engine = ml.Model.CreatePredictionEngine<Tumour, Diagnosis>(ml.Model.Load(folder.File("model.zip"), out _));
        Assert.IsTrue(engine.Predict(Tumour(1)).IsBenign);
        Assert.IsFalse(engine.Predict(Tumour(9)).IsBenign);
        Assert.IsGreaterThan(engine.Predict(Tumour(9)).Probability, engine.Predict(Tumour(1)).Probability);
    }

    private static Tumour Tumour(float first) => new() { Measures = [first, .. Enumerable.Repeat(5f, 29)] };

    private static Diamond Better(Diamond diamond) => new()
    {
        Carat = diamond.Carat, Cut = "Ideal", Color = diamond.Color, Clarity = diamond.Clarity, Depth = diamond.Depth, Table = diamond.Table,
        Length = diamond.Length, Width = diamond.Width, Height = diamond.Height,
    };

    private static string Line(params object[] fields) => string.Join(',', fields.Select(f => Convert.ToString(f, CultureInfo.InvariantCulture)));
}
