using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>Takes batch normalizations into the convolutions and dense layers before them.</summary>
internal static class BatchNormalizationFusion
{
    /// <summary>
    /// gamma * (W x + b - mean) / sqrt(var + epsilon) + beta is W' x + b' with W' = scale W, b' = scale (b - mean) + beta,
    /// scale = gamma / sqrt(var + epsilon), per row of W.
    /// </summary>
    public static Network Apply(Network network)
    {
        var edit = new NetworkEdit(network);
        foreach (var norm in network.Nodes.Where(n => n.Operator is BatchNormalization))
        {
            if (network.ProducerOf(norm.Inputs[0]) is { Operator: LinearOp { BiasInput: { } input } } node && IsOnlyFor(network, node, norm)
                && LinearView.Of(node, network) is { } view && view.BiasFits(node, network) && Constants(network, norm, view.Rows) is { } constants)
                Fuse(edit, node, norm, view, input, constants);
        }
        return edit.Apply();
    }

    private static void Fuse(NetworkEdit edit, Node node, Node norm, LinearView view, int input, double[][] constants)
    {
        var (scale, shift) = BatchNormalization.ScaleAndShift(i => constants[i - 1], ((BatchNormalization)norm.Operator).Epsilon);
        var weight = edit.Find(node.Name, 1)!;
        var values = weight.Floats().ToArray();
        for (var row = 0; row < view.Rows; row++)
            view.Row(row, at => values[at] = (float)(values[at] * scale[row]));
        edit.Replace(node.Name, 1, weight.With(values));
        var (old, factor) = (edit.Find(node.Name, input), node.Operator.LinearFactors.Bias);
        var bias = new float[view.Rows];
        for (var row = 0; row < bias.Length; row++)
            bias[row] = (float)((old is null ? 0 : old.Floats()[old.Count == 1 ? 0 : row] * scale[row]) + shift[row] / factor);
        edit.Replace(node.Name, input, Weight.Of(old?.Name ?? $"{node.Name}.bias", weight.Type, new Shape(view.Rows), bias));
        edit.TakeOver(node.Name, norm.Name);
    }

    /// <summary>gamma, beta, mean and variance, or null if they are not constants of one number per row.</summary>
    private static double[][]? Constants(Network network, Node norm, int rows)
    {
        var weights = Enumerable.Range(1, 4).Select(i => network.WeightOrNull(norm.Input(i))).ToArray();
        return weights.All(w => w is not null && w.Type.IsFloating() && w.Count == rows)
            ? [.. weights.Select(w => w!.Floats().ToArray().Select(v => (double)v).ToArray())] : null;
    }

    private static bool IsOnlyFor(Network network, Node node, Node reader) =>
        network.ReadersOf(node.Output).SequenceEqual([reader]) && network.Outputs.All(o => o.Name != node.Output);
}
