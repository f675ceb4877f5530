using System.Globalization;

namespace MLNetCompact.Benchmarks;

/// <summary>Connections of a network on MNIST pruned to a number that the paper, or others, reached.</summary>
public abstract class PruneTrials : MnistTrials
{
    /// <summary>All that its trials depend on, beside the code.</summary>
    public object Settings => new { Training, Points };

    /// <summary>How the values that weights share are trained afterwards.</summary>
    public abstract TrainingOptions Values { get; }

    /// <summary>The weights that stay at most, by the point's name.</summary>
    protected abstract IReadOnlyDictionary<string, int> Kept { get; }

    /// <summary>What the paper keeps of each layer at the first point, in percent.</summary>
    protected abstract IReadOnlyDictionary<string, int> Paper { get; }

    /// <summary>The weights of the dense network.</summary>
    protected abstract int Whole { get; }

    /// <summary>How a network is retrained while weights go by and by, and some come back.</summary>
    protected abstract TrainingOptions Spliced { get; }

    /// <summary>The gradual schedule with dynamic network surgery.</summary>
    protected PruneRetrainOptions Surgery(string point, PruneBudget budget, int? epochs = null) => new()
    {
        Kept = Share(point),
        Budget = budget,
        Schedule = PruneSchedule.Gradual,
        Splicing = new(),
        Retraining = Spliced with { Epochs = epochs ?? Spliced.Epochs },
    };

    protected double Share(string point) => (double)Kept[point] / Whole;

    protected override string Text(Network network) => Live(network).ToString("N0", CultureInfo.InvariantCulture);

    protected override IEnumerable<Claim> Structure(TrialPoint point, IReadOnlyList<Network> networks)
    {
        yield return Claim.AtMost($"{point.Name}: weights without biases that are not 0, most of all seeds", networks.Max(Live), Kept[point.Name], point.Source);
    }

    protected override void Measure(IReadOnlyDictionary<string, Network[]> networks, List<IReadOnlyDictionary<string, object>> rows, List<Claim> claims, CancellationToken cancel)
    {
        foreach (var (point, own) in networks.Where(n => Kept.ContainsKey(n.Key)))
        {
            var row = new Dictionary<string, object> { ["point"] = point, ["part"] = "weights kept per layer, %, mean" };
            foreach (var layer in PrunableLayer.Of(networks[Base][0]))
            {
                // Neurons that are gone have no weights any more, but had them.
                var share = 100 * own.Average(n => (double)PrunableLayer.Of(n).Single(l => l.Node.Name == layer.Node.Name).Live / layer.Values.Length);
                row[layer.Node.Name] = point == Kept.Keys.First() ? FormattableString.Invariant($"{share:0.0} (paper {Paper[layer.Node.Name]})") : share.ToString("0.0", CultureInfo.InvariantCulture);
            }
            rows.Add(row);
        }
        var names = networks.Keys.ToArray();
        var seconds = new OnnxTimer(1, cancel).Time([.. names.Select(n => networks[n][0])], 1);
        for (var i = 1; i < names.Length; i++)
            rows.Add(new Dictionary<string, object> { ["point"] = names[i], ["part"] = "network", ["batch"] = 1, ["times as fast as dense"] = Math.Round(seconds[0] / seconds[i], 2) });
    }

    private protected static int Live(Network network) => PrunableLayer.Of(network).Sum(l => l.Live);
}
