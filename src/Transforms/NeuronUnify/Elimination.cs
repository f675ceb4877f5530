using MathNet.Numerics.LinearAlgebra.Double;

namespace MLNetCompact;

/// <summary>
/// Takes units (one input of a linear map, or several) away one by one, while the others make up for each by least squares, and knows before what each would cost.
/// </summary>
/// <remarks>
/// With P the inverse of the Gram matrix of the inputs and w the weights that read them, taking unit J costs tr(w_J^T P_JJ^-1 w_J), after which
/// P -= P_J^T P_JJ^-1 P_J and w -= P_J^T P_JJ^-1 w_J. Only Q = w w^T is kept of the weights. Both matrices change by F^T F and F^T K + K^T F, where F and K gain a row
/// for each input that goes; products of many rows at once are carried out together. Taking all in a row costs as much as solving anew for those that are left.
/// </remarks>
internal sealed class Elimination
{
    /// <summary>So many rows of F and K wait at most.</summary>
    private const int MostPending = 64;

    private readonly MatrixProducts _products;
    private readonly DenseMatrix[] _inverseBlocks, _weightBlocks;
    private readonly int[][] _places;
    private readonly double[] _inverse, _weights;
    private double[] _change = [];
    private bool[] _isLeft;
    private double[] _f, _k;
    private int _pending;

    /// <param name="inverse">P, whose numbers change as units go.</param>
    /// <param name="weights">Q, whose numbers change as units go.</param>
    /// <param name="units">The inputs of each unit that may be taken; none where it has none here.</param>
    /// <param name="products">What multiplies.</param>
    public Elimination(DenseMatrix inverse, DenseMatrix weights, IReadOnlyList<int[]> units, MatrixProducts products)
    {
        (_inverse, _weights, _products, _places) = (inverse.Values, weights.Values, products, [.. units]);
        _isLeft = [.. Enumerable.Repeat(true, inverse.RowCount)];
        (_inverseBlocks, _weightBlocks) = ([.. units.Select(u => Block(inverse, u))], [.. units.Select(u => Block(weights, u))]);
        (_f, _k) = (new double[_isLeft.Length * MostPending], new double[_isLeft.Length * MostPending]);
    }

    /// <summary>What taking a unit would cost now.</summary>
    public double Error(int unit) => _places[unit].Length switch
    {
        0 => 0,
        1 => Math.Max(0, _weightBlocks[unit][0, 0] / _inverseBlocks[unit][0, 0]),
        _ => Math.Max(0, _inverseBlocks[unit].Cholesky().Solve(_weightBlocks[unit]).Trace()),
    };

    /// <summary>Takes a unit.</summary>
    public void Remove(int unit)
    {
        var places = _places[unit];
        if (places.Length == 0)
            return;
        if (_pending + places.Length > MostPending)
            places = Flush(unit);
        var (n, size) = (_isLeft.Length, places.Length);
        var lower = _inverseBlocks[unit].Cholesky().Factor;
        var f = lower.Solve(Rows(places, ofInverse: true));
        var half = lower.Solve(_weightBlocks[unit]);
        var inner = lower.Solve(half.Transpose());
        var k = lower.Solve(Rows(places, ofInverse: false)) - 0.5 * inner * f;
        if (_pending + size > _f.Length / n)
            (_f, _k) = (new double[n * size], new double[n * size]);
        var stride = _f.Length / n;
        for (var i = 0; i < n; i++)
        {
            for (var row = 0; row < size; row++)
                (_f[i * stride + _pending + row], _k[i * stride + _pending + row]) = (f[row, i], k[row, i]);
        }
        _places[unit] = [];
        for (var other = 0; other < _places.Length; other++)
        {
            for (var i = 0; i < _places[other].Length; i++)
            {
                for (var j = 0; j < _places[other].Length; j++)
                {
                    var (left, right) = (_places[other][i], _places[other][j]);
                    for (var row = 0; row < size; row++)
                    {
                        _inverseBlocks[other][i, j] -= f[row, left] * f[row, right];
                        _weightBlocks[other][i, j] -= f[row, left] * k[row, right] + k[row, left] * f[row, right];
                    }
                }
            }
        }
        _pending += size;
        foreach (var place in places)
            _isLeft[place] = false;
    }

    /// <summary>Rows of P or Q as they are now.</summary>
    private DenseMatrix Rows(int[] places, bool ofInverse)
    {
        var (n, stride, from) = (_isLeft.Length, _f.Length / _isLeft.Length, ofInverse ? _inverse : _weights);
        var rows = new DenseMatrix(places.Length, n);
        for (var row = 0; row < places.Length; row++)
        {
            var own = _f.AsSpan(places[row] * stride, _pending);
            var ownK = _k.AsSpan(places[row] * stride, _pending);
            for (var i = 0; i < n; i++)
            {
                if (!_isLeft[i])
                    continue;
                var f = _f.AsSpan(i * stride, _pending);
                var k = _k.AsSpan(i * stride, _pending);
                var sum = 0.0;
                if (ofInverse)
                {
                    for (var p = 0; p < own.Length; p++)
                        sum += own[p] * f[p];
                }
                else
                {
                    for (var p = 0; p < own.Length; p++)
                        sum += own[p] * k[p] + ownK[p] * f[p];
                }
                rows[row, i] = from[places[row] * n + i] - sum;
            }
        }
        return rows;
    }

    /// <summary>Carries out what waits, and leaves out what is gone; tells where a unit is then.</summary>
    private int[] Flush(int unit)
    {
        var stride = _f.Length / _isLeft.Length;
        int[] left = [.. Enumerable.Range(0, _isLeft.Length).Where(i => _isLeft[i])];
        // F^T K + K^T F is one product of F and K one above the other.
        var (f, fk, kf) = (new DenseMatrix(_pending, left.Length), new DenseMatrix(2 * _pending, left.Length), new DenseMatrix(2 * _pending, left.Length));
        for (var i = 0; i < left.Length; i++)
        {
            var ownF = _f.AsSpan(left[i] * stride, _pending);
            var ownK = _k.AsSpan(left[i] * stride, _pending);
            ownF.CopyTo(f.Values.AsSpan(i * _pending));
            ownF.CopyTo(fk.Values.AsSpan(2 * i * _pending));
            ownK.CopyTo(fk.Values.AsSpan((2 * i + 1) * _pending));
            ownK.CopyTo(kf.Values.AsSpan(2 * i * _pending));
            ownF.CopyTo(kf.Values.AsSpan((2 * i + 1) * _pending));
        }
        if (_change.Length < left.Length * left.Length)
            _change = new double[left.Length * left.Length];
        _products.Multiply(f, f, _change, transposeA: true);
        Less(_inverse, left);
        _products.Multiply(fk, kf, _change, transposeA: true);
        Less(_weights, left);
        var now = new int[_isLeft.Length];
        for (var i = 0; i < left.Length; i++)
            now[left[i]] = i;
        for (var u = 0; u < _places.Length; u++)
            _places[u] = Array.ConvertAll(_places[u], p => now[p]);
        _isLeft = [.. Enumerable.Repeat(true, left.Length)];
        (_f, _k, _pending) = (new double[left.Length * MostPending], new double[left.Length * MostPending], 0);
        return _places[unit];
    }

    /// <summary>Leaves of a symmetric matrix what is kept, less the change, at the front of its own numbers: what is written lies before what is still to be read.</summary>
    private void Less(double[] matrix, int[] left)
    {
        var (n, size) = (left.Length, _isLeft.Length);
        for (var column = 0; column < n; column++)
        {
            var from = matrix.AsSpan(left[column] * size, size);
            var to = matrix.AsSpan(column * n, n);
            var change = _change.AsSpan(column * n, n);
            for (var row = 0; row < n; row++)
                to[row] = from[left[row]] - change[row];
        }
    }

    private static DenseMatrix Block(DenseMatrix matrix, int[] places) => DenseMatrix.Create(Math.Max(1, places.Length), Math.Max(1, places.Length), (i, j) => places.Length == 0 ? 1 : matrix[places[i], places[j]]);
}
