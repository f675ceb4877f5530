namespace MLNetCompact.Operators;

public abstract partial record Pooling
{
    internal override void Tie(ChannelTies ties, Node node) => ties.PassOn(node);

    internal override Emission Emit(DeadConstants constants, Node node, int output)
    {
        var x = constants.Of(node.Inputs[0]);
        if (KeepsConstants && x.Dims.Skip(2).All(d => d == 1))
            return x;
        if (constants.ShapeOf(node.Inputs[0]) is not { IsKnownPerRow: true } input || constants.ShapeOf(node.Output) is not { IsKnownPerRow: true } made || PadsFor(input) is not { } pads
            || x.Rank != input.Count)
            return x.Each(v => v == 0 ? 0 : double.NaN).PerChannel(1, values => values.Sum());
        var taps = Window.Taps(input, made, Kernel, Strides, pads, Dilations);
        return x.Slide([.. taps.Select(t => t!)], values => Summary(values, Kernel.Aggregate(1, (product, k) => product * k)));
    }

    /// <summary>Whether a map of one number stays so.</summary>
    private protected virtual bool KeepsConstants => true;

    /// <summary>What becomes of the numbers in a window of <paramref name="taps"/> places; those in the padding are left out.</summary>
    private protected abstract double Summary(IReadOnlyList<double> values, int taps);
}

public sealed partial record MaxPool
{
    private protected override double Summary(IReadOnlyList<double> values, int taps) => values.Any(double.IsNaN) ? double.NaN : values.Max();
}

public sealed partial record AveragePool
{
    private protected override bool KeepsConstants => !CountIncludePad || (!AutoPad.IsSame() && Pads.All(p => p == 0));

    // What counts in a window that sticks out behind the padding differs among runtimes.
    private protected override double Summary(IReadOnlyList<double> values, int taps) =>
        !CountIncludePad ? values.Average() : CeilMode ? double.NaN : values.Sum() / taps;
}

public sealed partial record LpPool
{
    private protected override bool KeepsConstants => false;

    private protected override double Summary(IReadOnlyList<double> values, int taps) => Math.Pow(values.Sum(v => Math.Pow(Math.Abs(v), P)), 1.0 / P);
}

public sealed partial record GlobalAveragePool
{
    internal override void Tie(ChannelTies ties, Node node) => ties.PassOn(node);

    internal override Emission Emit(DeadConstants constants, Node node, int output) => GlobalPooling.Emit(constants, node, values => values.Average(), spread: false);
}

public sealed partial record GlobalMaxPool
{
    internal override void Tie(ChannelTies ties, Node node) => ties.PassOn(node);

    internal override Emission Emit(DeadConstants constants, Node node, int output) =>
        GlobalPooling.Emit(constants, node, values => values.Any(double.IsNaN) ? double.NaN : values.Max(), spread: false);
}

public sealed partial record GlobalLpPool
{
    internal override void Tie(ChannelTies ties, Node node) => ties.PassOn(node);

    internal override Emission Emit(DeadConstants constants, Node node, int output) =>
        GlobalPooling.Emit(constants, node, values => Math.Pow(values.Sum(v => Math.Pow(Math.Abs(v), P)), 1.0 / P), spread: true);
}

internal static partial class GlobalPooling
{
    /// <summary>One number per channel. Where the number of pixels matters they are all looked at, else each different one once.</summary>
    public static Emission Emit(DeadConstants constants, Node node, Func<IReadOnlyList<double>, double> summary, bool spread)
    {
        var x = constants.Of(node.Inputs[0]);
        for (var axis = 2; axis < x.Rank; axis++)
        {
            if (spread)
                x = x.Spread(axis, constants.ShapeOf(node.Inputs[0])?[axis] ?? Shape.Unknown);
        }
        return x.PerChannel(1, summary);
    }
}
