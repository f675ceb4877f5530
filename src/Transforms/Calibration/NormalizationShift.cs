using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>
/// Lets the statistics of BatchNormalizations follow what they read in a compacted network: mean = its original + mean_new - mean_original, variance = its original *
/// variance_new / variance_original, both measured on the same rows. A normalization that reads what it read before stays as it is, bit for bit.
/// </summary>
internal static class NormalizationShift
{
    /// <summary>A variance follows by this factor at most.</summary>
    private const double Furthest = 16;

    /// <param name="network">The compacted network.</param>
    /// <param name="original">The network as it was.</param>
    /// <param name="origins">Which channels are which.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="cancel">Ends it.</param>
    public static Network Apply(Network network, Network original, ChannelOrigins origins, Rows rows, CancellationToken cancel)
    {
        var norms = network.Nodes.Where(n => IsShiftable(network, n) && original.Nodes.Any(o => o.Name == n.Name && IsShiftable(original, o))).ToArray();
        var inputs = norms.Select(n => original.Nodes.First(o => o.Name == n.Name).Inputs[0]).ToArray();
        var before = ChannelStatistics.Of(original, inputs, rows, cancel);
        for (var i = 0; i < norms.Length; i++)
        {
            // Each sees what those before it give after their own shift.
            var node = network.Nodes.First(n => n.Name == norms[i].Name);
            if (node.Inputs[0] == inputs[i] && origins.ChannelsOf(network, network.Groups(), inputs[i]) is { } channels)
                network = Shifted(network, node, original, channels, before[i], ChannelStatistics.Of(network, [inputs[i]], rows, cancel)[0]);
        }
        return network;
    }

    private static bool IsShiftable(Network network, Node node) => node.Operator is BatchNormalization && network.Shapes.GetValueOrDefault(node.Inputs[0]) is { Count: > 1 } shape
        && !shape.Skip(1).Contains(Shape.Unknown) && Enumerable.Range(3, 2).All(i => network.WeightOrNull(node.Input(i)) is { } weight && weight.Type.IsFloating() && weight.Count == shape[1]);

    private static Network Shifted(Network network, Node node, Network original, int[] channels, ChannelStatistics before, ChannelStatistics after)
    {
        var (mean, variance) = (network.Weights[node.Inputs[3]], network.Weights[node.Inputs[4]]);
        var (means, variances) = (new float[channels.Length], new float[channels.Length]);
        var given = original.Nodes.First(n => n.Name == node.Name);
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
