using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetCompact;
using Spectre.Console;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace OwnModel;

/// <summary>How often the points are seen: by TorchSharp, with group lasso, and after the removal.</summary>
public sealed record Effort(int Train = 250, int Sparsify = 15, int Retrain = 10);

/// <summary>Trains a model as TorchSharp's users do, then hands it to ML.NET and makes it small.</summary>
public static class Spirals
{
    /// <summary>Writes own.onnx, model.onnx and model.zip, and gives the table of both models on points that no training saw.</summary>
    public static Table Run(string folder, Effort effort, RunSettings? settings = null)
    {
        var points = Point.Spirals(900, seed: 1);
        using var model = Train(points, effort.Train);

        // From here on it is ML.NET. Keys are numbered as labels appear, so that the first class is the model's first output.
        var ml = new MLContext(seed: 1);
        var (train, test) = (ml.Data.LoadFromEnumerable(points), ml.Data.LoadFromEnumerable(Point.Spirals(900, seed: 2)));
        var prepare = ml.Transforms.Conversion.MapValueToKey("Label");
        var given = ml.Compaction(settings).FromModule(model, [2]);
        var training = new TrainingOptions { Epochs = effort.Sparsify, BatchSize = 32, LearningRate = 0.02, WeightDecay = 0 };
        var compacted = given.StructuredSparsity(new() { NeuronLambda = 5e-3, Training = training, Retraining = training with { Epochs = effort.Retrain } });

        var table = new Table().Title("Points on spirals, on the test rows").AddColumns("", "accuracy", "parameters", "ONNX bytes");
        Fit("as TorchSharp trained it", "own.onnx", given).Dispose();
        using var small = Fit("compacted", "model.onnx", compacted);
        ml.Model.Save(small, train.Schema, Path.Combine(folder, "model.zip"));
        return table;

        TransformerChain<NetworkTransformer> Fit(string name, string file, NetworkEstimator step)
        {
            var fitted = prepare.Append(step).Fit(train);
            var path = Path.Combine(folder, file);
            fitted.LastTransformer.SaveOnnx(path);
            var accuracy = ml.MulticlassClassification.Evaluate(fitted.Transform(test)).MicroAccuracy;
            table.AddRow(name, Text(accuracy, "P1"), Text(NetworkCost.Of(fitted.LastTransformer.Network).Parameters, "N0"), Text(new FileInfo(path).Length, "N0"));
            return fitted;
        }
    }

    /// <summary>Plain TorchSharp.</summary>
    private static Sequential Train(Point[] points, int steps)
    {
        manual_seed(1);
        var model = Sequential(Linear(2, 64), ReLU(), Linear(64, 64), ReLU(), Linear(64, 3));
        using var features = tensor(points.SelectMany(p => p.Features).ToArray(), [points.Length, 2]);
        using var labels = tensor(points.Select(p => (long)Array.IndexOf(Point.Arms, p.Label)).ToArray(), [points.Length]);
        using var optimizer = optim.SGD(model.parameters(), 0.2, 0.9);
        for (var step = 0; step < steps; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            functional.cross_entropy(model.call(features), labels).backward();
            optimizer.step();
        }
        return model;
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
