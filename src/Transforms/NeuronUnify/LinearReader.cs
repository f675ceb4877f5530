namespace MLNetCompact;

/// <summary>A layer that reads the units of a site.</summary>
/// <param name="Node">The layer.</param>
/// <param name="View">Its weight.</param>
/// <param name="Units">For each unit the columns that read it.</param>
/// <param name="Weights">The numbers of its weight.</param>
/// <param name="Scales">How strongly what each row makes is read: what a BatchNormalization behind multiplies it with, or else the length of the columns that read it; 0 for what goes.</param>
/// <param name="Factor">What the layer multiplies its product with (Gemm's alpha).</param>
/// <param name="Bias">What is added to each row; null where the layer cannot take a bias.</param>
internal sealed record LinearReader(Node Node, LinearView View, IReadOnlyList<int[]> Units, float[] Weights, double[] Scales, double Factor, double[]? Bias)
{
    public bool HasBias => Bias is not null;

    /// <summary>Whether whole maps of units stand for one another: not those that different blocks read, or that differ in size.</summary>
    public bool HasMaps => View.Group == 1 && Units.All(u => u.Length == Units[0].Length);

    /// <summary>Rows of a block.</summary>
    public int BlockRows => View.Rows / View.Group;

    /// <summary>Columns of a block.</summary>
    public int BlockColumns => View.Columns / View.Group;

    /// <summary>The layer of a network; null where it is not of a form that can be refitted.</summary>
    /// <param name="network">The network.</param>
    /// <param name="node">The layer.</param>
    /// <param name="units">For each unit the columns that read it.</param>
    /// <param name="strengths">How strongly the network's rows are read.</param>
    public static LinearReader? Of(Network network, Node node, IReadOnlyList<int[]> units, RowStrengths strengths)
    {
        if (LinearView.Of(node, network) is not { } view || network.Weights[node.Inputs[1]].Type != ElementType.Float || network.ReadersOf(node.Inputs[1]).Skip(1).Any() || !view.BiasFits(node, network))
            return null;
        var (product, factor) = node.Operator.LinearFactors;
        double[]? bias = null;
        if (node.Operator.BiasInput is { } input)
        {
            var given = network.WeightOrNull(node.Input(input)) is { } weight ? weight.Floats().ToArray() : [0f];
            bias = [.. Enumerable.Range(0, view.Rows).Select(row => factor * given[given.Length == 1 ? 0 : row])];
        }
        return new(node, view, units, network.Weights[node.Inputs[1]].Floats().ToArray(), strengths.Of(node, view), product, bias);
    }

    /// <summary>Where the weight of a row and an input of a block lies; inputs are columns, and for each its taps.</summary>
    public int PlaceOf(int block, int row, int input) => View.At(block * BlockRows + row, block * BlockColumns + input / View.Block) + input % View.Block;

    /// <summary>The units' columns in a block, counted from its first.</summary>
    public int[] ColumnsIn(int block, int unit) => [.. Units[unit].Where(c => c / BlockColumns == block).Select(c => c % BlockColumns)];
}
