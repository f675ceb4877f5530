// A training that a test kills: Program METHOD CHECKPOINTS OUT trains a small network with batch normalization and dropout and writes its ONNX bytes to OUT.
using Microsoft.ML;
using Microsoft.ML.Data;
using MLNetCompact;
using MLNetCompact.Operators;

var random = new Random(2);
var rows = Enumerable.Range(0, 600).Select(_ => Enumerable.Range(0, 20).Select(_ => random.NextSingle()).ToArray())
    .Select(f => new KilledRow { Features = f, Label = f[3] + f[7] * f[11] > 0.8f }).ToArray();
var ml = new MLContext(seed: 1);
var training = new TrainingOptions { Epochs = 40, BatchSize = 8 };
var retraining = training with { Optimizer = OptimizerKind.Adam, LearningRate = 0.001 };
var start = ml.Compaction(new RunSettings { CheckpointFolder = args[1], Threads = 1 }).From(Normalized(Networks.Mlp(20, [40, 20], 1)));
NetworkEstimator estimator = args[0] == "pruning"
    ? start.PruneRetrain(new() { Kept = 0.2, Schedule = PruneSchedule.Gradual, Splicing = new(), Retraining = training, SharedValues = new(4, 4, retraining with { Epochs = 10 }) })
    : start.StructuredSparsity(new() { NeuronLambda = 0.002, Target = new(Parameters: 0.5), Training = training, Retraining = retraining });
using var model = estimator.Fit(ml.Data.LoadFromEnumerable(rows));
model.Network.Save(args[2]);

static Network Normalized(Network network)
{
    var first = network.Nodes[0];
    Weight All(string name, float value) => Weight.Of(name, new Shape(40), Enumerable.Repeat(value, 40).ToArray());
    Node[] between =
    [
        new("normalize", new BatchNormalization(), ["first", "scale", "shift", "mean", "variance"], ["normalized"]),
        new("drop", new Dropout(), ["normalized", "ratio"], [first.Output]),
    ];
    return network.With(nodes: [first with { Outputs = ["first"] }, .. between, .. network.Nodes.Skip(1)],
        weights: [.. network.Weights.Values, All("scale", 1), All("shift", 0), All("mean", 0), All("variance", 1), Weight.Of("ratio", new Shape(), [0.2f])]);
}

internal sealed class KilledRow
{
    [VectorType(20)]
    public float[] Features { get; set; } = [];

    public bool Label { get; set; }
}
