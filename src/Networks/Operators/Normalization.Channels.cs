namespace MLNetCompact.Operators;

public sealed partial record BatchNormalization
{
    internal override void Tie(ChannelTies ties, Node node) => ChannelConstants.Tie(ties, node, 1, 2, 3, 4);

    internal override Emission Emit(DeadConstants constants, Node node, int output)
    {
        var x = constants.Of(node.Inputs[0]);
        if (constants.ShapeOf(node.Inputs[0]) is not { } shape)
            return Emission.Live;
        var (scale, shift) = ScaleAndShift(i => constants.Of(node.Inputs[i]).Values.ToArray(), Epsilon);
        return Emission.Combine(Emission.Combine(x, Emission.Along(shape.Count, 1, scale), (l, r) => l * r), Emission.Along(shape.Count, 1, shift), (l, r) => l + r);
    }

    internal override void Cut(NetworkCut cut, Node node) => ChannelConstants.Cut(cut, node, 1, 2, 3, 4);

    /// <summary>It as scale * x + shift, from the numbers of its inputs 1 to 4.</summary>
    internal static (double[] Scale, double[] Shift) ScaleAndShift(Func<int, double[]> input, double epsilon)
    {
        var (gamma, beta, mean, variance) = (input(1), input(2), input(3), input(4));
        var (scale, shift) = (new double[gamma.Length], new double[gamma.Length]);
        for (var c = 0; c < scale.Length; c++)
        {
            scale[c] = gamma[c] / Math.Sqrt(variance[c] + epsilon);
            shift[c] = beta[c] - scale[c] * mean[c];
        }
        return (scale, shift);
    }
}

public sealed partial record InstanceNormalization
{
    internal override void Tie(ChannelTies ties, Node node) => ChannelConstants.Tie(ties, node, 1, 2);

    /// <summary>A channel of one number is its own mean: what is left of it is B.</summary>
    internal override Emission Emit(DeadConstants constants, Node node, int output)
    {
        var (x, shift) = (constants.Of(node.Inputs[0]), constants.Of(node.Inputs[2]).Values.ToArray());
        if (x.Rank < 2 || x.Dims.Where((d, i) => i != 1 && d != 1).Any())
            return Emission.Live;
        return Emission.Combine(x, Emission.Along(x.Rank, 1, shift), (v, b) => double.IsNaN(v) ? v : b);
    }

    internal override void Cut(NetworkCut cut, Node node) => ChannelConstants.Cut(cut, node, 1, 2);
}

public sealed partial record LayerNormalization
{
    internal override void Tie(ChannelTies ties, Node node)
    {
        var rank = ties.ShapeOf(node.Inputs[0])?.Count;
        if (rank is null || ties.Of(node.Inputs[0]) is { } channels && channels.Axis >= (Axis < 0 ? Axis + rank : Axis))
            ties.ProtectAll(node, $"{node} makes every output depend on every channel");
        else
            ties.PassOn(node);
    }
}

/// <summary>The rule of operators with one constant per channel of dimension 1.</summary>
internal static class ChannelConstants
{
    public static void Tie(ChannelTies ties, Node node, params ReadOnlySpan<int> inputs)
    {
        var channels = ties.Of(node.Inputs[0]);
        foreach (var input in inputs)
        {
            if (channels is not null && (channels.Axis != 1 || ties.Network.WeightOrNull(node.Input(input)) is not { } weight || !weight.Type.IsFloating() || !weight.Shape.Equals(new Shape(channels.Count))))
            {
                ties.ProtectAll(node, $"{node} has no constant '{node.Input(input)}' of one number for each channel that it reads");
                return;
            }
        }
        ties.PassOn(node);
    }

    public static void Cut(NetworkCut cut, Node node, params ReadOnlySpan<int> inputs)
    {
        if (cut.Kept(node.Inputs[0]) is not { } kept)
            return;
        foreach (var input in inputs)
            cut.Select(node, input, 0, kept.Positions);
    }
}
