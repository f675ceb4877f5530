using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>
/// Lets the statistics of BatchNormalizations follow what they read in a compacted network: mean = its original + mean_new - mean_original, variance = its original *
/// variance_new / variance_original, both measured on the same rows. A normalization that reads what it read before stays as it is, bit for bit.
/// </summary>
/// <param name="original">The network as it was.</param>
/// <param name="rows">The rows.</param>
/// <param name="cancel">Ends it.</param>
internal sealed class NormalizationShift(Network original, Rows rows, CancellationToken cancel)
{
    /// <summary>A variance follows by this factor at most.</summary>
    private const double Furthest = 16;

    private readonly Dictionary<string, ChannelStatistics> _before = new(StringComparer.Ordinal);

    /// <summary>Shifts normalizations from the input of the network to its output: each sees what those before it give after their own shift.</summary>
    /// <param name="network">The compacted network.</param>
    /// <param name="origins">Which channels are which.</param>
    /// <param name="done">The names of those that are to stay; gains those that were shifted.</param>
    /// <param name="behind">Values that only those before them are shifted for; all are where it is left out.</param>
    public Network Apply(Network network, ChannelOrigins origins, ISet<string> done, IEnumerable<string>? behind = null)
    {
        var live = behind is null ? null : NetworkEdit.Live(network.Nodes, behind.Select(v => new NetworkValue(v, ElementType.Float, null)));
        foreach (var norm in network.Nodes.Where(n => IsShiftable(network, n) && live?.Contains(n.Name) != false && !done.Contains(n.Name)).ToArray())
        {
            done.Add(norm.Name);
            if (original.Nodes.FirstOrDefault(o => o.Name == norm.Name) is not { } given || !IsShiftable(original, given) || given.Inputs[0] != norm.Inputs[0]
                || Untouched.Is(original, network, norm.Inputs[0]) || origins.ChannelsOf(network, network.Groups(), given.Inputs[0]) is not { } channels)
                continue;
            if (!_before.TryGetValue(norm.Name, out var before))
                _before[norm.Name] = before = ChannelStatistics.Of(original, [given.Inputs[0]], rows, cancel)[0];
            network = Shifted(network, network.Nodes.First(n => n.Name == norm.Name), given, channels, before, ChannelStatistics.Of(network, [given.Inputs[0]], rows, cancel)[0]);
        }
        return network;
    }

    private static bool IsShiftable(Network network, Node node) => node.Operator is BatchNormalization && network.Shapes.GetValueOrDefault(node.Inputs[0]) is { Count: > 1 } shape
        && !shape.Skip(1).Contains(Shape.Unknown) && Enumerable.Range(3, 2).All(i => network.WeightOrNull(node.Input(i)) is { } weight && weight.Type.IsFloating() && weight.Count == shape[1]);

    private Network Shifted(Network network, Node node, Node given, int[] channels, ChannelStatistics before, ChannelStatistics after)
    {
        var (mean, variance) = (network.Weights[node.Inputs[3]], network.Weights[node.Inputs[4]]);
        var (means, variances) = (new float[channels.Length], new float[channels.Length]);
        var (givenMeans, givenVariances) = (original.Weights[given.Inputs[3]].Floats().ToArray(), original.Weights[given.Inputs[4]].Floats().ToArray());
        for (var c = 0; c < channels.Length; c++)
        {
            var (was, now) = (before.Variance[channels[c]], after.Variance[c]);
            means[c] = givenMeans[channels[c]] + (float)(after.Mean[c] - before.Mean[channels[c]]);
            variances[c] = givenVariances[channels[c]] * (was > 0 && now > 0 ? (float)Math.Clamp(now / was, 1 / Furthest, Furthest) : 1);
        }
        if (means.AsSpan().SequenceEqual(mean.Floats()) && variances.AsSpan().SequenceEqual(variance.Floats()))
            return network;
        var edit = new NetworkEdit(network);
        edit.Replace(node.Name, 3, mean.With(means));
        edit.Replace(node.Name, 4, variance.With(variances));
        return edit.Apply();
    }
}
