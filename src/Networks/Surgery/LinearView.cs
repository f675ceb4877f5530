namespace MLNetCompact;

/// <summary>How an operator's weight holds what it makes (rows) and what it reads (columns).</summary>
/// <param name="RowAxis">The dimension of the weight that counts rows, 0 or 1; the other one counts columns.</param>
/// <param name="Group">Blocks into which rows and columns are divided; the weight's dimension 1 counts within a block.</param>
/// <param name="ChannelsLast">Whether channels are the last dimension of what is read and made, not dimension 1.</param>
internal readonly record struct LinearLayout(int RowAxis, int Group = 1, bool ChannelsLast = false);

/// <summary>The weight of a convolution or dense layer as rows (what it makes) and columns (what it reads), however it is stored.</summary>
internal sealed class LinearView
{
    private readonly Weight _weight;
    private readonly LinearLayout _layout;

    private LinearView(LinearLayout layout, Weight weight)
    {
        (_layout, _weight) = (layout, weight);
        var (total, within) = ((int)weight.Shape[0], (int)weight.Shape[1] * layout.Group);
        (Rows, Columns) = layout.RowAxis == 0 ? (total, within) : (within, total);
        Block = (int)(weight.Count / Math.Max(1, weight.Shape[0] * weight.Shape[1]));
    }

    /// <summary>The view of a node's weight, or null where the node is not linear or its weight is not a constant of numbers.</summary>
    public static LinearView? Of(Node node, Network network) => Of(node, network.WeightOrNull(node.Input(1)));

    /// <summary>The view of <paramref name="weight"/> as the one that <paramref name="node"/> reads.</summary>
    public static LinearView? Of(Node node, Weight? weight) =>
        weight is { Shape.Count: >= 2 } && weight.Type.IsFloating() && node.Operator.Layout is { } layout && (!layout.ChannelsLast || weight.Shape.Count == 2) && weight.Shape[0] % layout.Group == 0
            && weight.Shape[1] * layout.Group <= int.MaxValue ? new LinearView(layout, weight) : null;

    /// <summary>The dimension of the stored weight that counts the rows.</summary>
    public int RowAxis => _layout.RowAxis;

    /// <summary>The dimension of the stored weight that counts the columns.</summary>
    public int ColumnAxis => 1 - RowAxis;

    /// <summary>Whether channels are the last dimension of what is read and made, not dimension 1.</summary>
    public bool ChannelsLast => _layout.ChannelsLast;

    /// <summary>Blocks of a grouped convolution, or 1.</summary>
    public int Group => _layout.Group;

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>Weights of one row and column: the taps of a kernel, or 1.</summary>
    public int Block { get; }

    /// <summary>Whether each column is read by rows of its own. One block that happens to have one column is an ordinary convolution.</summary>
    public bool IsDepthwise => Group > 1 && Columns == Group;

    /// <summary>The dimension of what is read, of <paramref name="rank"/> dimensions, that counts the columns.</summary>
    public int InputAxis(int? rank) => _layout.ChannelsLast && rank is { } r ? r - 1 : 1;

    /// <summary>The dimension of what is made that counts the rows.</summary>
    public int OutputAxis(int? rank) => InputAxis(rank);

    /// <summary>Where the weights of (row, column) start in the row-major values, <see cref="Block"/> of them; -1 where the column is of another block.</summary>
    public int At(int row, int column)
    {
        var (rows, columns) = (Rows / Group, Columns / Group);
        if (row / rows != column / columns)
            return -1;
        return (RowAxis == 0 ? row * columns + column % columns : column * rows + row % rows) * Block;
    }

    /// <summary>The columns that <paramref name="row"/> reads: from a first one on, so many.</summary>
    public (int First, int Count) ColumnsOf(int row) => (row / (Rows / Group) * (Columns / Group), Columns / Group);

    /// <summary>Calls <paramref name="visit"/> with the position of every weight of a row.</summary>
    public void Row(int row, Action<int> visit)
    {
        var (first, count) = ColumnsOf(row);
        for (var column = first; column < first + count; column++)
        {
            for (var tap = 0; tap < Block; tap++)
                visit(At(row, column) + tap);
        }
    }

    /// <summary>For each row, whether any of its weights is not 0.</summary>
    public bool[] LiveRows() => Live(Rows, byRow: true);

    /// <summary>For each column, whether any of its weights is not 0.</summary>
    public bool[] LiveColumns() => Live(Columns, byRow: false);

    /// <summary>The weight with those rows and columns only. Blocks lose the same places each; depthwise ones go as a whole.</summary>
    public Weight Cut(Weight weight, int[] rows, int[] columns)
    {
        var (total, within) = RowAxis == 0 ? (rows, columns) : (columns, rows);
        if (total.Length < weight.Shape[0])
            weight = weight.Select(0, total);
        if (!IsDepthwise && within.Length < weight.Shape[1] * Group)
            weight = weight.Select(1, Group == 1 ? within : [.. within.Where(i => i < weight.Shape[1])]);
        return weight;
    }

    /// <summary>Whether a constant bias has one number per row, or one for all.</summary>
    public bool BiasFits(Node node, Network network) =>
        node.Operator.BiasInput is not { } input || node.Input(input) is not { } name
        || (network.WeightOrNull(name) is { } bias && bias.Type.IsFloating() && FitsRows(bias.Shape));

    /// <summary>One number for each row, or one for all.</summary>
    private bool FitsRows(Shape bias) => bias.All(d => d == 1) || (bias[^1] == Rows && bias.SkipLast(1).All(d => d == 1));

    private bool[] Live(int count, bool byRow)
    {
        var live = new bool[count];
        var values = _weight.Floats();
        for (var row = 0; row < Rows; row++)
        {
            var (first, columns) = ColumnsOf(row);
            for (var column = first; column < first + columns; column++)
            {
                if (values.Slice(At(row, column), Block).ContainsAnyExcept(0f))
                    live[byRow ? row : column] = true;
            }
        }
        return live;
    }
}
