namespace MLNetCompact.Operators;

public sealed partial record Conv
{
    internal override LinearLayout? Layout => new(RowAxis: 0, Group);

    internal override LinearOp WithGroup(int group) => this with { Group = group };

    internal override IReadOnlyList<int[,]?>? Taps(Shape input, Shape output) =>
        PadsFor(input) is { } pads ? Window.Taps(input, output, Kernel, Strides, pads, Dilations) : null;
}

public sealed partial record ConvTranspose
{
    internal override LinearLayout? Layout => new(RowAxis: 1, Group);

    internal override LinearOp WithGroup(int group) => this with { Group = group };

    internal override IReadOnlyList<int[,]?>? Taps(Shape input, Shape output)
    {
        if (PadsFor(input) is not { } pads)
            return null;
        // The input and the output of a convolution change places.
        return [.. Window.Taps(output, input, Kernel, Strides, pads, Dilations).Select((taps, d) => taps is null || input[d + 2] == Shape.Unknown ? null : Turned(taps, (int)output[d + 2]))];
    }

    private static int[,] Turned(int[,] taps, int places)
    {
        var turned = new int[places, taps.GetLength(1)];
        for (var i = 0; i < turned.Length; i++)
            turned[i / taps.GetLength(1), i % taps.GetLength(1)] = -1;
        for (var from = 0; from < taps.GetLength(0); from++)
        {
            for (var tap = 0; tap < taps.GetLength(1); tap++)
            {
                if (taps[from, tap] >= 0)
                    turned[taps[from, tap], tap] = from;
            }
        }
        return turned;
    }
}

public sealed partial record Gemm
{
    internal override LinearLayout? Layout => new(RowAxis: OutputAxis);

    internal override int? BiasInput => Beta == 0 ? null : 2;

    internal override (double Product, double Bias) LinearFactors => (Alpha, Beta);

    internal override void Tie(ChannelTies ties, Node node)
    {
        if (TransA)
            ties.ProtectAll(node, $"{node} reads its input across");
        else
            base.Tie(ties, node);
    }
}

public sealed partial record MatMul
{
    internal override LinearLayout? Layout => new(RowAxis: 1, ChannelsLast: true);

    internal override int? BiasInput => null;

    internal override void Tie(ChannelTies ties, Node node)
    {
        if (ties.ShapeOf(node.Inputs[0]) is { Count: >= 2 })
            base.Tie(ties, node);
        else
            ties.ProtectAll(node, $"{node} reads a value whose dimensions are not known");
    }
}
