using MathNet.Numerics.LinearAlgebra.Double;

namespace MLNetCompact;

/// <summary>
/// Means and mean products of samples of inputs x and outputs u: summed in double, in bounded memory however many there are. Products are of differences from
/// the mean of the first samples, so that large means cost no digits.
/// </summary>
internal sealed class Moments
{
    /// <summary>Samples that are multiplied at once, in single precision.</summary>
    private const int Chunk = 1024;

    private readonly MatrixProducts _products;
    private readonly Rectified? _rectified;
    private readonly float[] _x, _u;
    private readonly double[] _gram, _cross, _sumX, _sumU, _squaresU;
    private float[]? _shiftX, _shiftU;
    private int _filled;

    /// <param name="inputs">The numbers of x.</param>
    /// <param name="outputs">The numbers of u, 0 where only inputs count.</param>
    /// <param name="products">What multiplies.</param>
    /// <param name="rectified">Where outputs at 0 and below are all the same to what reads them, what the layer makes now; null where every output counts.</param>
    public Moments(int inputs, int outputs, MatrixProducts products, Rectified? rectified = null)
    {
        (Inputs, Outputs, _products, _rectified) = (inputs, outputs, products, rectified);
        (_x, _u) = (new float[Chunk * inputs], new float[Chunk * outputs]);
        (_gram, _cross) = (new double[checked(inputs * inputs)], new double[checked(inputs * outputs)]);
        (_sumX, _sumU, _squaresU) = (new double[inputs], new double[outputs], new double[outputs]);
    }

    public int Inputs { get; }

    public int Outputs { get; }

    /// <summary>How many samples were added.</summary>
    public long Count { get; private set; }

    /// <summary>Where the next sample's x goes.</summary>
    public Span<float> NextInput => _x.AsSpan(_filled * Inputs, Inputs);

    /// <summary>Where the next sample's u goes.</summary>
    public Span<float> NextOutput => _u.AsSpan(_filled * Outputs, Outputs);

    /// <summary>Adds the sample that was put into <see cref="NextInput"/> and <see cref="NextOutput"/>.</summary>
    public void Add()
    {
        if (++_filled == Chunk)
            Flush();
    }

    /// <summary>The means of x.</summary>
    public double[] InputMean()
    {
        Flush();
        return Mean(_sumX, _shiftX);
    }

    /// <summary>The means of u.</summary>
    public double[] OutputMean()
    {
        Flush();
        return Mean(_sumU, _shiftU);
    }

    /// <summary>The variances of u.</summary>
    public double[] OutputVariance()
    {
        Flush();
        return [.. _squaresU.Select((s, i) => Math.Max(0, s / Math.Max(1, Count) - Math.Pow(_sumU[i] / Math.Max(1, Count), 2)))];
    }

    /// <summary>The mean of x x^T, or the covariances.</summary>
    public DenseMatrix Gram(bool centred)
    {
        Flush();
        return Matrix(_gram, _sumX, _shiftX, Inputs, _sumX, _shiftX, Inputs, centred);
    }

    /// <summary>The mean of x u^T, or the covariances: [inputs, outputs].</summary>
    public DenseMatrix Cross(bool centred)
    {
        Flush();
        // Products lie with the outputs of one input side by side, which is the transposed matrix to MathNet.
        return (DenseMatrix)Matrix(_cross, _sumU, _shiftU, Outputs, _sumX, _shiftX, Inputs, centred).Transpose();
    }

    private double[] Mean(double[] sum, float[]? shift) => [.. sum.Select((s, i) => s / Math.Max(1, Count) + (shift?[i] ?? 0))];

    private DenseMatrix Matrix(double[] products, double[] sumRow, float[]? shiftRow, int rows, double[] sumColumn, float[]? shiftColumn, int columns, bool centred)
    {
        var (n, values) = ((double)Math.Max(1, Count), new double[products.Length]);
        for (var column = 0; column < columns; column++)
        {
            var (mean, shift) = (sumColumn[column] / n, (double)(shiftColumn?[column] ?? 0));
            for (var row = 0; row < rows; row++)
            {
                var (otherMean, otherShift) = (sumRow[row] / n, shiftRow?[row] ?? 0);
                var about = products[column * rows + row] / n;
                values[column * rows + row] = centred ? about - mean * otherMean : about + mean * otherShift + otherMean * shift + shift * otherShift;
            }
        }
        return new(rows, columns, values);
    }

    private void Flush()
    {
        if (_filled == 0)
            return;
        _rectified?.Relax(_x, Inputs, _u, Outputs, _filled, _products);
        Shift(_x, Inputs, ref _shiftX, _sumX, null);
        Shift(_u, Outputs, ref _shiftU, _sumU, _squaresU);
        _products.AddMoments(_x, Inputs, _x, Inputs, _filled, _gram);
        if (Outputs > 0)
            _products.AddMoments(_x, Inputs, _u, Outputs, _filled, _cross);
        Count += _filled;
        _filled = 0;
    }

    /// <summary>Takes the shift off the samples and adds up what is left.</summary>
    private void Shift(float[] samples, int width, ref float[]? shift, double[] sum, double[]? squares)
    {
        shift ??= [.. Enumerable.Range(0, width).Select(i => (float)Enumerable.Range(0, _filled).Average(s => (double)samples[s * width + i]))];
        for (var sample = 0; sample < _filled; sample++)
        {
            for (var i = 0; i < width; i++)
            {
                var difference = samples[sample * width + i] -= shift[i];
                sum[i] += difference;
                if (squares is not null)
                    squares[i] += (double)difference * difference;
            }
        }
    }
}
