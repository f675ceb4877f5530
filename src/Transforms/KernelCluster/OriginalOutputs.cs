using MathNet.Numerics.LinearAlgebra.Double;

namespace MLNetCompact;

/// <summary>What a layer of the compacted network is to make: what the original one made there, from what the compacted one gives it to read.</summary>
internal sealed class OriginalOutputs
{
    private readonly LinearReader _reader;
    private readonly MatrixProducts _products;
    private readonly DenseMatrix[] _grams, _crosses;
    private readonly double[][] _inputMeans, _outputMeans;
    private readonly double _constant;

    /// <param name="reader">The layer; its weights are those that it has now.</param>
    /// <param name="moments">What its blocks read, and what they made originally.</param>
    /// <param name="centred">Whether means do not count: a bias, or a normalization behind it, takes them.</param>
    /// <param name="products">What multiplies.</param>
    public OriginalOutputs(LinearReader reader, IReadOnlyList<Moments> moments, bool centred, MatrixProducts products)
    {
        (_reader, _products) = (reader, products);
        (_grams, _crosses) = ([.. moments.Select(m => m.Gram(centred))], [.. moments.Select(m => m.Cross(centred))]);
        (_inputMeans, _outputMeans) = ([.. moments.Select(m => m.InputMean())], [.. moments.Select(m => m.OutputMean())]);
        for (var b = 0; b < moments.Count; b++)
        {
            var variance = moments[b].OutputVariance();
            for (var o = 0; o < variance.Length; o++)
            {
                // What a bias that stays makes, weights need not make.
                var bias = centred ? 0 : reader.Bias?[b * reader.BlockRows + o] ?? 0;
                for (var i = 0; i < _inputMeans[b].Length && bias != 0; i++)
                    _crosses[b][i, o] -= _inputMeans[b][i] * bias;
                var (scale, mean) = (ScaleOf(b, o), _outputMeans[b][o] - bias);
                Energy += scale * scale * variance[o];
                _constant += scale * scale * (variance[o] + (centred ? 0 : mean * mean));
            }
        }
    }

    /// <summary>The variance of what the layer made.</summary>
    public double Energy { get; }

    public int Blocks => _grams.Length;

    /// <summary>The mean products of what a block reads.</summary>
    public DenseMatrix Gram(int block) => _grams[block];

    /// <summary>The mean product of an input of a block and what one of its rows made.</summary>
    public double Cross(int block, int input, int row) => _crosses[block][input, row];

    /// <summary>How much the next layer sees of a row of a block.</summary>
    public double ScaleOf(int block, int row) => _reader.Scales[block * _reader.BlockRows + row];

    /// <summary>Where the weight of a row and an input of a block lies.</summary>
    public int Place(int block, int row, int input) => _reader.PlaceOf(block, row, input);

    /// <summary>What the layer's outputs change with other weights: the mean squared change as a share of the variance.</summary>
    public double Error(ReadOnlySpan<float> weights)
    {
        var error = _constant;
        double[] given = [.. weights.ToArray()];
        for (var b = 0; b < Blocks; b++)
        {
            var (own, products) = (Matrix(b, given), _crosses[b]);
            var made = _products.Multiply(_grams[b], own);
            for (var o = 0; o < own.ColumnCount; o++)
            {
                var (scale, sum) = (ScaleOf(b, o), 0.0);
                for (var i = 0; i < own.RowCount; i++)
                    sum += own[i, o] * (made[i, o] - 2 * products[i, o]);
                error += scale * scale * sum;
            }
        }
        return Energy > 0 ? Math.Max(0, error) / Energy : 0;
    }

    /// <summary>What the layer's outputs change by a change of its weights alone: the mean square as a share of the variance.</summary>
    public double Change(ReadOnlySpan<float> weights)
    {
        var (before, change) = (_reader.Weights, 0.0);
        double[] difference = [.. weights.ToArray().Select((w, i) => (double)w - before[i])];
        var normal = Normal(difference);
        for (var i = 0; i < normal.Length; i++)
            change += normal[i] * difference[i];
        return Energy > 0 ? Math.Max(0, change) / Energy : 0;
    }

    /// <summary>What each weight is multiplied by on the left side of the normal equations: the rows' G w, each times its scale squared.</summary>
    public double[] Normal(double[] weights)
    {
        var normal = new double[weights.Length];
        for (var b = 0; b < Blocks; b++)
            Put(b, _products.Multiply(_grams[b], Matrix(b, weights)), normal);
        return normal;
    }

    /// <summary>The right side of the normal equations.</summary>
    public double[] Right()
    {
        var right = new double[_reader.Weights.Length];
        for (var b = 0; b < Blocks; b++)
            Put(b, _crosses[b], right);
        return right;
    }

    /// <summary>The diagonal of the normal equations.</summary>
    public double[] Diagonal()
    {
        var diagonal = new double[_reader.Weights.Length];
        for (var b = 0; b < Blocks; b++)
            Put(b, DenseMatrix.Create(_grams[b].RowCount, _reader.BlockRows, (i, _) => _grams[b][i, i] * _reader.Factor), diagonal);
        return diagonal;
    }

    /// <summary>The biases with which the layer's mean outputs are the original ones.</summary>
    public double[] Bias(ReadOnlySpan<float> weights)
    {
        var bias = new double[_reader.View.Rows];
        for (var b = 0; b < Blocks; b++)
        {
            for (var o = 0; o < _reader.BlockRows; o++)
            {
                var sum = _outputMeans[b][o];
                for (var i = 0; i < _inputMeans[b].Length; i++)
                    sum -= _reader.Factor * weights[Place(b, o, i)] * _inputMeans[b][i];
                bias[b * _reader.BlockRows + o] = sum;
            }
        }
        return bias;
    }

    /// <summary>A block's weights: [inputs, rows], times the layer's factor.</summary>
    private DenseMatrix Matrix(int block, double[] weights) => DenseMatrix.Create(_grams[block].RowCount, _reader.BlockRows, (i, o) => _reader.Factor * weights[Place(block, o, i)]);

    /// <summary>Puts numbers, each times the factor and the square of its row's scale, where the weights are.</summary>
    private void Put(int block, DenseMatrix values, double[] to)
    {
        for (var o = 0; o < values.ColumnCount; o++)
        {
            var scale = _reader.Factor * ScaleOf(block, o) * ScaleOf(block, o);
            for (var i = 0; i < values.RowCount; i++)
                to[Place(block, o, i)] = scale * values[i, o];
        }
    }
}
