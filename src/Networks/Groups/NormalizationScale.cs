using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>The scales (gamma) of the BatchNormalization behind a layer: one number per channel, on which alone the channel's strength depends.</summary>
internal static class NormalizationScale
{
    /// <summary>The name of the scales of the BatchNormalization that alone reads the layer, or null without such a one.</summary>
    public static string? Of(Network network, Node layer) =>
        network.ReadersOf(layer.Output).ToArray() is [{ Operator: BatchNormalization } norm] && norm.Inputs[0] == layer.Output && network.Outputs.All(o => o.Name != layer.Output)
            && LinearView.Of(layer, network) is { ChannelsLast: false } view && network.WeightOrNull(norm.Inputs[1]) is { } scale && scale.Type.IsFloating() && scale.Count == view.Rows
            && network.ReadersOf(scale.Name).Count() == 1 ? scale.Name : null;

    /// <summary>What that BatchNormalization multiplies each channel with, and what it adds; null without such a one.</summary>
    public static (double[] Scales, double[] Shifts)? Affine(Network network, Node layer)
    {
        if (Of(network, layer) is not { } name || network.ReadersOf(layer.Output).Single() is not { Operator: BatchNormalization normalization } norm)
            return null;
        var parameters = Enumerable.Range(1, 4).Select(i => network.WeightOrNull(norm.Input(i))).ToArray();
        if (parameters.Any(p => p is null || !p.Type.IsFloating() || p.Count != network.Weights[name].Count))
            return null;
        var (gamma, beta, mean, variance) = (parameters[0]!.Floats().ToArray(), parameters[1]!.Floats().ToArray(), parameters[2]!.Floats().ToArray(), parameters[3]!.Floats().ToArray());
        double[] scales = [.. gamma.Zip(variance, (g, v) => g / Math.Sqrt((double)v + normalization.Epsilon))];
        return (scales, [.. scales.Select((s, i) => beta[i] - s * mean[i])]);
    }

    /// <summary>The same network, in which the weights of channels whose scale is 0 are 0 too: they change no output.</summary>
    public static Network Settle(Network network)
    {
        var edit = new NetworkEdit(network);
        foreach (var layer in network.Nodes.Where(n => n.Operator is LinearOp))
        {
            if (Of(network, layer) is not { } name || !network.Weights[name].Floats().Contains(0f) || LinearView.Of(layer, network) is not { } view)
                continue;
            var scale = network.Weights[name].Floats();
            var values = network.Weights[layer.Inputs[1]].Floats().ToArray();
            for (var row = 0; row < view.Rows; row++)
            {
                if (scale[row] == 0)
                    view.Row(row, at => values[at] = 0);
            }
            edit.Replace(layer.Name, 1, network.Weights[layer.Inputs[1]].With(values));
        }
        return edit.Apply();
    }
}
