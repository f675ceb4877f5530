using FourTogether;

namespace MLNetCompact.Benchmarks;

/// <summary>Wen et al. 2016, section 4.1: inputs and neurons of a multi-layer perceptron.</summary>
public sealed class SparseMlp : MnistTrials
{
    private static readonly Dictionary<string, (int Inputs, int First, int Second)> s_neurons = new() { ["469-294-166"] = (469, 294, 166), ["434-174-78"] = (434, 174, 78) };

    public override string Name => "ssl-mlp";

    public override string Description => "A multi-layer perceptron 784-500-300-10 on MNIST, inputs and neurons removed by group lasso with targets; images moved by up to one pixel in training (the paper: not). Structure: inputs that are read - neurons. "
        + "The paper: 1.43 % dense, 469-294-166 at 1.34 %, 434-174-78 at 1.53 %.";

    protected override string DenseName => "mlp";

    /// <summary>How the dense network is trained.</summary>
    public static TrainingOptions DenseTraining { get; } = new() { Epochs = 20, LearningRate = 0.03, PadCrop = 1 };

    protected override TrainingOptions Training => DenseTraining;

    protected override IReadOnlyList<TrialPoint> Points { get; } =
    [
        new("469-294-166", At("469-294-166"), 1.34, "Wen et al. 2016, section 4.1: 1.34 %"),
        new("434-174-78", At("434-174-78"), 1.53, "Wen et al. 2016, section 4.1: 1.53 %"),
    ];

    protected override Network Fresh(int seed) => FourSteps.Perceptron(seed);

    protected override string Text(Network network) => $"{Inputs(network)}-{base.Text(network)}";

    protected override IEnumerable<Claim> Structure(TrialPoint point, IReadOnlyList<Network> networks)
    {
        yield return Claim.AtMost($"{point.Name}: inputs that are read, most of all seeds", networks.Max(Inputs), s_neurons[point.Name].Inputs, "the point's name");
        yield return Claim.AtMost($"{point.Name}: neurons of the first layer, most of all seeds", networks.Max(n => Filters(n, "dense1")), s_neurons[point.Name].First, "the point's name");
        yield return Claim.AtMost($"{point.Name}: neurons of the second layer, most of all seeds", networks.Max(n => Filters(n, "dense2")), s_neurons[point.Name].Second, "the point's name");
    }

    private static int Inputs(Network network) => View(network, "dense1").LiveColumns().Count(live => live);

    private static StructuredSparsityOptions At(string point) => new()
    {
        NeuronLambda = 1e-3,
        LayerTargets = [new("dense1", Filters: s_neurons[point].First, Inputs: s_neurons[point].Inputs), new("dense2", Filters: s_neurons[point].Second)],
        Training = new() { Epochs = 8, LearningRate = 0.02, Schedule = LearningRateSchedule.Step, WeightDecay = 0, PadCrop = 1 },
        Retraining = new() { Epochs = 20, LearningRate = 0.03, PadCrop = 1 },
    };
}
