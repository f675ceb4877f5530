namespace MLNetCompact.Benchmarks;

/// <summary>Wen et al. 2016, table 1: filters and channels of LeNet, and what the smaller network gains in ONNX Runtime.</summary>
public sealed class SparseLeNet : MnistTrials
{
    private static readonly Dictionary<string, (int First, int Second)> s_filters = new() { ["5-19"] = (5, 19), ["3-12"] = (3, 12), ["2-8"] = (2, 8) };

    public override string Name => "ssl-lenet";

    public override string Description => "LeNet 20-50-500 (Caffe's, no ReLU behind the convolutions) on MNIST, filters removed by group lasso with a target for each convolution; images moved by up to two pixels in training (the paper: not). ONNX Runtime with one thread, "
        + "seed 1, against the dense network in the same run. The paper: 0.9 % dense, 5-19 at 0.8 %, 3-12 at 1.0 %, speed of its two convolutions 1.64x and 5.23x, 1.99x and 7.44x.";

    protected override string DenseName => "lenet";

    protected override TrainingOptions Training => LeNetTraining.Dense;

    protected override IReadOnlyList<TrialPoint> Points { get; } =
    [
        new("5-19", At("5-19"), 0.85, "Wen et al. 2016, table 1: 0.8 %"),
        new("3-12", At("3-12"), 1.05, "Wen et al. 2016, table 1: 1.0 %"),
        new("2-8", At("2-8"), 1.05, "goal; others report 2-8-77 at 1.1 %"),
    ];

    protected override Network Fresh(int seed) => Networks.LeNet5(seed: seed);

    protected override IEnumerable<Claim> Structure(TrialPoint point, IReadOnlyList<Network> networks)
    {
        yield return Claim.AtMost($"{point.Name}: filters of the first convolution, most of all seeds", networks.Max(n => Filters(n, "conv1")), s_filters[point.Name].First, "the point's name");
        yield return Claim.AtMost($"{point.Name}: filters of the second convolution, most of all seeds", networks.Max(n => Filters(n, "conv2")), s_filters[point.Name].Second, "the point's name");
    }

    protected override void Measure(IReadOnlyDictionary<string, Network[]> networks, List<IReadOnlyDictionary<string, object>> rows, List<Claim> claims, CancellationToken cancel)
    {
        var names = networks.Keys.ToArray();
        var whole = names.Select(n => networks[n][0]).ToArray();
        foreach (var (part, variants) in new[] { ("network", whole) }.Concat(new[] { "conv1", "conv2" }.Select(l => (l, whole.Select(n => Layer(n, l)).ToArray()))))
        {
            foreach (var batch in new[] { 64, 1 })
            {
                var seconds = new OnnxTimer(1, cancel).Time(variants, batch);
                double[] times = [.. seconds.Select(s => seconds[0] / s)];
                for (var i = 1; i < names.Length; i++)
                {
                    rows.Add(new Dictionary<string, object> { ["point"] = names[i], ["part"] = part, ["batch"] = batch, ["times as fast as dense"] = Math.Round(times[i], 2) });
                    if (part == "network" && names[i] == "3-12")
                        claims.Add(Claim.AtLeast($"{names[i]} in ONNX Runtime at batch {batch}, times as fast as dense", Math.Round(times[i], 2), batch == 64 ? 7 : 3.5, "at an error of at most 1.05 %"));
                }
            }
        }
    }

    private static StructuredSparsityOptions At(string point) => new()
    {
        FilterLambda = 5e-3,
        ChannelLambda = 0,
        LayerTargets = [new("conv1", Filters: s_filters[point].First), new("conv2", Filters: s_filters[point].Second)],
        Training = LeNetTraining.Sparse,
        Retraining = LeNetTraining.Rest,
    };

    /// <summary>One layer of a network alone.</summary>
    private static Network Layer(Network network, string name)
    {
        var node = network.Nodes.Single(n => n.Name == name);
        return new Network([new(node.Inputs[0], ElementType.Float, network.Shapes[node.Inputs[0]])], [node], [new(node.Output, ElementType.Float, network.Shapes[node.Output])],
            node.Inputs.Skip(1).Select(i => network.Weights[i]));
    }
}
