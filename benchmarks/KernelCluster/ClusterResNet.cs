using MLNetCompact.RealData;

namespace MLNetCompact.Benchmarks;

/// <summary>ResNet-20: only 29,744 kernels.</summary>
public sealed class ClusterResNet : ClusterTrials
{
    public override string Name => "cluster-resnet20";

    public override string Description => "The published ResNet-20 on CIFAR-10 with representatives for its 3x3 kernels, per layer: 1,024 training images without labels, three draws; 'retrained' (one draw) sees all training images three times (chosen on 5,000 held-back ones). "
        + "Times are those of ONNX Runtime with one thread, against the dense network in the same run, which is timed twice to show what chance does. Kernels removed are 1 - representatives / kernels of all 3x3 convolutions. A prototype at 85.6 %: plain 15.5, scaled 65, scaled and refitted 90.3 of 92.7 %.";

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
            .. Timed(rows, cancel).Select(t => Claim.AtMost($"85.6 % of kernels removed, scaled and refitted: time of {t.Batch} rows as a share of dense", t.Share, 1.03, "the project's own: no slower")),
        ]);
    }

    /// <summary>How long networks take, a row each, and the share of the dense one's that the default takes.</summary>
    private IEnumerable<(int Batch, double Share)> Timed(List<IReadOnlyDictionary<string, object>> rows, CancellationToken cancel)
    {
        (string Way, double Share)[] pairs = [(Plain, 0.856), (ScaledRefit, 0.5), (ScaledRefit, 0.99), (ScaledRefit, 0.856)];
        var dense = Network.Load(Published.Locate());
        Network[] networks = [dense, dense, .. pairs.Select(p => Saved(p.Way, p.Share, Seeds[0]))];
        string[] names = ["dense (published)", "dense, timed again", .. pairs.Select(p => Point(p.Way, p.Share))];
        foreach (var batch in new[] { 1, 64 })
        {
            var seconds = new OnnxTimer(1, cancel).Time(networks, batch);
            for (var i = 0; i < names.Length; i++)
                rows.Add(new Dictionary<string, object> { ["way"] = names[i], ["batch"] = batch, ["ms per image"] = Math.Round(1000 * seconds[i] / batch, 4), ["times as fast as dense"] = Math.Round(seconds[0] / seconds[i], 2) });
            yield return (batch, Math.Round(seconds[^1] / seconds[0], 3));
        }
    }
}
