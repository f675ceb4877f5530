using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>The weight of a convolution or dense layer as rows (what it makes) and columns (what it reads), however it is stored.</summary>
internal readonly struct LinearView
{
    private readonly Weight _weight;

    public LinearView(Node node, Weight weight)
    {
        _weight = weight;
        RowAxis = node.Operator is Gemm gemm ? gemm.OutputAxis : 0;
        Rows = (int)weight.Shape[RowAxis];
        Columns = (int)weight.Shape[ColumnAxis];
        Block = (int)(weight.Count / Math.Max(1, (long)Rows * Columns));
    }

    /// <summary>The dimension of the stored weight that counts the rows.</summary>
    public int RowAxis { get; }

    /// <summary>The dimension of the stored weight that counts the columns.</summary>
    public int ColumnAxis => 1 - RowAxis;

    public int Rows { get; }

    public int Columns { get; }

    /// <summary>Where the weights of (row, column) start in the row-major values; there are <see cref="Block"/> of them, one per kernel tap.</summary>
    public int At(int row, int column) => (RowAxis == 0 ? row * Columns + column : column * Rows + row) * Block;

    /// <summary>Weights of one row and column: the taps of a kernel, or 1.</summary>
    public int Block { get; }

    /// <summary>Calls <paramref name="visit"/> with the position of every weight of a row.</summary>
    public void Row(int row, Action<int> visit)
    {
        for (var column = 0; column < Columns; column++)
        {
            for (var tap = 0; tap < Block; tap++)
                visit(At(row, column) + tap);
        }
    }

    /// <summary>For each row, whether any of its weights is not 0.</summary>
    public bool[] LiveRows() => Live(Rows, byRow: true);

    /// <summary>For each column, whether any of its weights is not 0.</summary>
    public bool[] LiveColumns() => Live(Columns, byRow: false);

    private bool[] Live(int count, bool byRow)
    {
        var live = new bool[count];
        var values = _weight.Values;
        for (var row = 0; row < Rows; row++)
        {
            for (var column = 0; column < Columns; column++)
            {
                if (values.Slice(At(row, column), Block).ContainsAnyExcept(0f))
                    live[byRow ? row : column] = true;
            }
        }
        return live;
    }
}
