using MLNetCompact.RealData;

namespace MLNetCompact.Benchmarks;

/// <summary>ResNet-20: only 29,744 kernels.</summary>
public sealed class ClusterResNet : ClusterTrials
{
    public override string Name => "cluster-resnet20";

    public override string Description => "The published ResNet-20 on CIFAR-10 with representatives for its 3x3 kernels, per layer: 1,024 training images without labels, three draws; 'retrained' (one draw) sees 20,000 training images once. "
        + "Kernels removed are 1 - representatives / kernels of all 3x3 convolutions. A prototype at 85.6 %: plain 15.5, scaled 65, scaled and refitted 90.3 of 92.7 %.";

    protected override IReadOnlyList<double> Shares { get; } = [0.5, 0.75, 0.856, 0.95, 0.99];

    protected override IReadOnlyList<string> Ways { get; } = [Plain, PlainRefit, Scaled, ScaledRefit, Retrained];

    protected override IEnumerable<(string Way, double Share)> Pairs => [.. base.Pairs, (Plain + Even, 0.856), (ScaledRefit + Even, 0.856)];

    protected override RealNetwork Published => RealNetwork.ResNet20;

    public override Measurement Summary(IReadOnlyList<Trial> trials, CancellationToken cancel)
    {
        var (rows, whole) = (new List<IReadOnlyDictionary<string, object>>(), Whole(cancel));
        rows.Add(new Dictionary<string, object> { ["way"] = "dense (published)", ["accuracy %, mean"] = Math.Round(whole, 2) });
        var means = Rows(trials, rows);
        double Lost(string way, double share) => Math.Round(whole - means[(way, share)], 2);
        return new Measurement(Seeds, rows,
        [
            Claim.AtMost("85.6 % of kernels removed, scaled and refitted: points of accuracy lost", Lost(ScaledRefit, 0.856), 3, "the project's own; a prototype lost 2.4"),
            Claim.AtMost("85.6 % of kernels removed, scaled and refitted: points of accuracy lost (goal)", Lost(ScaledRefit, 0.856), 2, "goal"),
            Claim.AtMost("50 % of kernels removed, scaled and refitted: points of accuracy lost", Lost(ScaledRefit, 0.5), 0.5, "the project's own"),
            Claim.AtMost("85.6 % of kernels removed, retrained: points of accuracy lost", Lost(Retrained, 0.856), 1, "the project's own"),
        ]);
    }
}
