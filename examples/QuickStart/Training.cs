using Examples;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using MLNetCompact;
using MLNetCompact.RealData;

namespace QuickStart;

/// <summary>How long to train: epochs for the baseline, with group lasso, and after the removal.</summary>
/// <param name="Baseline">Epochs of the baseline.</param>
/// <param name="Sparsify">Epochs with group lasso.</param>
/// <param name="Retrain">Epochs after the removal.</param>
/// <param name="Last">Epochs at the end.</param>
/// <param name="Images">How many training images are used.</param>
/// <param name="Lambda">Weight of the group lasso; with fewer steps it has to be larger.</param>
public sealed record Effort(int Baseline, int Sparsify, int Retrain, int Last, int Images, double Lambda)
{
    public static Effort Full(ImageData digits) => new(4, 7, 7, 6, digits.Train.Count, 5e-3);

    public static Effort Quick { get; } = new(2, 3, 3, 2, 15_000, 3e-2);
}

/// <summary>The first process: trains LeNet-5, makes it small, writes the results.</summary>
public static class Training
{
    public static void Run(ImageData digits, Effort effort, string folder, RunSettings settings)
    {
        var ml = new MLContext(seed: 1);
        // One seed for both fits: they hold back the same rows, so that accuracies on these compare.
        settings = settings with { Seed = 1 };
        var train = ml.Data.LoadFromEnumerable(LabelledDigit.From(digits.Train.Slice(0, effort.Images)));

        var baseline = Pipeline(ml, ml.Compaction(settings).NeuralNetwork(Networks.LeNet5(), new() { Epochs = effort.Baseline, LearningRate = 0.02, PadCrop = 1 })).Fit(train);
        baseline.LastTransformer.SaveOnnx(Path.Combine(folder, "baseline.onnx"));

        var options = new StructuredSparsityOptions
        {
            FilterLambda = effort.Lambda,
            ChannelLambda = effort.Lambda,
            NeuronLambda = effort.Lambda / 2,
            Training = new() { Epochs = effort.Sparsify, Schedule = LearningRateSchedule.Step, WeightDecay = 0, PadCrop = 1 },
            Retraining = new() { Epochs = effort.Retrain, LearningRate = 0.02, PadCrop = 1 },
        };
        // Filters and neurons go while it trains; then those for which others can take over; then kernels share representatives; then all that is left trains once more.
        var steps = ml.Compaction(settings).StructuredSparsity(baseline.LastTransformer.Network, options)
            .NeuronUnify(new() { MaxOutputError = 0.002 })
            .KernelCluster(new() { MaxOutputError = 0.02, SubVectors = 4 })
            .Retrain(new() { Epochs = effort.Last, LearningRate = 0.005, PadCrop = 1 });
        var compact = Pipeline(ml, steps).Fit(train);
        compact.LastTransformer.SaveOnnx(Path.Combine(folder, "model.onnx"));
        compact.LastTransformer.Report.Save(Path.Combine(folder, "report.json"));

        // Without what only training and testing need, so that it scores rows that have no label.
        var scoring = compact.GetModelFor(TransformerScope.Scoring);
        ml.Model.Save(scoring, train.Schema, Path.Combine(folder, "model.zip"));

        Console.WriteLine();
        Console.WriteLine(compact.LastTransformer.Report);
        compact.Dispose();
        baseline.Dispose();
    }

    private static EstimatorChain<NetworkTransformer> Pipeline(MLContext ml, NetworkEstimator estimator) =>
        new EstimatorChain<ITransformer>()
            .Append(ml.Transforms.Conversion.MapValueToKey("Label", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue), TransformerScope.TrainTest)
            .Append(estimator);
}
