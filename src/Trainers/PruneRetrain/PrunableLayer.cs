using MLNetCompact.Operators;

namespace MLNetCompact;

/// <summary>A convolution or dense layer whose weights can be pruned one by one.</summary>
/// <param name="Node">The layer.</param>
/// <param name="View">Its weight as rows and columns.</param>
/// <param name="Values">The numbers of its weight.</param>
internal sealed record PrunableLayer(Node Node, LinearView View, float[] Values)
{
    /// <summary>For each weight the number of its row.</summary>
    public int[] Rows { get; } = Numbers(View, Values.Length, byRow: true);

    /// <summary>For each weight the number of its column.</summary>
    public int[] Columns { get; } = Numbers(View, Values.Length, byRow: false);

    /// <summary>The weight's name.</summary>
    public string Weight => Node.Inputs[1];

    public bool IsConvolution => Node.Operator is Conv or ConvTranspose;

    /// <summary>How many weights are not 0.</summary>
    public int Live => Values.Length - Values.AsSpan().Count(0f);

    /// <summary>The standard deviation of the weights that are not 0: of all in the first round, of the survivors later.</summary>
    public double Deviation
    {
        get
        {
            var (sum, squares, count) = (0.0, 0.0, 0);
            foreach (var value in Values)
            {
                if (value == 0)
                    continue;
                (sum, squares, count) = (sum + value, squares + (double)value * value, count + 1);
            }
            return count == 0 ? 0 : Math.Sqrt(Math.Max(0, squares / count - sum / count * (sum / count)));
        }
    }

    /// <summary>Its numbers, 0 where the mask says no.</summary>
    public float[] Masked(bool[] mask) => [.. Values.Zip(mask, (value, stays) => stays ? value : 0)];

    /// <summary>The layers of a network from its input to its output; a weight that several read counts at the first, and shared kernels and their factors at none.</summary>
    public static IReadOnlyList<PrunableLayer> Of(Network network)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return [.. network.Nodes.Where(n => n.Operator is LinearOp && LinearView.Of(n, network) is not null && network.Weights[n.Inputs[1]].Storage is not (KernelStorage or ScaleStorage) && seen.Add(n.Inputs[1]))
            .Select(n => new PrunableLayer(n, LinearView.Of(n, network)!, network.Weights[n.Inputs[1]].Floats().ToArray()))];
    }

    private static int[] Numbers(LinearView view, int count, bool byRow)
    {
        var numbers = new int[count];
        for (var row = 0; row < view.Rows; row++)
        {
            var (first, columns) = view.ColumnsOf(row);
            for (var column = first; column < first + columns; column++)
                Array.Fill(numbers, byRow ? row : column, view.At(row, column), view.Block);
        }
        return numbers;
    }

    /// <summary>The network with the weights of its layers kept sparsely where that is smaller.</summary>
    public static Network Sparse(Network network) => network.WithWeights(Of(network).Select(l => network.Weights[l.Weight].AsSparse()));
}
