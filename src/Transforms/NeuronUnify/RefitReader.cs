using MathNet.Numerics.LinearAlgebra.Double;

namespace MLNetCompact;

/// <summary>
/// A layer refitted to the outputs of the original network (REAP): every tap of every column counts by itself, with what the compacted network gives it to read.
/// </summary>
internal sealed class RefitReader : ReaderState
{
    private readonly LinearReader _reader;
    private readonly MatrixProducts _products;
    private readonly Block[] _blocks;
    private readonly HashSet<int> _gone = [];

    /// <param name="reader">The layer.</param>
    /// <param name="moments">What its blocks read, and what they made originally.</param>
    /// <param name="products">What multiplies.</param>
    public RefitReader(LinearReader reader, Moments[] moments, MatrixProducts products)
    {
        (_reader, _products) = (reader, products);
        _blocks = [.. moments.Select((m, b) => new Block(reader, b, m, products))];
        Energy = _blocks.Sum(b => b.Energy);
    }

    public override double Error(int unit) => _blocks.Sum(b => b.Elimination.Error(unit));

    public override void Remove(int unit)
    {
        _gone.Add(unit);
        foreach (var block in _blocks)
            block.Elimination.Remove(unit);
    }

    public override (float[] Weights, double[]? Bias) Result()
    {
        var (weights, bias) = (new float[_reader.Weights.Length], _reader.HasBias ? new double[_reader.View.Rows] : null);
        for (var b = 0; b < _blocks.Length; b++)
        {
            var gone = _gone.SelectMany(u => Block.Inputs(_reader, b, u)).ToHashSet();
            int[] left = [.. Enumerable.Range(0, _blocks[b].InputMean.Length).Where(i => !gone.Contains(i))];
            var fitted = _blocks[b].Solve(left, _products);
            var (inputMean, outputMean) = (_blocks[b].InputMean, _blocks[b].OutputMean);
            for (var o = 0; o < _reader.BlockRows; o++)
            {
                var row = b * _reader.BlockRows + o;
                var sum = outputMean[o];
                for (var i = 0; i < left.Length; i++)
                {
                    var value = _reader.Scales[row] > 0 ? fitted[i, o] / _reader.Scales[row] : 0;
                    weights[_reader.PlaceOf(b, o, left[i])] = (float)(value / _reader.Factor);
                    sum -= value * inputMean[left[i]];
                }
                if (bias is not null)
                    bias[row] = sum;
            }
        }
        return (weights, bias);
    }

    /// <summary>A block of a grouped convolution, or the whole layer.</summary>
    private sealed class Block
    {
        /// <summary>Holds weights to what they were where the data does not tell, as a share of the mean of the Gram matrix' diagonal.</summary>
        private const double Damping = 1e-5;

        private readonly DenseMatrix _gram, _cross, _inverse;
        private readonly Lazy<Elimination> _elimination;

        public Block(LinearReader reader, int block, Moments moments, MatrixProducts products)
        {
            (_gram, _cross) = (moments.Gram(reader.HasBias), moments.Cross(reader.HasBias));
            (_inverse, var damping) = products.Damped(_gram, Damping);
            (InputMean, OutputMean) = (moments.InputMean(), moments.OutputMean());
            var variance = moments.OutputVariance();
            for (var o = 0; o < moments.Outputs; o++)
            {
                var row = block * reader.BlockRows + o;
                var scale = reader.Scales[row];
                Energy += scale * scale * (variance[o] + (reader.HasBias ? 0 : OutputMean[o] * OutputMean[o]));
                for (var i = 0; i < moments.Inputs; i++)
                {
                    _cross[i, o] = scale * (_cross[i, o] + damping * reader.Factor * reader.Weights[reader.PlaceOf(block, o, i)]);
                }
            }
            // Where nothing goes, a layer is fitted without it.
            _elimination = new(() =>
            {
                var weights = products.Multiply(_inverse, _cross);
                return new(_inverse, products.Multiply(weights, weights, transposeB: true), [.. reader.Units.Select((_, u) => Inputs(reader, block, u))], products);
            });
        }

        public Elimination Elimination => _elimination.Value;

        public double Energy { get; }

        public double[] InputMean { get; }

        public double[] OutputMean { get; }

        /// <summary>The inputs that a unit is, column after column and for each its taps.</summary>
        public static int[] Inputs(LinearReader reader, int block, int unit) =>
            [.. reader.ColumnsIn(block, unit).SelectMany(c => Enumerable.Range(c * reader.View.Block, reader.View.Block))];

        /// <summary>The weights of the inputs that are left, scaled: [inputs, outputs].</summary>
        public DenseMatrix Solve(int[] left, MatrixProducts products)
        {
            if (left.Length == _gram.RowCount)
                return products.Multiply(_inverse, _cross);
            var gram = DenseMatrix.Create(left.Length, left.Length, (i, j) => _gram[left[i], left[j]]);
            return products.Multiply(products.Inverse(gram), DenseMatrix.Create(left.Length, _cross.ColumnCount, (i, o) => _cross[left[i], o]));
        }
    }
}
