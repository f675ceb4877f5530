namespace MLNetCompact.Benchmarks;

/// <summary>Han et al. 2015, tables 1 and 3: LeNet-300-100.</summary>
public sealed class PruneLeNet300 : PruneTrials
{
    public override string Name => "prune-lenet300";

    public override string Description => "LeNet-300-100 on MNIST: connections pruned and the rest retrained; images moved by up to one pixel in training (the paper: not). ONNX Runtime with one thread, seed 1, against the dense network in the same run: "
        + "it computes with the zeros, so that only neurons that died make it faster. The paper: 1.64 % dense, 22 thousand weights at 1.59 %; dynamic network surgery (Guo et al. 2016): 56x at 1.99 %.";

    public override TrainingOptions Values { get; } = new() { Epochs = 6, LearningRate = 0.003, WeightDecay = 0, PadCrop = 1 };

    protected override string DenseName => LeNet300.Name;

    protected override TrainingOptions Training => LeNet300.Dense;

    protected override int Whole => 266_200;

    protected override TrainingOptions Spliced { get; } = new() { Epochs = 30, LearningRate = 0.03, PadCrop = 1 };

    protected override IReadOnlyDictionary<string, int> Kept { get; } = new Dictionary<string, int> { ["12x"] = 22_183, ["20x"] = 13_310, ["56x"] = 4_753, ["68x"] = 3_914 };

    protected override IReadOnlyDictionary<string, int> Paper { get; } = new Dictionary<string, int> { ["dense1"] = 8, ["dense2"] = 9, ["dense3"] = 26 };

    protected override IReadOnlyList<TrialPoint> Points =>
    [
        new("12x", new PruneRetrainOptions { Kept = Share("12x"), Budget = PruneBudget.Global, Rounds = 3, Retraining = new() { Epochs = 5, LearningRate = 0.01, PadCrop = 1 } }, 1.64, "Han et al. 2015, table 1: 1.59 %"),
        new("20x", Surgery("20x", PruneBudget.Global), 1.6, "goal, for deep-compression"),
        new("56x", Surgery("56x", PruneBudget.Global), 2.0, "Guo et al. 2016, table 1: 1.99 %"),
        new("68x", Surgery("68x", PruneBudget.Global), 1.92, "goal"),
    ];

    protected override Network Fresh(int seed) => LeNet300.Fresh(seed);
}
