namespace MLNetCompact.Benchmarks;

/// <summary>Wen et al. 2016, table 2: the shapes of LeNet's filters.</summary>
public sealed class SparseLeNetShapes : MnistTrials
{
    private static readonly Dictionary<string, (int First, int Second)> s_shapes = new() { ["21-41"] = (21, 41), ["7-14"] = (7, 14) };

    public override string Name => "ssl-lenet-shapes";

    public override string Description => "LeNet 20-50-500 on MNIST, places of its filters set to 0 by group lasso with a target for each convolution, images moved by up to two pixels in training (the paper: not): weights per filter that are not 0 in all of them. "
        + "Structure: filters of conv1 (places) - filters of conv2 (places). The paper: 21-41 at 0.8 %, 7-14 at 1.0 %.";

    protected override string DenseName => "lenet";

    protected override TrainingOptions Training => LeNetTraining.Dense;

    protected override IReadOnlyList<TrialPoint> Points { get; } =
    [
        new("21-41", At("21-41"), 0.85, "Wen et al. 2016, table 2: 0.8 %"),
        new("7-14", At("7-14"), 1.05, "Wen et al. 2016, table 2: 1.0 %"),
    ];

    protected override Network Fresh(int seed) => Networks.LeNet5(seed: seed);

    protected override string Text(Network network) => $"{Filters(network, "conv1")} ({Places(network, "conv1")})-{Filters(network, "conv2")} ({Places(network, "conv2")})";

    protected override IEnumerable<Claim> Structure(TrialPoint point, IReadOnlyList<Network> networks)
    {
        yield return Claim.AtMost($"{point.Name}: weights per filter of the first convolution, most of all seeds", networks.Max(n => Places(n, "conv1")), s_shapes[point.Name].First, "the point's name");
        yield return Claim.AtMost($"{point.Name}: weights per filter of the second convolution, most of all seeds", networks.Max(n => Places(n, "conv2")), s_shapes[point.Name].Second, "the point's name");
    }

    /// <summary>The weights per filter that are not 0 in all filters.</summary>
    private static int Places(Network network, string layer)
    {
        var live = LiveTaps.Of(network.Nodes.Single(n => n.Name == layer), network)!;
        return Enumerable.Range(0, live.Taps).Sum(tap => live.ChannelsAt(tap).Length);
    }

    private static StructuredSparsityOptions At(string point) => new()
    {
        FilterLambda = 0,
        ChannelLambda = 0,
        ShapeLambda = 5e-3,
        LayerTargets = [new("conv1", Shapes: s_shapes[point].First), new("conv2", Shapes: s_shapes[point].Second)],
        Training = LeNetTraining.Sparse,
        Retraining = LeNetTraining.Rest,
    };
}
