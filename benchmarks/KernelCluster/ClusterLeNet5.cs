namespace MLNetCompact.Benchmarks;

/// <summary>The 1,020 kernels of LeNet-5.</summary>
public sealed class ClusterLeNet5 : MnistTrials
{
    private static readonly double[] s_shares = [0.5, 0.75, 0.856, 0.95, 0.99];

    private static readonly (string Name, KernelClusterOptions Options, bool Trains)[] s_ways =
    [
        ("plain", new() { Scaled = false, Refit = false }, false), ("plain, refitted", new() { Scaled = false }, false), ("scaled", new() { Refit = false }, false),
        ("scaled, refitted", new(), false), ("scaled, refitted, retrained", new(), true),
    ];

    public override string Name => "cluster-lenet5";

    public override string Description => "LeNet-5 on MNIST with representatives for its 1,020 kernels of 5x5, per layer (dense layers as they are); 1,024 training images without labels; 'retrained': two more epochs in the coded form. A layer whose code would not be smaller stays as it is.";

    protected override string DenseName => "lenet";

    protected override TrainingOptions Training => LeNetTraining.Dense;

    protected override IReadOnlyList<TrialPoint> Points => [.. s_shares.SelectMany(_ => s_ways, (share, way) =>
        new TrialPoint(Point(way.Name, share), new ClusterThenTrain(way.Options with { Removed = share }, way.Trains ? new() { Epochs = 2, LearningRate = 0.0005, PadCrop = 2 } : null), null, ""))];

    protected override Network Fresh(int seed) => Networks.LeNet5(seed: seed);

    protected override IEnumerable<Claim> Structure(TrialPoint point, IReadOnlyList<Network> networks) => [];

    protected override string Text(Network network) => FormattableString.Invariant($"{100 * (1 - ClusterTrials.Kernels(network) / 1020):0.0} % of kernels removed, {network.ToOnnx().LongLength:N0} bytes");

    protected override void Claims(IReadOnlyList<Trial> trials, List<Claim> claims)
    {
        double Error(string point) => 100 * trials.Where(t => t.Point == point).Average(t => t.Error);
        foreach (var way in new[] { "scaled, refitted", "scaled, refitted, retrained" })
            claims.Add(Claim.AtMost($"85.6 % of kernels removed, {way}: points of accuracy lost", Math.Round(Error(Point(way, 0.856)) - Error(Base), 2), 1, "the project's own"));
    }

    private static string Point(string way, double share) => FormattableString.Invariant($"{way}, {100 * share:0.#} %");
}

/// <summary>Clustering, and training behind it or not.</summary>
public sealed record ClusterThenTrain(KernelClusterOptions Clustering, TrainingOptions? Training)
{
    public NetworkEstimator After(NetworkEstimator previous) => Training is null ? previous.KernelCluster(Clustering) : previous.KernelCluster(Clustering).Retrain(Training);
}
