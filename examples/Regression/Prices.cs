using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using MLNetCompact;
using Spectre.Console;

namespace Regression;

/// <summary>How often the rows are seen: by each network, with group lasso, and after the removal.</summary>
public sealed record Effort(int Train = 20, int Sparsify = 10, int Retrain = 10);

/// <summary>Estimates the price of a diamond from its weight, its grades and its measures.</summary>
public static class Prices
{
    private static readonly string[] s_features = ["Carat", "Cut", "Color", "Clarity", "Depth", "Table", "Length", "Width", "Height"];

    /// <summary>Trains, compares on rows that no training saw, writes model.zip and model.onnx, and gives the table.</summary>
    public static Table Run(string csv, string folder, Effort effort, RunSettings? settings = null)
    {
        var ml = new MLContext(seed: 1);
        var diamonds = ml.Data.LoadFromTextFile<Diamond>(csv, separatorChar: ',', hasHeader: true);
        var priced = ml.Transforms.CustomMapping<Diamond, Thousands>((diamond, price) => price.Label = diamond.Price / 1000, contractName: null).Fit(diamonds).Transform(diamonds);
        var split = ml.Data.TrainTestSplit(ml.Data.Cache(priced), testFraction: 0.2, seed: 1);

        // Words become numbers, and numbers are brought near 0: a network wants both.
        var prepare = Grade(ml, "Cut", "Fair", "Good", "Very Good", "Premium", "Ideal")
            .Append(Grade(ml, "Color", "J", "I", "H", "G", "F", "E", "D"))
            .Append(Grade(ml, "Clarity", "I1", "SI2", "SI1", "VS2", "VS1", "VVS2", "VVS1", "IF"))
            .Append(ml.Transforms.Concatenate("Features", s_features))
            .Append(ml.Transforms.NormalizeMeanVariance("Features", fixZero: false));

        // The label is a Single, so this is regression and the networks give one number. With the published Microsoft.ML,
        // ml.Regression.Trainers.Sdca() or LightGbm() may stand where these do. The options are those of the smallest network
        // that was as good as the uncompacted one on the rows that Fit holds back.
        var training = new TrainingOptions { Epochs = effort.Train, LearningRate = 0.005, WeightDecay = 0 };
        var compaction = ml.Compaction(settings);
        var linear = compaction.NeuralNetwork(Networks.Mlp(s_features.Length, [], 1), training);
        var network = compaction.NeuralNetwork(Networks.Mlp(s_features.Length, [128, 64], 1), training);
        var compacted = network.StructuredSparsity(new()
        {
            NeuronLambda = 1e-2,
            Training = training with { Epochs = effort.Sparsify, LearningRate = 0.01 },
            Retraining = training with { Epochs = effort.Retrain, LearningRate = 0.01 },
        });

        var table = new Table().Title("Prices of diamonds, on the test rows").AddColumns("", "RMSE", "mean error", "R²", "parameters", "ONNX bytes");
        AddMean(table, split);
        Fit("linear", linear).Dispose();
        Fit("network", network).Dispose();
        using var model = Fit("compacted", compacted);
        ml.Model.Save(model, diamonds.Schema, Path.Combine(folder, "model.zip"));
        model.LastTransformer.SaveOnnx(Path.Combine(folder, "model.onnx"));
        Console.WriteLine(model.LastTransformer.Report);
        return table;

        TransformerChain<NetworkTransformer> Fit(string name, NetworkEstimator trainer)
        {
            Console.WriteLine($"Training: {name}...");
            var fitted = prepare.Append(trainer).Fit(split.TrainSet);
            var metrics = ml.Regression.Evaluate(fitted.Transform(split.TestSet));
            var size = fitted.LastTransformer.Report.Steps[^1].After;
            table.AddRow(name, Dollars(metrics.RootMeanSquaredError), Dollars(metrics.MeanAbsoluteError), Text(metrics.RSquared, "0.0000"), Text(size.Cost.Parameters, "N0"), Text(size.StoredBytes, "N0"));
            return fitted;
        }
    }

    /// <summary>Turns the words of a column into 0, 1, 2...</summary>
    private static ValueMappingEstimator Grade(MLContext ml, string column, params string[] worstFirst)
    {
        var grades = ml.Data.LoadFromEnumerable(worstFirst.Select((word, i) => new Grade { Word = word, Number = i }));
        return ml.Transforms.Conversion.MapValue(column, grades, grades.Schema["Word"], grades.Schema["Number"], column);
    }

    /// <summary>The errors of somebody who always says the mean price: what the others have to beat.</summary>
    private static void AddMean(Table table, DataOperationsCatalog.TrainTestData split)
    {
        var mean = split.TrainSet.GetColumn<float>("Label").Average(price => (double)price);
        var errors = split.TestSet.GetColumn<float>("Label").Select(price => price - mean).ToArray();
        table.AddRow("the mean price", Dollars(Math.Sqrt(errors.Average(e => e * e))), Dollars(errors.Average(Math.Abs)), Text(0, "0.0000"), "1", "");
    }

    private static string Dollars(double thousands) => Text(thousands * 1000, "$#,0");

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
