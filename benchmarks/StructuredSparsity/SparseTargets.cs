using System.Globalization;

namespace MLNetCompact.Benchmarks;

/// <summary>Whether a target is hit: the cost at or below it, by at most 2 % of the dense network's.</summary>
public sealed class SparseTargets : MnistTrials
{
    private static readonly double[] s_shares = [0.6, 0.45, 0.3, 0.2, 0.1];

    public override string Name => "ssl-target";

    public override string Description => "LeNet 20-50-500 with Target = new(MultiplyAdds: ...): the share of the dense network's multiply-adds that is left. A short training on 15,000 images of MNIST, "
        + "for it is the cost that is looked at, not the error.";

    protected override string DenseName => "lenet-short";

    protected override int Images => 15_000;

    protected override TrainingOptions Training { get; } = new() { Epochs = 4, LearningRate = 0.02 };

    protected override IReadOnlyList<TrialPoint> Points { get; } =
        [.. s_shares.Select(s => new TrialPoint(s.ToString("0.00", CultureInfo.InvariantCulture), At(s), null, "the rule of the target"))];

    protected override Network Fresh(int seed) => Networks.LeNet5(seed: seed);

    protected override IEnumerable<Claim> Structure(TrialPoint point, IReadOnlyList<Network> networks)
    {
        var target = ((StructuredSparsityOptions)point.Options).Target!.MultiplyAdds!.Value;
        var shares = networks.Select(n => NetworkCost.Of(n).MultiplyAdds / (double)NetworkCost.Of(Networks.LeNet5()).MultiplyAdds).ToArray();
        yield return Claim.AtMost($"target {point.Name}: share of the multiply-adds, most of all seeds", Math.Round(shares.Max(), 4), target, point.Source);
        yield return Claim.AtLeast($"target {point.Name}: share of the multiply-adds, least of all seeds", Math.Round(shares.Min(), 4), Math.Round(target - 0.02, 4), point.Source);
    }

    private static StructuredSparsityOptions At(double share) => new()
    {
        NeuronLambda = 1e-3,
        Target = new(MultiplyAdds: share),
        Training = new() { Epochs = 5, Schedule = LearningRateSchedule.Step, WeightDecay = 0 },
        Retraining = new() { Epochs = 2, LearningRate = 0.01 },
    };
}
