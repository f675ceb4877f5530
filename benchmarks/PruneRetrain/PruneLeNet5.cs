namespace MLNetCompact.Benchmarks;

/// <summary>Han et al. 2015, tables 1 and 4: LeNet-5.</summary>
public sealed class PruneLeNet5 : PruneTrials
{
    public override string Name => "prune-lenet5";

    public override string Description => "LeNet-5 (Caffe's, 20-50-500) on MNIST: connections pruned and the rest retrained; images moved by up to two pixels in training (the paper: not). ONNX Runtime with one thread, seed 1, against the dense network in the same run. "
        + "The paper: 0.80 % dense, 36 thousand weights at 0.77 %; dynamic network surgery (Guo et al. 2016): 108x at 0.91 %.";

    public override TrainingOptions Values { get; } = new() { Epochs = 2, LearningRate = 0.003, WeightDecay = 0, PadCrop = 2 };

    protected override string DenseName => "lenet";

    protected override TrainingOptions Training => LeNetTraining.Dense;

    protected override int Whole => 430_500;

    protected override TrainingOptions Spliced { get; } = new() { Epochs = 20, LearningRate = 0.02, PadCrop = 2 };

    protected override IReadOnlyDictionary<string, int> Kept { get; } = new Dictionary<string, int> { ["12x"] = 35_875, ["100x"] = 4_305 };

    protected override IReadOnlyDictionary<string, int> Paper { get; } = new Dictionary<string, int> { ["conv1"] = 66, ["conv2"] = 12, ["dense1"] = 8, ["dense2"] = 19 };

    protected override IReadOnlyList<TrialPoint> Points =>
    [
        new("12x", Surgery("12x", PruneBudget.Sensitivity, epochs: 8), 0.80, "Han et al. 2015, table 1: 0.77 %"),
        new("100x", Surgery("100x", PruneBudget.Sensitivity), 0.95, "Guo et al. 2016, table 1: 0.91 % at 108x"),
    ];

    protected override Network Fresh(int seed) => Networks.LeNet5(seed: seed);
}
