using MathNet.Numerics.LinearAlgebra.Double;

namespace MLNetCompact;

/// <summary>
/// A layer to which each unit is one behaviour, whatever kernel reads it: kernels of units that go are added to those of the others in proportion. A linear
/// combination of maps passes a convolution as it is; only its constant part is lost where the convolution pads, and counts there by the mean over all places.
/// </summary>
internal abstract class MapReader : ReaderState
{
    private readonly double[] _means;
    private readonly double[] _tapShares;

    /// <param name="reader">The layer.</param>
    /// <param name="units">The units that may go, and behind them what else it reads, as columns.</param>
    /// <param name="behaviours">The behaviours of these units.</param>
    /// <param name="tapShares">For each tap the share of places where it reads no padding.</param>
    /// <param name="products">What multiplies.</param>
    protected MapReader(LinearReader reader, IReadOnlyList<int[]> units, Behaviours behaviours, double[] tapShares, MatrixProducts products)
    {
        (Reader, Units, _means, _tapShares, Products, Gram) = (reader, units, behaviours.Means, tapShares, products, behaviours.Gram(reader.HasBias));
        Kernels = DenseMatrix.Create(units.Count, reader.View.Rows * units[0].Length * reader.View.Block, (unit, i) => Scaled(unit, i));
        Energy = EnergyOf(Gram);
    }

    protected LinearReader Reader { get; }

    protected MatrixProducts Products { get; }

    /// <summary>The columns of each unit.</summary>
    protected IReadOnlyList<int[]> Units { get; }

    /// <summary>The mean products of behaviours, about their means where the layer has a bias that can take these.</summary>
    protected DenseMatrix Gram { get; }

    /// <summary>What reads each unit: [units, columns * rows * taps], each row scaled.</summary>
    protected DenseMatrix Kernels { get; }

    /// <summary>The units that are gone, those that are left, and what the former are made of: [gone, left].</summary>
    protected abstract (int[] Gone, int[] Left, DenseMatrix Shares) Outcome();

    public override (float[] Weights, double[]? Bias) Result()
    {
        var (gone, left, shares) = Outcome();
        var (weights, bias) = (Reader.Weights.ToArray(), Reader.Bias?.ToArray());
        if (gone.Length == 0)
            return (weights, bias);
        for (var g = 0; g < gone.Length; g++)
        {
            var constant = _means[gone[g]] - left.Select((l, i) => shares[g, i] * _means[l]).Sum();
            for (var i = 0; i < Kernels.ColumnCount; i++)
            {
                var (at, row, tap) = Place(gone[g], i);
                if (bias is not null)
                    bias[row] += Reader.Factor * weights[at] * _tapShares[tap] * constant;
                weights[at] = 0;
            }
        }
        var gained = Products.Multiply(shares, DenseMatrix.Create(gone.Length, Kernels.ColumnCount, (g, i) => Reader.Weights[Place(gone[g], i).At]), transposeA: true);
        for (var l = 0; l < left.Length; l++)
        {
            for (var i = 0; i < Kernels.ColumnCount; i++)
                weights[Place(left[l], i).At] += (float)gained[l, i];
        }
        return (weights, bias);
    }

    /// <summary>The mean square of the products that the layer sums up, for such mean products of behaviours.</summary>
    protected double EnergyOf(DenseMatrix gram) => Products.Multiply(gram, Kernels).PointwiseMultiply(Kernels).RowSums().Sum();

    private double Scaled(int unit, int index)
    {
        var (at, row, _) = Place(unit, index);
        return Reader.Weights[at] * Reader.Factor * Reader.Scales[row];
    }

    /// <summary>Where the number of a unit's kernels is in the weight, its row and its tap.</summary>
    private (int At, int Row, int Tap) Place(int unit, int index)
    {
        var (rest, tap) = Math.DivRem(index, Reader.View.Block);
        var (column, row) = Math.DivRem(rest, Reader.View.Rows);
        return (Reader.View.At(row, Units[unit][column]) + tap, row, tap);
    }
}
