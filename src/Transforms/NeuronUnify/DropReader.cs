using MathNet.Numerics.LinearAlgebra.Double;

namespace MLNetCompact;

/// <summary>A layer from which units just go: nothing takes over. A control.</summary>
internal sealed class DropReader : MapReader
{
    private readonly List<int> _gone = [];

    /// <inheritdoc cref="MapReader(LinearReader, IReadOnlyList{int[]}, Behaviours, double[], MatrixProducts)"/>
    public DropReader(LinearReader reader, IReadOnlyList<int[]> units, Behaviours behaviours, double[] tapShares, MatrixProducts products)
        // The constant part goes too, but shares are of what varies, as everywhere.
        : base(reader with { Bias = null }, units, behaviours, tapShares, products) => Energy = reader.HasBias ? EnergyOf(behaviours.Gram(true)) : Energy;

    public override double Error(int unit) => Kernels.Row(unit).DotProduct(Kernels.Row(unit)) * Gram[unit, unit];

    public override void Remove(int unit) => _gone.Add(unit);

    protected override (int[] Gone, int[] Left, DenseMatrix Shares) Outcome()
    {
        int[] left = [.. Enumerable.Range(0, Units.Count).Except(_gone)];
        return ([.. _gone], left, new DenseMatrix(Math.Max(1, _gone.Count), left.Length));
    }
}
