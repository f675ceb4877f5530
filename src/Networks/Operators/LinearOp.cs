namespace MLNetCompact.Operators;

/// <summary>A convolution or dense layer: its weight reads channels and makes new ones.</summary>
public abstract record LinearOp : Operator
{
    private protected LinearOp()
    {
    }

    internal override int? BiasInput => 2;

    /// <summary>
    /// For each dimension of the maps, [places of the output, taps of the kernel]: the place of the input that a tap reads, -1 where it reads
    /// padding or nothing. One place, all within, for a dimension without a size where nothing is padded; null where it depends on the size.
    /// </summary>
    internal virtual IReadOnlyList<int[,]?>? Taps(Shape input, Shape output) => null;

    /// <summary>It with another number of blocks.</summary>
    internal virtual LinearOp WithGroup(int group) => this;

    internal override void Tie(ChannelTies ties, Node node) => ties.ReadAndMake(node);

    internal override Emission Emit(DeadConstants constants, Node node, int output) => constants.Bias(node);

    internal override void Cut(NetworkCut cut, Node node) => cut.CutLinear(node);
}
