using MathNet.Numerics.LinearAlgebra.Double;

namespace MLNetCompact;

/// <summary>A layer in which all other units together take over for one that goes, by least squares of their behaviours.</summary>
internal sealed class JointReader : MapReader
{
    /// <summary>Keeps shares small where behaviours do not tell, as a share of the mean of the Gram matrix' diagonal.</summary>
    private const double Damping = 1e-5;

    private readonly Elimination _elimination;
    private readonly DenseMatrix _damped;
    private readonly List<int> _gone = [];

    /// <inheritdoc cref="MapReader(LinearReader, IReadOnlyList{int[]}, Behaviours, double[], MatrixProducts)"/>
    public JointReader(LinearReader reader, IReadOnlyList<int[]> units, Behaviours behaviours, double[] tapShares, MatrixProducts products) : base(reader, units, behaviours, tapShares, products)
    {
        _damped = (DenseMatrix)Gram.Clone();
        _elimination = new(products.Damped(_damped, Damping).Inverse, products.Multiply(Kernels, Kernels, transposeB: true), [.. reader.Units.Select((_, u) => new[] { u })], products);
    }

    public override double Error(int unit) => _elimination.Error(unit);

    public override void Remove(int unit)
    {
        _gone.Add(unit);
        _elimination.Remove(unit);
    }

    protected override (int[] Gone, int[] Left, DenseMatrix Shares) Outcome()
    {
        int[] left = [.. Enumerable.Range(0, Units.Count).Except(_gone)];
        var inner = Products.Inverse(DenseMatrix.Create(left.Length, left.Length, (i, j) => _damped[left[i], left[j]]));
        var between = DenseMatrix.Create(_gone.Count, left.Length, (i, j) => _damped[_gone[i], left[j]]);
        return ([.. _gone], left, Products.Multiply(between, inner));
    }
}
