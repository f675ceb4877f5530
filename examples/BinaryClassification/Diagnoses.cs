using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetCompact;
using Spectre.Console;

namespace BinaryClassification;

/// <summary>How often the rows are seen: by each network, with group lasso, and after the removal.</summary>
public sealed record Effort(int Train = 40, int Sparsify = 40, int Retrain = 20);

/// <summary>Tells benign tumours from malignant ones by measures of their cell nuclei.</summary>
public static class Diagnoses
{
    /// <summary>Trains, compares on rows that no training saw, writes model.zip and model.onnx, and gives the table.</summary>
    public static Table Run(string csv, string folder, Effort effort, RunSettings? settings = null)
    {
        var ml = new MLContext(seed: 1);
        var tumours = ml.Data.LoadFromTextFile<Tumour>(csv, separatorChar: ',', hasHeader: true);
        var split = ml.Data.TrainTestSplit(tumours, testFraction: 0.3, seed: 1);
        var prepare = ml.Transforms.NormalizeMeanVariance("Features", "Measures", fixZero: false);

        // The label is Boolean, so this is yes or no and the networks give one number, before the sigmoid. With the published
        // Microsoft.ML, ml.BinaryClassification.Trainers.SdcaLogisticRegression() or FastTree() may stand where these do.
        // The rows are few, so Fit holds none of them back. The options were chosen with ml.BinaryClassification.CrossValidate
        // on the training rows.
        var training = new TrainingOptions { Epochs = effort.Train, BatchSize = 32 };
        var compaction = ml.Compaction((settings ?? new()) with { ValidationFraction = 0 });
        var linear = compaction.NeuralNetwork(Networks.Mlp(30, [], 1), training);
        var network = compaction.NeuralNetwork(Networks.Mlp(30, [64, 32], 1), training);
        var compacted = network.StructuredSparsity(new()
        {
            NeuronLambda = 3e-2,
            Training = training with { Epochs = effort.Sparsify, Schedule = LearningRateSchedule.Step, WeightDecay = 0 },
            Retraining = training with { Epochs = effort.Retrain, LearningRate = 0.005 },
        });

        var table = new Table().Title("Benign or malignant, on the test rows").AddColumns("", "accuracy", "AUC", "malignant found", "parameters", "ONNX bytes");
        AddMajority(table, split);
        Fit("linear", linear).Dispose();
        Fit("network", network).Dispose();
        using var model = Fit("compacted", compacted);
        ml.Model.Save(model, tumours.Schema, Path.Combine(folder, "model.zip"));
        model.LastTransformer.SaveOnnx(Path.Combine(folder, "model.onnx"));
        Console.WriteLine(model.LastTransformer.Report);
        return table;

        TransformerChain<NetworkTransformer> Fit(string name, NetworkEstimator trainer)
        {
            Console.WriteLine($"Training: {name}...");
            var fitted = prepare.Append(trainer).Fit(split.TrainSet);
            var metrics = ml.BinaryClassification.Evaluate(fitted.Transform(split.TestSet));
            var size = fitted.LastTransformer.Report.Steps[^1].After;
            table.AddRow(name, Percent(metrics.Accuracy), Text(metrics.AreaUnderRocCurve, "0.0000"), Percent(metrics.NegativeRecall), Text(size.Cost.Parameters, "N0"), Text(size.StoredBytes, "N0"));
            return fitted;
        }
    }

    /// <summary>Somebody who always says what is more frequent: what the others have to beat.</summary>
    private static void AddMajority(Table table, DataOperationsCatalog.TrainTestData split)
    {
        var benign = split.TrainSet.GetColumn<bool>("Label").Average(label => label ? 1.0 : 0) > 0.5;
        var right = split.TestSet.GetColumn<bool>("Label").Average(label => label == benign ? 1.0 : 0);
        table.AddRow(benign ? "always benign" : "always malignant", Percent(right), Text(0.5, "0.0000"), Percent(benign ? 0 : 1), "0", "");
    }

    private static string Percent(double share) => Text(share * 100, "0.0") + " %";

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
