using MathNet.Numerics.LinearAlgebra.Double;

namespace MLNetCompact;

/// <summary>
/// Neuro-unification: a layer in which one other unit i takes over for a unit j that goes, x_j = a x_i with a = (x_i, x_j) / |x_i|^2, w_i += a w_j. The exact change
/// is |w_j|^2 (|x_j|^2 - (x_i, x_j)^2 / |x_i|^2). Where the layer has a bias, behaviours count from their means, which go into it.
/// </summary>
internal sealed class PairReader : MapReader
{
    private readonly double[] _squares;
    private readonly double[] _left;
    private readonly int[] _partner;
    private readonly bool[] _isGone;
    private readonly List<(int Unit, int Partner, double Share)> _unified = [];

    /// <inheritdoc cref="MapReader(LinearReader, IReadOnlyList{int[]}, Behaviours, double[], MatrixProducts)"/>
    public PairReader(LinearReader reader, IReadOnlyList<int[]> units, Behaviours behaviours, double[] tapShares, MatrixProducts products) : base(reader, units, behaviours, tapShares, products)
    {
        _squares = [.. Kernels.EnumerateRows().Select(k => k.DotProduct(k))];
        (_left, _partner, _isGone) = (new double[units.Count], new int[units.Count], new bool[units.Count]);
        for (var unit = 0; unit < units.Count; unit++)
            Seek(unit);
    }

    public override double Error(int unit) => _squares[unit] * _left[unit];

    public override void Remove(int unit)
    {
        var partner = _partner[unit];
        _isGone[unit] = true;
        if (partner >= 0)
        {
            var share = Gram[partner, unit] / Gram[partner, partner];
            _unified.Add((unit, partner, share));
            Kernels.SetRow(partner, Kernels.Row(partner) + share * Kernels.Row(unit));
            _squares[partner] = Kernels.Row(partner).DotProduct(Kernels.Row(partner));
        }
        else
            _unified.Add((unit, -1, 0));
        for (var other = 0; other < _isGone.Length; other++)
        {
            if (!_isGone[other] && _partner[other] == unit)
                Seek(other);
        }
    }

    protected override (int[] Gone, int[] Left, DenseMatrix Shares) Outcome()
    {
        int[] gone = [.. _unified.Select(u => u.Unit)], left = [.. Enumerable.Range(0, Units.Count).Where(u => !_isGone[u])];
        // What each unit is made of in the end: its partner may have gone after it.
        var made = new Dictionary<int, (int Unit, double Share)>();
        foreach (var (unit, partner, share) in Enumerable.Reverse(_unified))
            made[unit] = partner < 0 ? (-1, 0) : made.TryGetValue(partner, out var next) ? (next.Unit, share * next.Share) : (partner, share);
        var shares = new DenseMatrix(gone.Length, left.Length);
        for (var g = 0; g < gone.Length; g++)
        {
            if (Array.IndexOf(left, made[gone[g]].Unit) is var l and >= 0)
                shares[g, l] = made[gone[g]].Share;
        }
        return (gone, left, shares);
    }

    /// <summary>The unit that stands best for another.</summary>
    private void Seek(int unit)
    {
        (_partner[unit], _left[unit]) = (-1, Gram[unit, unit]);
        for (var other = 0; other < _isGone.Length; other++)
        {
            if (other == unit || _isGone[other] || Gram[other, other] <= 0)
                continue;
            var left = Gram[unit, unit] - Gram[other, unit] * Gram[other, unit] / Gram[other, other];
            if (left < _left[unit])
                (_partner[unit], _left[unit]) = (other, Math.Max(0, left));
        }
    }
}
