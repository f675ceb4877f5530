using MLNetCompact.RealData;

namespace MLNetCompact.Benchmarks;

/// <summary>The paper's own experiment: the kernels of VGG-16.</summary>
public sealed class ClusterVgg16Accuracy : ClusterTrials
{
    public override string Name => "cluster-vgg16-accuracy";

    public override string Description => "VGG-16 on CIFAR-10 (1,634,496 kernels of 3x3) with representatives, per layer, as in the paper without scales and without retraining; refitted on 1,024 training images without labels. An index of 16 bits tells 65,536 representatives, a quarter of the kernels of the widest layers. "
        + "Matsui et al. 2018 (VGG-16, data not told): 85.6 % of kernels removed at 9 points of accuracy.";

    protected override IReadOnlyList<double> Shares { get; } = [0.75, 0.856, 0.95, 0.99];

    protected override IReadOnlyList<string> Ways { get; } = [Plain, PlainRefit, ScaledRefit];

    public override IReadOnlyList<int> Seeds { get; } = [1];

    /// <summary>Refits of the widest layers take a quarter of an hour a network.</summary>
    protected override IEnumerable<(string Way, double Share)> Pairs => [.. base.Pairs.Where(p => p.Way == Plain || p.Share == 0.856), (Plain + Even, 0.856)];

    protected override RealNetwork Published => RealNetwork.Vgg16;

    public override Measurement Summary(IReadOnlyList<Trial> trials, CancellationToken cancel)
    {
        var (rows, whole) = (new List<IReadOnlyDictionary<string, object>>(), Whole(cancel));
        rows.Add(new Dictionary<string, object> { ["way"] = "dense", ["accuracy %, mean"] = Math.Round(whole, 2) });
        var means = Rows(trials, rows);
        return new Measurement(Seeds, rows,
        [
            Claim.AtMost("85.6 % of kernels removed, plain: points of accuracy lost", Math.Round(whole - means[(Plain, 0.856)], 2), 3, "Matsui et al. 2018: 9"),
            Claim.AtMost("85.6 % of kernels removed, plain and refitted: points of accuracy lost", Math.Round(whole - means[(PlainRefit, 0.856)], 2), 1, "Matsui et al. 2018: 9"),
        ]);
    }
}
